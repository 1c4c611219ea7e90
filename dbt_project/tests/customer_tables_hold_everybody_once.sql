-- Every customer of dim_customers has one row in each of the customer tables, and no one else has.
{% for table in ['customer_rfm', 'customer_behaviour', 'customer_features'] %}
select
    '{{ table }}' as table_name,
    coalesce(customers.customer_id, others.customer_id) as customer_id
from {{ ref('dim_customers') }} as customers
full outer join {{ ref(table) }} as others using (customer_id)
where customers.customer_id is null or others.customer_id is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
