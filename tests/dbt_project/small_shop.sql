-- A shop with eight customers, and an outlet where one more is known. It is 2017-07-01 12:00 UTC, 08:00 in New York, where the company's days begin.
-- The batches that this build may read are 0, 1, 2, 3 and 5; what ids and references are called says what is the matter.
insert into ops.batches by name
select batch_id, source, state, timestamp '2017-07-01' as started_at
from (values
    (0, 'outlet', 'passed'),
    (1, 'crm', 'passed'),
    (2, 'transactions', 'passed'),
    (3, 'web', 'passed'),
    (4, 'transactions', 'refused'),
    (5, 'transactions', 'passed'),
    (6, 'transactions', 'passed')
) as batches (batch_id, source, state);

-- ann, ann_by_email and ann_by_phone are one person: a and b share an address, b and c a number, a and c nothing.
-- bob, eve and hal share a placeholder, which stands in more profiles than the two that may share a contact here.
insert into raw.crm__customers by name
select *, timestamp '2017-07-01' as _loaded_at, 1 as _batch_id, 'crm/customers.csv' as _source_file
from (values
    ('ann_by_email', 'Anne', 'ann@example.com', '201-555-0102', timestamp '2017-02-01', timestamp '2017-02-01', '35-44', 2),
    ('ann', 'Ann', ' Ann@Example.com', '(201) 555-0101', timestamp '2017-01-01', timestamp '2017-01-01', '25-34', 3),
    ('ann_by_phone', 'An', 'other@example.com', '+1 (201) 555-0102', timestamp '2017-03-01', timestamp '2017-03-01', null, 4),
    ('bob', 'Bob', 'bob@example.com', '2015550103', timestamp '2017-01-05', timestamp '2017-01-05', 'old band', 5),
    ('bob', 'Bob', 'none@none.com', '2015550103', timestamp '2017-01-05', timestamp '2017-05-05', '45-54', 6),
    ('bob', 'Bob', 'bob@example.com', '2015550103', timestamp '2017-01-05', timestamp '2017-07-02', 'after as_of', 7),
    ('eve_never_bought', 'Eve', 'None@None.com', null, timestamp '2017-01-06', timestamp '2017-01-06', null, 8),
    ('fay_only_gave_back', 'Fay', '', '000-000-0000', timestamp '2017-01-07', timestamp '2017-01-07', null, 9),
    ('hal_never_bought', 'Hal', 'none @none.com', null, timestamp '2017-01-08', timestamp '2017-01-08', null, 11),
    ('registers_after_as_of', 'Zoe', 'zoe@example.com', null, timestamp '2017-07-02', timestamp '2017-07-02', null, 10)
) as profiles (customer_ref, first_name, email, phone, registered_at, updated_at, age_band, _source_row);

-- The second extract knows when spring ends, and plans what begins after as_of.
insert into raw.crm__campaigns by name
select *, timestamp '2017-07-01' as _loaded_at, 1 as _batch_id
from (values
    ('spring', null, date '2017-04-01', null, 'crm/campaigns.csv', 2),
    ('spring', 'A', date '2017-04-01', date '2017-04-30', 'crm/campaigns_2.csv', 2),
    ('planned', 'B', date '2017-09-01', date '2017-09-30', 'crm/campaigns_2.csv', 3)
) as campaigns (campaign_id, campaign_type, started_on, ended_on, _source_file, _source_row);

insert into raw.crm__campaign_touches by name
select *, timestamp '2017-07-01' as _loaded_at, 1 as _batch_id, 'crm/touches.jsonl' as _source_file
from (values
    ('spring', 'ann', timestamp '2017-04-01', 1),
    ('spring', 'ann_by_phone', timestamp '2017-04-01', 2),
    ('spring', 'ann_by_phone', timestamp '2017-04-01', 3),
    ('spring', 'gus_only_addressed', timestamp '2017-04-01', 4),
    ('summer', 'bob', timestamp '2017-07-02', 5)
) as touches (campaign_id, customer_ref, touched_at, _source_row);

-- Ticket and event ids name the case. What is named in no other extract is nobody's.
insert into raw.crm__support_tickets by name
select *, timestamp '2017-07-01' as _loaded_at, 1 as _batch_id
from (values
    ('I', 'solved', 'ann', 'open', 'delivery', 'normal', 'email', null, timestamp '2017-06-20 15:00:00', null, timestamp '2017-06-20 15:00:00', 'day1', 2),
    ('U', 'solved', 'ann', 'solved', 'delivery', 'normal', 'email', 4, timestamp '2017-06-20 15:00:00', timestamp '2017-06-21 18:30:00', timestamp '2017-06-21 18:30:00', 'day2', 2),
    ('U', 'solved', 'ann', 'solved', 'delivery', 'normal', 'email', 4, timestamp '2017-06-20 15:00:00', timestamp '2017-06-21 18:30:00', timestamp '2017-06-21 18:30:00', 'day3', 2),
    ('I', 'evening_before_in_new_york', 'ann_by_phone', 'pending', 'returns', 'high', 'chat', null, timestamp '2017-06-11 02:00:00', null, timestamp '2017-06-11 02:00:00', 'day1', 3),
    ('I', 'deleted', 'bob', 'open', 'returns', 'low', 'store', null, timestamp '2017-06-11 10:00:00', null, timestamp '2017-06-11 10:00:00', 'day1', 4),
    ('D', 'deleted', null, null, null, null, null, null, null, null, timestamp '2017-06-12 10:00:00', 'day1', 5),
    ('I', 'of_nobody_known', 'only_asked', 'open', 'product', 'low', 'phone', null, timestamp '2017-06-13 10:00:00', null, timestamp '2017-06-13 10:00:00', 'day1', 6),
    ('I', 'after_as_of', 'bob', 'open', 'delivery', 'low', 'phone', null, timestamp '2017-07-01 12:00:01', null, timestamp '2017-07-01 12:00:01', 'day3', 3)
) as tickets (
    op, ticket_id, customer_ref, status, category, priority, channel, satisfaction_score, opened_at, closed_at, updated_at,
    _source_file, _source_row
);

insert into raw.engagement__email_events by name
select
    *, timestamp '2017-07-01' as _loaded_at, 1 as _batch_id,
    row_number() over (order by event_id, _source_file) as _source_row
from (values
    ('sent', 'm1', 'Sent', 'spring', 'ann_by_email', timestamp '2017-04-01 14:00:00', 'f1'),
    ('opened_the_evening_before', 'm1', 'opened', 'spring', 'ann_by_email', timestamp '2017-04-03 03:00:00', 'f1'),
    ('opened_the_evening_before', 'm1', 'opened', 'spring', 'ann_by_email', timestamp '2017-04-03 03:00:00', 'f2_in_two_files'),
    ('clicked', 'm1', 'clicked', 'spring', 'ann_by_email', timestamp '2017-04-03 03:00:30', 'f1'),
    ('opened_again', 'm1', 'opened', 'spring', 'ann_by_email', timestamp '2017-06-15 12:00:00', 'f1'),
    ('sent_without_campaign', 'm2', 'sent', null, 'bob', timestamp '2017-06-01 12:00:00', 'f1'),
    ('unsubscribed', 'm2', 'unsubscribed', null, 'bob', timestamp '2017-06-02 12:00:00', 'f1'),
    ('sent_to_nobody_known', 'm3', 'sent', 'spring', 'only_addressed_by_email', timestamp '2017-04-01 14:00:00', 'f1'),
    ('opened_after_as_of', 'm2', 'opened', null, 'bob', timestamp '2017-07-01 12:00:01', 'f1')
) as events (event_id, message_id, action, campaign_id, customer_ref, occurred_at, _source_file);

insert into raw.engagement__ad_touches by name
select
    *, timestamp '2017-07-01' as _loaded_at, 1 as _batch_id,
    row_number() over (order by event_id, _source_file) as _source_row
from (values
    ('seen', 'display', 'Impression', 'spring', 'ann', 0.0042, timestamp '2017-04-05 10:00:00', 'f1'),
    ('seen', 'display', 'Impression', 'spring', 'ann', 0.0042, timestamp '2017-04-05 10:00:00', 'f2_in_two_files'),
    ('clicked', 'search', 'click', 'spring', 'ann', 0.7550, timestamp '2017-04-05 10:01:00', 'f1'),
    ('seen_for_nothing', 'video', 'impression', null, 'bob', null, timestamp '2017-06-05 10:00:00', 'f1'),
    ('seen_by_nobody_known', 'video', 'impression', 'spring', 'only_saw', 0.0100, timestamp '2017-04-05 10:00:00', 'f1'),
    ('seen_after_as_of', 'video', 'impression', null, 'bob', 0.0100, timestamp '2017-07-01 12:00:01', 'f1')
) as touches (event_id, network, action, campaign_id, customer_ref, cost_amount, occurred_at, _source_file);

insert into raw.engagement__campaign_touches by name
select
    *, timestamp '2017-07-01' as _loaded_at, 1 as _batch_id,
    row_number() over (order by touch_id, _source_file) as _source_row
from (values
    ('by_text', 'spring', 'ann_by_phone', 'sms', timestamp '2017-04-02 12:00:00', 'f1'),
    ('by_text', 'spring', 'ann_by_phone', 'sms', timestamp '2017-04-02 12:00:00', 'f2_in_two_files'),
    ('by_post', 'spring', 'eve_never_bought', 'post', timestamp '2017-04-02 06:00:00', 'f1'),
    ('to_nobody_known', 'spring', 'only_texted', 'sms', timestamp '2017-04-02 12:00:00', 'f1'),
    ('after_as_of', 'spring', 'bob', 'app_push', timestamp '2017-07-01 12:00:01', 'f1')
) as touches (touch_id, campaign_id, customer_ref, channel, touched_at, _source_file);

insert into raw.engagement__social_engagement by name
select
    *, timestamp '2017-07-01' as _loaded_at, 1 as _batch_id,
    row_number() over (order by event_id, _source_file) as _source_row
from (values
    ('likes', 'pictures', 'Like', 'p1', 'bob', timestamp '2017-06-10 10:00:00', 'f1'),
    ('likes', 'pictures', 'Like', 'p1', 'bob', timestamp '2017-06-10 10:00:00', 'f2_in_two_files'),
    ('follows', 'pictures', 'follow', null, 'eve_never_bought', timestamp '2017-06-11 10:00:00', 'f1'),
    ('of_nobody_known', 'pictures', 'share', 'p1', 'only_shared', timestamp '2017-06-11 10:00:00', 'f1'),
    ('after_as_of', 'pictures', 'comment', 'p1', 'bob', timestamp '2017-07-01 12:00:01', 'f1')
) as acts (event_id, network, action, post_ref, customer_ref, occurred_at, _source_file);

insert into raw.transactions__products by name
select *, timestamp '2017-07-01' as _loaded_at, 2 as _batch_id, _source_row || '.parquet' as _source_file
from (values
    ('milk', 'renamed by the next extract', 1),
    ('milk', 'DAIRY', 2),
    ('cheese', 'DAIRY', 3),
    ('bread', 'BAKERY', 4),
    ('tv', 'ELECTRONICS', 5),
    ('bag', 'SUNDRIES', 6),
    ('never_sold', 'SUNDRIES', 7)
) as products (product_id, department, _source_row);

insert into raw.transactions__order_lines by name
select *, 1 as quantity, timestamp '2017-07-01' as _loaded_at
from (values
    ('winter', 'milk', 'ann', 5.00, 1.00, 0.50, timestamp '2017-01-10 15:00:00', 2, 'day1', 2, null),
    ('winter', 'bread', 'ann', 3.00, null, null, timestamp '2017-01-10 15:00:00', 2, 'day1', 3, null),
    ('spring', 'tv', 'ann', 100.00, 0.00, 0.00, timestamp '2017-04-10 15:00:00', 2, 'day2', 2, null),
    ('tv_given_back', 'tv', 'ann', -100.00, 0.00, 0.00, timestamp '2017-06-20 15:00:00', 2, 'day3', 2, null),
    ('tv_given_back', 'cheese', 'ann', 6.00, 2.00, 0.00, timestamp '2017-06-20 15:00:00', 2, 'day3', 3, null),
    ('second_of_that_day', 'bread', 'ann', 3.00, 0.00, 0.00, timestamp '2017-06-20 18:00:00', 2, 'day3', 4, null),
    ('evening_before_in_new_york', 'bag', 'bob', 0.00, 0.00, 0.00, timestamp '2017-06-30 03:59:59', 2, 'day4', 2, null),
    ('evening_before_in_new_york', 'milk', 'bob', 0.00, 5.00, 0.00, timestamp '2017-06-30 03:59:59', 2, 'day4', 3, null),
    ('midnight_in_new_york', 'milk', 'bob', 5.00, 0.00, 0.00, timestamp '2017-06-30 04:00:00', 2, 'day4', 4, null),
    ('partly_given_back', 'cheese', 'bob', 10.00, 2.00, 0.00, timestamp '2017-05-20 15:00:00', 2, 'day2', 4, null),
    ('partly_given_back', 'cheese', 'bob', -4.00, 0.00, 0.00, timestamp '2017-05-22 15:00:00', 5, 'day6', 3, null),
    ('in_two_files', 'milk', 'bob', 5.00, 0.00, 0.00, timestamp '2017-06-01 15:00:00', 2, 'day3', 5, null),
    ('in_two_files', 'milk', 'bob', 5.00, 0.00, 0.00, timestamp '2017-06-01 15:00:00', 2, 'day4', 5, null),
    ('corrected', 'milk', 'bob', 1.00, 0.00, 0.00, timestamp '2017-06-02 15:00:00', 2, 'day3', 6, null),
    ('corrected', 'milk', 'bob', 2.00, 0.00, 0.00, timestamp '2017-06-02 15:00:00', 2, 'day4', 6, null),
    ('file_came_again', 'milk', 'bob', 9.00, 0.00, 0.00, timestamp '2017-06-03 15:00:00', 2, 'day5', 2, 5),
    ('file_came_again', 'milk', 'bob', 8.00, 0.00, 0.00, timestamp '2017-06-03 15:00:00', 5, 'day5', 2, null),
    ('superseded_by_refused', 'milk', 'bob', 4.00, 0.00, 0.00, timestamp '2017-06-04 15:00:00', 2, 'day6', 2, 4),
    ('superseded_by_refused', 'milk', 'bob', 44.00, 0.00, 0.00, timestamp '2017-06-04 15:00:00', 4, 'day6', 2, null),
    ('third_content_passed', 'milk', 'bob', 3.00, 0.00, 0.00, timestamp '2017-06-04 15:00:00', 2, 'day9', 2, 5),
    ('third_content_passed', 'milk', 'bob', 44.00, 0.00, 0.00, timestamp '2017-06-04 15:00:00', 4, 'day9', 2, 5),
    ('third_content_passed', 'milk', 'bob', 6.00, 0.00, 0.00, timestamp '2017-06-04 15:00:00', 5, 'day9', 2, null),
    ('not_in_third_content', 'milk', 'bob', 3.00, 0.00, 0.00, timestamp '2017-06-04 15:00:00', 2, 'day9', 3, 5),
    ('of_refused_batch', 'milk', 'bob', 44.00, 0.00, 0.00, timestamp '2017-06-04 15:00:00', 4, 'day6', 3, null),
    ('of_later_batch', 'milk', 'bob', 66.00, 0.00, 0.00, timestamp '2017-06-04 15:00:00', 6, 'day7', 2, null),
    ('not_in_catalogue', 'mystery', 'bob', 0.50, 0.00, 0.00, timestamp '2017-06-05 15:00:00', 2, 'day4', 7, null),
    ('at_as_of', 'bread', 'cid_has_no_profile', 2.50, 0.00, 0.00, timestamp '2017-07-01 12:00:00', 2, 'day8', 2, null),
    ('after_as_of', 'milk', 'cid_has_no_profile', 99.00, 0.00, 0.00, timestamp '2017-07-01 12:00:01', 2, 'day8', 3, null),
    ('only_given_back', 'tv', 'fay_only_gave_back', -20.00, 0.00, 0.00, timestamp '2017-05-01 15:00:00', 2, 'day2', 3, null),
    ('nobody_knows_who', 'milk', null, 7.00, 0.00, 0.00, timestamp '2017-06-01 15:00:00', 2, 'day3', 7, null)
) as lines (
    order_id, product_id, customer_ref, sales_amount, retail_discount_amount, coupon_discount_amount, ordered_at,
    _batch_id, _source_file, _source_row, _superseded_in
);

-- The outlet's ann is somebody else, and its milk another product. Its second file repeats the first, all but a line that
-- was scanned twice. In June a euro is worth 1.123 dollars and a pound 1.281; in July, which begins later in New York, 1.299.
-- For francs the seed has no rate, so that the whole of the outlet's order 19 is set aside.
insert into raw.outlet__order_lines by name
select *, 1 as quantity, timestamp '2017-07-01' as _loaded_at, 0 as _batch_id
from (values
    ('17', 'milk', 'ann', 10.00, null, 'EUR', timestamp '2017-06-10 15:00:00', 'day1', 2),
    ('17', 'bread', 'ann', 2.50, 0.50, 'EUR', timestamp '2017-06-10 15:00:00', 'day1', 3),
    ('17', 'bread', 'ann', 2.50, 0.50, 'EUR', timestamp '2017-06-10 15:00:00', 'day1', 4),
    ('17', 'milk', 'ann', 10.00, null, 'EUR', timestamp '2017-06-10 15:00:00', 'day2', 2),
    ('17', 'bread', 'ann', 2.50, 0.50, 'EUR', timestamp '2017-06-10 15:00:00', 'day2', 3),
    ('18', 'tv', null, 100.00, null, 'gbp', timestamp '2017-07-01 03:30:00', 'day2', 4),
    ('19', 'milk', 'ann', 8.00, null, 'CHF', timestamp '2017-06-12 15:00:00', 'day2', 5),
    ('19', 'bread', 'ann', 2.50, null, 'EUR', timestamp '2017-06-12 15:00:00', 'day2', 6)
) as lines (
    order_id, product_id, customer_ref, sales_amount, voucher_amount, currency, ordered_at, _source_file, _source_row
);

insert into raw.outlet__refunds by name
select
    *, '17' as order_id, 'milk' as product_id, 1 as quantity, ' eur ' as currency,
    timestamp '2017-06-20 15:00:00' as refunded_at, timestamp '2017-07-01' as _loaded_at, 0 as _batch_id,
    'refunds' as _source_file
from (values
    ('corrected', 'I', 4.00, timestamp '2017-06-20 15:00:00', 2),
    ('corrected', 'U', 3.00, timestamp '2017-06-21 15:00:00', 3),
    ('deleted', 'I', 5.00, timestamp '2017-06-20 15:00:00', 4),
    ('deleted', 'D', 5.00, timestamp '2017-06-21 15:00:00', 5)
) as refunds (refund_id, change_type, refund_amount, changed_at, _source_row);

insert into raw.web__events by name
select
    *, 'mobile' as device_type, timestamp '2017-07-01' as _loaded_at, 3 as _batch_id,
    row_number() over (order by event_id, _source_file) as _source_row
from (values
    ('a1', 'page_view', 'phone_of_ann', null, timestamp '2017-06-10 10:00:00', 'f1'),
    ('a2_exactly_30_minutes', 'product_view', 'phone_of_ann', null, timestamp '2017-06-10 10:30:00', 'f1'),
    ('a2_exactly_30_minutes', 'product_view', 'phone_of_ann', null, timestamp '2017-06-10 10:30:00', 'f2_in_two_files'),
    ('a3', 'login', 'phone_of_ann', 'ann_by_email', timestamp '2017-06-10 10:31:00', 'f1'),
    ('a4', 'add_to_cart', 'phone_of_ann', 'ann_by_email', timestamp '2017-06-10 10:32:00', 'f1'),
    ('a5_a_second_more', 'add_to_cart', 'phone_of_ann', null, timestamp '2017-06-10 11:02:01', 'f1'),
    ('a6', 'purchase', 'phone_of_ann', null, timestamp '2017-06-10 11:03:00', 'f1'),
    ('a7_long_ago', 'product_view', 'phone_of_ann', null, timestamp '2017-03-01 10:00:00', 'f0'),
    ('d1', 'Page_View', 'laptop_of_dora', 'dora_only_clicks', timestamp '2017-07-01 12:00:00', 'f1'),
    ('d2_after_as_of', 'page_view', 'laptop_of_dora', 'dora_only_clicks', timestamp '2017-07-01 12:00:01', 'f1'),
    ('s1', 'search', 'stranger', null, timestamp '2017-06-10 10:00:00', 'f1'),
    ('s2', 'product_view', 'stranger', null, timestamp '2017-06-10 10:10:00', 'f1')
) as events (event_id, event_type, visitor_ref, customer_ref, occurred_at, _source_file);
