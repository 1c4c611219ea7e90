{# The seed of policies for outliers may name any column; the model of fences must know it. #}
{% test every_policy_is_heeded(model, table_name) %}
    select policies.column_name
    from {{ ref('outlier_policies') }} as policies
    left join {{ model }} as fences using (table_name, column_name)
    where policies.table_name = '{{ table_name }}' and fences.column_name is null
{% endtest %}
