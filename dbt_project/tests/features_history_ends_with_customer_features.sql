-- Two ways to the same measures: as of the build's moment, and as of any moment by what was booked until then.
select
    customer_id,
    history.customer_id is null as is_missing,
    features.customer_id is null as is_too_many
from (
    select * from {{ ref('customer_features_history') }}
    where not is_month_end
) as history
full outer join (
    select * from {{ ref('customer_features') }}
    where order_count > 0
) as features using (customer_id)
where
    history.customer_id is null
    or features.customer_id is null
    or history.as_of <> features.as_of
    {%- for feature in features_of_history() %}
    or history.{{ feature }} is distinct from features.{{ feature }}
    {%- endfor %}
