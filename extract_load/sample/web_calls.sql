-- The events as calls of Segment's spec: page, identify, and track with the names of its e-commerce events.
-- Some visitors have a wrong clock, which is put right as Segment does it: timestamp is receivedAt less what lies
-- between originalTimestamp and sentAt.
with calls (kind, type, event) as (
    values
    ('page_view', 'page', null),
    ('login', 'identify', null),
    ('product_view', 'track', 'Product Viewed'),
    ('search', 'track', 'Products Searched'),
    ('add_to_cart', 'track', 'Product Added'),
    ('remove_from_cart', 'track', 'Product Removed'),
    ('begin_checkout', 'track', 'Checkout Started'),
    ('purchase', 'track', 'Order Completed')
),

pages (path, title) as (
    values ('/', 'Home'), ('/offers', 'Offers'), ('/departments', 'Departments'), ('/cart', 'Cart')
),

described as (
    select
        web_events.*,
        calls.type,
        calls.event as track_event,
        households.registered_at,
        calls.type = 'page' as is_page,
        if(is_page, title, null) as page_title,
        concat('https://shop.example.com', web_events.path) as url
    from web_events
    inner join calls on web_events.event = calls.kind
    left join pages on web_events.path = pages.path
    left join households using (household_id)
)

select
    type,
    cast(md5(concat_ws('|', 'message', session_id, position)) as uuid) as "messageId",
    track_event as event,
    page_title as name,
    anonymous_id as "anonymousId",
    if(is_identified, cast(household_id as varchar), null) as "userId",
    segment_time(occurred_at + clock_error) as "originalTimestamp",
    segment_time(occurred_at + clock_error + waiting_time) as "sentAt",
    segment_time(occurred_at + waiting_time) as "receivedAt",
    segment_time(occurred_at) as "timestamp",
    -- Members without a value are not sent: a merge patch takes them away.
    if(
        type = 'identify',
        null,
        json_merge_patch('{}', to_json({
            'path': if(is_page, path, null),
            'url': if(is_page, url, null),
            'title': page_title,
            'referrer': if(is_page, referrer, null),
            'time_on_previous_page_seconds': time_on_previous_page_seconds,
            'product_id': cast(product_id as varchar),
            'order_id': if(event = 'purchase', cast(basket_id as varchar), null),
            'query': query
        }))
    ) as properties,
    if(type = 'identify', {'createdAt': segment_time(registered_at)}, null) as traits,
    {
        'device': {'type': device_type},
        'page': {'path': path, 'referrer': referrer}
    } as context,
    cast('{}' as json) as integrations,
    true as simulated,
    dt
from described
