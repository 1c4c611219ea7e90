-- What the models from stg_web__events to fct_sessions make, by hand. Whose an anonymous session is follows from the
-- sessions before and after it, which are five times fewer than the events.
create table sessions as
with newest as (
    select
        events.event_id,
        events.visitor_ref,
        links.customer_id,
        lower(events.call_type) as call_type,
        lower(events.event_type) as event_type,
        events.device_type,
        events.occurred_at
    from (
        select *
        from built.raw.web__events
        where occurred_at <= getvariable('as_of')
        qualify row_number() over (partition by event_id order by _source_file desc, _source_row desc) = 1
    ) as events
    left join built.pii.customer_links as links using (customer_ref)
),

marked as (
    select
        *,
        coalesce(occurred_at > lag(occurred_at) over in_time + interval 30 minutes, true)::integer as is_start
    from newest
    window in_time as (partition by visitor_ref order by occurred_at, event_id)
),

numbered as (
    select
        *,
        sum(is_start) over (partition by visitor_ref order by occurred_at, event_id rows unbounded preceding) as number
    from marked
),

counted as (
    select
        visitor_ref,
        number,
        arg_min({'customer_id': customer_id, 'seen_at': occurred_at}, (occurred_at, event_id))
            filter (where customer_id is not null) as first_login,
        arg_max({'customer_id': customer_id, 'seen_at': occurred_at}, (occurred_at, event_id))
            filter (where customer_id is not null) as last_login,
        arg_min(device_type, (occurred_at, event_id)) as device_type,
        count(*) as event_count,
        count(*) filter (where call_type = 'page') as page_view_count,
        count(*) filter (where event_type = 'product viewed') as product_view_count,
        count(*) filter (where event_type = 'products searched') as search_count,
        count(*) filter (where event_type = 'product added') as add_to_cart_count,
        count(*) filter (where event_type = 'product removed') as remove_from_cart_count,
        count(*) filter (where event_type = 'order completed') as purchase_count,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at
    from numbered
    group by visitor_ref, number
),

surrounded as (
    select
        *,
        last_value(last_login ignore nulls) over (
            partition by visitor_ref order by number rows between unbounded preceding and 1 preceding
        ) as login_before,
        first_value(first_login ignore nulls) over (
            partition by visitor_ref order by number rows between 1 following and unbounded following
        ) as login_after
    from counted
)

select
    visitor_ref,
    started_at,
    ended_at,
    case
        when last_login is not null then last_login.customer_id
        when login_before.seen_at >= started_at - interval 30 days then login_before.customer_id
        when login_after.seen_at <= ended_at + interval 30 days then login_after.customer_id
    end as customer_id,
    device_type,
    event_count,
    page_view_count,
    product_view_count,
    search_count,
    add_to_cart_count,
    remove_from_cart_count,
    purchase_count > 0 as has_purchase,
    add_to_cart_count > remove_from_cart_count and purchase_count = 0 as is_cart_abandoned,
    started_at::date as started_on
from surrounded;
