-- A row ends where the customer's next one begins. After somebody was gone there may be a gap, but no overlap.
select
    customer_id,
    valid_from,
    valid_to
from (
    select
        *,
        lead(valid_from) over (partition by customer_id order by valid_from) as next_valid_from
    from {{ ref('customer_segment_history') }}
) as periods
where
    (valid_to is null and next_valid_from is not null)
    or valid_to > next_valid_from
    or (valid_to < next_valid_from and not is_gone)
    or (valid_to is not null and next_valid_from is null and not is_gone)
