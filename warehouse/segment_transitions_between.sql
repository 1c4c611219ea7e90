-- Who moved from which segment to which between the ends of two company days, and what they spent since the first of
-- them and in as many days before it. Customers of whom there is no segment on one of the days have NULL there; where
-- two ids were found to be one person, the younger one went, and its orders are the older one's. Segments are called
-- what they are called today. It lives in the published file, where DuckDB 1.1 must understand it.
create macro main.segment_transitions_between(first_day, last_day) as table
with

period as (

    select
        cast(first_day as date) as first_on,
        cast(last_day as date) as last_on
    where cast(first_day as date) < cast(last_day as date)

),

moved as (

    select
        coalesce(earlier.customer_id, later.customer_id) as customer_id,
        earlier.segment_id as from_segment_id,
        earlier.segment_name as from_segment_name,
        later.segment_id as to_segment_id,
        later.segment_name as to_segment_name,
        coalesce(earlier.is_backcast, false) or coalesce(later.is_backcast, false) as is_backcast
    from main.segments_as_of(first_day) as earlier
    full outer join main.segments_as_of(last_day) as later on earlier.customer_id = later.customer_id

),

spent as (

    select
        lines.customer_id,
        sum(case when main.company_day(lines.ordered_at) > period.first_on then lines.net_spend_usd end)
            as net_spend_usd,
        sum(case when main.company_day(lines.ordered_at) <= period.first_on then lines.net_spend_usd end)
            as net_spend_before_usd
    from marts.fct_order_lines as lines
    cross join period
    where
        lines.customer_id is not null
        and main.company_day(lines.ordered_at) <= period.last_on
        and main.company_day(lines.ordered_at) > period.first_on - cast(period.last_on - period.first_on as integer)
    group by lines.customer_id

)

select
    moved.from_segment_id,
    coalesce(max(from_today.segment_name), max(moved.from_segment_name)) as from_segment_name,
    moved.to_segment_id,
    coalesce(max(to_today.segment_name), max(moved.to_segment_name)) as to_segment_name,
    count(*) as customer_count,
    cast(coalesce(sum(spent.net_spend_usd), 0) as decimal(18, 2)) as net_spend_usd,
    cast(coalesce(sum(spent.net_spend_before_usd), 0) as decimal(18, 2)) as net_spend_before_usd,
    bool_or(moved.is_backcast) as is_backcast
from moved
cross join period
left join segments.dim_segments as from_today on from_today.segment_id = moved.from_segment_id
left join segments.dim_segments as to_today on to_today.segment_id = moved.to_segment_id
left join spent on spent.customer_id = moved.customer_id
group by moved.from_segment_id, moved.to_segment_id;
