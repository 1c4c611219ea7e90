-- What happened after as_of has not happened. Staging leaves it out; what is here was dated by another clock.
select
    order_id,
    ordered_at
from {{ ref('fct_order_lines') }}
where ordered_at > {{ as_of() }}
