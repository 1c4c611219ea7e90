-- What happens in each session that touches the days from first_day to last_day, in order but without a time yet.

create table shelves as
with bought as (
    select household_id, product_id
    from transactions
    inner join sellable_products using (product_id)
    where household_id in (select household_id from web_households)
    group by all
),

popular as (
    select product_id
    from bought
    group by product_id
    order by count(*) desc, product_id
    limit 500
)

select household_id, list(product_id order by product_id) as product_ids
from bought
group by household_id
union all
select 0, list(product_id order by product_id)
from popular;

create table wanted_sessions as
from sessions
where anchor_at >= getvariable('first_day') - interval 1 day and anchor_at < getvariable('last_day') + interval 2 days;

-- What a visitor looks at: up to eight products of the basket, or products that the household buys at some time.
create table session_items as
with basket_items as (
    select
        session_id,
        product_id,
        row_number() over (
            partition by session_id order by draw('item', concat_ws('/', basket_id, product_id)), product_id
        ) as item
    from wanted_sessions
    inner join transactions using (basket_id)
    inner join sellable_products using (product_id)
),

browsed_items as (
    select
        session_id,
        product_ids[1 + cast(floor(len(product_ids) * draw('item', concat_ws('/', session_id, item))) as integer)]
            as product_id,
        item,
        item <= abandoned_count as is_in_cart
    from wanted_sessions, unnest(range(1, view_count + 1)) as items (item)
    inner join shelves on coalesce(wanted_sessions.household_id, 0) = shelves.household_id
    where basket_id is null
)

select session_id, product_id, item, true as is_in_cart
from basket_items
where item <= 8
union all
select session_id, product_id, item, is_in_cart
from browsed_items;

-- Positions order a session's steps: the n-th item has 10 * n + 10 and the nine that follow.
create table steps as
select session_id, 0 as position, 'page_view' as event, null as product_id, null as query,
    case
        when draw('entry', session_id) < 0.6 then '/'
        when draw('entry', session_id) < 0.8 then '/offers'
        else '/departments'
    end as path
from wanted_sessions
union all
select session_id, 5, 'search', null, search_query, '/search'
from session_items
inner join sellable_products using (product_id)
where item = 1 and draw('search', session_id) < 0.4
union all
select session_id, 10 + 10 * item, 'product_view', product_id, null, concat('/product/', product_id)
from session_items
union all
select session_id, 11 + 10 * item, 'add_to_cart', product_id, null, concat('/product/', product_id)
from session_items
where is_in_cart
union all
select session_id, 12 + 10 * item, 'remove_from_cart', product_id, null, '/cart'
from session_items
inner join wanted_sessions using (session_id)
where is_in_cart and basket_id is null and draw('remove', concat_ws('/', session_id, item)) < 0.1
union all
select session_id, login_position, 'login', null, null, '/login'
from wanted_sessions
where login_position is not null
union all
select session_id, 890, 'page_view', null, null, '/cart'
from wanted_sessions
where basket_id is not null
union all
select session_id, 900, 'begin_checkout', null, null, '/checkout'
from wanted_sessions
where basket_id is not null or (abandoned_count > 0 and is_known and draw('checkout', session_id) < 0.25)
union all
select session_id, 1000, 'purchase', null, null, '/checkout/thanks'
from wanted_sessions
where basket_id is not null;
