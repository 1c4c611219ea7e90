-- Whoever is a customer has an answer: in a segment, unusual, or too new to tell.
select customers.customer_id
from {{ ref('dim_customers') }} as customers
left join {{ ref('customer_segments') }} as answers using (customer_id)
where answers.customer_id is null
