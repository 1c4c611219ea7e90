-- Sessions for the whole year, about one row per visit, whatever days are asked for: a visitor's log-in can be placed
-- among all of its sessions. anchor_at is the purchase in a session that ends in one, else the first event.

create table sessions as
with online_baskets as (
    select
        transactions.basket_id,
        web_households.household_id,
        any_value(transactions.transaction_timestamp) as ordered_at,
        any_value(if(device_count > 1 and draw('device', basket_id) < 0.25, 2, 1)) as device_number
    from transactions
    inner join web_households using (household_id)
    inner join sellable_products using (product_id)
    where draw('online', transactions.basket_id) < web_households.online_share
    group by all
),

browsing_days as (
    select
        household_id,
        day,
        abandon_rate,
        concat_ws('/', household_id, cast(day as date)) as visit,
        1 + cast(floor(device_count * draw('device', visit)) as integer) as device_number
    from web_households, range(timestamp '2017-01-01', timestamp '2018-01-02', interval 1 day) as days (day)
    where
        day >= first_order_at - interval 10 days
        and draw('browses', concat_ws('/', household_id, cast(day as date)))
        < browsing_rate * if(day > last_order_at + interval 7 days, 0.35, 1)
),

-- Evenings in the shops' time zone are nights in UTC: a visit falls 12 to 29 hours after its day's midnight.
visits as (
    select
        concat_ws('/', 'order', basket_id) as session_id,
        basket_id,
        household_id,
        device_number,
        ordered_at as anchor_at,
        0.0 as abandon_rate
    from online_baskets
    union all
    select
        concat_ws('/', 'browse', visit),
        null,
        household_id,
        device_number,
        day + to_seconds(cast(43200 + 30600 * (draw('hour', visit) + draw('minute', visit)) as bigint)),
        abandon_rate
    from browsing_days
),

stranger_visits as (
    select
        concat_ws('/', visitor, visit) as session_id,
        visitor,
        timestamp '2017-01-01' + to_seconds(
            cast(28000000 * draw('first visit', visitor) + 3000000 * draw('visit', session_id) as bigint)
        ) as anchor_at,
        0.15 as abandon_rate
    from visitors, unnest(range(1 + cast(floor(4 * draw('visits', visitor)) as integer))) as visits (visit)
    where household_id is null
),

all_visits as (
    select session_id, basket_id, visitor, anchor_at, abandon_rate
    from visits
    inner join visitors using (household_id, device_number)
    union all
    select session_id, null, visitor, anchor_at, abandon_rate
    from stranger_visits
),

numbered as (
    select
        all_visits.*,
        visitors.* exclude (visitor),
        count(*) filter (where anchor_at >= registered_at) over visitor_so_far >= login_after
        or count(basket_id) over visitor_so_far > 0 as is_known
    from all_visits
    inner join visitors using (visitor)
    left join web_households using (household_id)
    window visitor_so_far as (partition by visitor order by anchor_at, session_id rows unbounded preceding)
)

select
    * exclude (is_known),
    coalesce(is_known, false) as is_known,
    -- The log-in's place among the steps of web_steps.sql: while browsing, or before the checkout.
    case
        when is_known and not lag(coalesce(is_known, false), 1, false) over visitor_so_far
            then if(basket_id is null, 25, 800)
    end as login_position,
    8000 + cast(32000 * draw('pace', session_id) as bigint) as pace_ms,
    to_milliseconds(20 + cast(200 * draw('way', session_id) as integer)) as waiting_time,
    case
        when draw('came from', session_id) < 0.3 then 'https://search.example.net/'
        when draw('came from', session_id) < 0.4 then 'https://social.example.org/'
    end as came_from,
    1 + cast(floor(5 * draw('views', session_id)) as integer) as view_count,
    if(draw('abandons', session_id) < abandon_rate, 1 + cast(floor(2 * draw('carts', session_id)) as integer), 0)
        as abandoned_count
from numbered
window visitor_so_far as (partition by visitor order by anchor_at, session_id);
