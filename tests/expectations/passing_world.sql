-- The smallest warehouse that every suite passes. Forty customers with four order lines each; even ones are registered.
create schema staging;
create schema intermediate;
create schema marts;
create schema segments;

insert into ops.batches values
    (1, 'transactions', 'loaded', '2018-01-02', '2018-01-02', 1, 160, 0),
    (2, 'crm', 'loaded', '2018-01-02', '2018-01-02', 1, 40, 0),
    (3, 'web', 'loaded', '2018-01-02', '2018-01-02', 1, 80, 0),
    (21, 'engagement', 'loaded', '2018-01-02', '2018-01-02', 1, 60, 0),
    (22, 'enrichment', 'loaded', '2018-01-02', '2018-01-02', 1, 40, 0);
insert into ops.loaded_files
    (file, content_hash, contract_hash, batch_id, source, entity, byte_count, modified_ns, state, refusal, record_count,
    row_count, rejected_count, superseded_in, loaded_at)
select
    file, md5(file), 'contract', batch_id, source, entity, 100, 0, 'loaded', null, row_count, row_count, 0, null, '2018-01-02'
from (values
    ('lines.csv.gz', 1, 'transactions', 'order_lines', 160),
    ('customers.csv', 2, 'crm', 'customers', 40),
    ('events.jsonl.gz', 3, 'web', 'events', 80),
    ('emails.jsonl.gz', 21, 'engagement', 'email_events', 60),
    ('attributes.csv', 22, 'enrichment', 'attributes', 40)
) as files (file, batch_id, source, entity, row_count);
insert into ops.builds by name
select build_id, as_of, 3 as raw_through_batch, 'fingerprint' as fingerprint, state, 'm1' as model_version, '2018-01-02' as opened_at
from (values
    (5, timestamp '2017-12-18', 'passed'),
    (6, timestamp '2017-12-25', 'passed'),
    (7, timestamp '2018-01-01 04:01:20', 'open')
) as builds (build_id, as_of, state);

create table raw.transactions__order_lines as
select
    cast(line // 2 as varchar) as order_id,
    cast(line as varchar) as product_id,
    cast(line % 40 as varchar) as customer_ref,
    'shop' as store_id,
    1::bigint as quantity,
    3.50::decimal(12, 2) as sales_amount,
    0.50::decimal(12, 2) as retail_discount_amount,
    0::decimal(12, 2) as coupon_discount_amount,
    null::decimal(12, 2) as coupon_match_discount_amount,
    timestamp '2017-12-30' - to_days(cast(line as integer)) as ordered_at,
    null::json as _extra,
    1::bigint as _batch_id,
    'lines.csv.gz' as _source_file,
    line + 2 as _source_row,
    timestamp '2018-01-02' as _loaded_at,
    null::bigint as _superseded_in
from range(160) as lines (line);

create table raw.crm__customers as
select
    cast(customer as varchar) as customer_ref,
    'Ada' as first_name,
    'Smith' as last_name,
    concat(' Ada.', customer, '@Example.com') as email,
    concat('(202) 555-01', customer) as phone,
    timestamp '2017-01-01' as registered_at,
    timestamp '2017-02-01' as updated_at,
    null::json as _extra,
    2::bigint as _batch_id,
    'customers.csv' as _source_file,
    customer + 2 as _source_row,
    timestamp '2018-01-02' as _loaded_at,
    null::bigint as _superseded_in
from range(40) as customers (customer);

create table raw.web__events as
select
    concat('event-', event) as event_id,
    'track' as call_type,
    ['Checkout Started', 'Product Viewed', 'Product Added', 'Order Completed'][1 + event % 4] as event_type,
    cast(event % 8 as varchar) as visitor_ref,
    null::varchar as customer_ref,
    timestamp '2017-12-01' + to_hours(cast(event as integer)) as occurred_at,
    '/' as page_path,
    'p1' as product_id,
    'o1' as order_id,
    null::varchar as search_query,
    'mobile' as device_type,
    null::json as _extra,
    3::bigint as _batch_id,
    'events.jsonl.gz' as _source_file,
    event + 1 as _source_row,
    timestamp '2018-01-02' as _loaded_at,
    null::bigint as _superseded_in
from range(80) as events (event);

create table raw.crm__consent_events as
select
    concat('consent-', consent) as event_id,
    cast(consent % 40 as varchar) as customer_ref,
    if(consent < 40, 'analytics', 'email_marketing') as purpose,
    'registration' as consent_source,
    consent % 5 > 0 as is_granted,
    timestamp '2017-01-01' as occurred_at,
    null::json as _extra,
    2::bigint as _batch_id,
    'consents.jsonl.gz' as _source_file,
    consent + 1 as _source_row,
    timestamp '2018-01-02' as _loaded_at,
    null::bigint as _superseded_in
from range(80) as consents (consent);

create table raw.crm__support_tickets as
select
    ['I', 'U', 'U', 'D'][1 + change % 4] as op,
    concat('ticket-', change // 4) as ticket_id,
    if(change % 4 = 3, null, cast(change // 4 as varchar)) as customer_ref,
    timestamp '2017-03-01' as opened_at,
    if(change % 4 = 2, timestamp '2017-03-02', null) as closed_at,
    timestamp '2017-03-01' + to_hours(cast(change as integer)) as updated_at,
    null::json as _extra,
    2::bigint as _batch_id,
    'tickets.csv' as _source_file,
    change + 2 as _source_row,
    timestamp '2018-01-02' as _loaded_at,
    null::bigint as _superseded_in
from range(40) as changes (change);

create table raw.engagement__email_events as
select
    concat('email-', email) as event_id,
    ['sent', 'sent', 'opened'][1 + email % 3] as action,
    cast(email % 40 as varchar) as customer_ref,
    timestamp '2017-05-01' as occurred_at,
    null::json as _extra,
    21::bigint as _batch_id,
    'emails.jsonl.gz' as _source_file,
    email + 1 as _source_row,
    timestamp '2018-01-02' as _loaded_at,
    null::bigint as _superseded_in
from range(60) as emails (email);

create table raw.enrichment__attributes as
select
    cast(customer as varchar) as customer_ref,
    if(customer % 2 = 0, 'area_type', 'store_distance_km') as attribute,
    if(customer % 2 = 0, 'city', null) as value_text,
    if(customer % 2 = 1, 2.50, null)::decimal(12, 2) as value_number,
    'provider' as provider,
    date '2017-05-01' as measured_on,
    null::json as _extra,
    22::bigint as _batch_id,
    'attributes.csv' as _source_file,
    customer + 2 as _source_row,
    timestamp '2018-01-02' as _loaded_at,
    null::bigint as _superseded_in
from range(40) as customers (customer);

create table staging.stg_transactions__order_lines as
select * exclude (_extra, _batch_id, _source_file, _source_row, _loaded_at, _superseded_in)
from raw.transactions__order_lines;

create table staging.stg_web__events as
select event_id, visitor_ref as visitor_id, occurred_at from raw.web__events;

create table intermediate.int_customers__resolved as
select customer_ref, concat('id-', customer_ref) as customer_id from raw.crm__customers;

insert into ops.identity_resolutions by name
select
    7 as build_id, timestamp '2018-01-01 04:01:20' as as_of, 160 as profile_count, 160 as reference_count,
    160 as person_count, 160 as customer_count, 160 as minted_count, 2 as merged_count, 0 as split_count,
    1 as email_pair_count, 1 as phone_pair_count, 0 as loyalty_id_pair_count, 0 as cookie_pair_count,
    0 as likeness_pair_count, 0 as force_match_pair_count, 0 as review_pair_count, 0 as blocked_identifier_count;

create table intermediate.int_web_events__sessionized as
select event_id, concat(visitor_id, '-', occurred_at) as session_id, occurred_at as session_started_at, occurred_at
from staging.stg_web__events;

create table marts.dim_customers as
select customer_id from intermediate.int_customers__resolved;

create table marts.fct_orders as
select
    order_id,
    concat('id-', min(customer_ref)) as customer_id,
    min(ordered_at) as ordered_at,
    cast(sum(sales_amount) as decimal(18, 2)) as net_spend_usd,
    count(*) as line_count
from staging.stg_transactions__order_lines
group by order_id;

create table marts.mart_reconciliation as
select *
from (values
    ('order lines', 'USD', 'raw', 'raw.transactions__order_lines', 200, null, null, null),
    ('order lines', 'USD', 'staging', 'staging.stg_transactions__order_lines', 160, null, 560.00, null),
    ('order lines', 'USD', 'marts', 'marts.fct_order_lines', 160, 160, 560.00, 560.00),
    ('order lines', 'CHF', 'staging', 'staging.stg_outlet__order_lines', 2, null, 7.00, null),
    ('order lines', 'CHF', 'set aside', 'quarantine.orders_without_exchange_rate', 2, null, 7.00, null),
    ('web events', 'all', 'staging', 'staging.stg_web__events', 80, null, null, null),
    ('web events', 'all', 'marts', 'marts.fct_sessions', 80, 80, null, null)
) as totals (subject, part, hop, counted_in, row_count, expected_row_count, amount, expected_amount);

create table quarantine.orders_without_exchange_rate as
select shop, order_id, currency, reason
from (values ('shop', 'o', 'EUR', 'unknown currency')) as set_aside (shop, order_id, currency, reason)
where false;

create table marts.customer_rfm as
select
    customer_id,
    2::bigint as order_count,
    7.00::decimal(18, 2) as net_spend_usd,
    if(hash(customer_id) % 2 = 0, 'Champions', 'Lost') as rfm_segment
from marts.dim_customers;

create table marts.customer_features as
select
    customer_id,
    timestamp '2018-01-01 04:01:20' as as_of,
    order_count,
    net_spend_usd,
    3.5::double as average_order_value_usd,
    20.0::double as engagement_score
from marts.customer_rfm;

-- Eight weeks much alike, one that is over and a little better, and one that has just begun.
create table marts.weekly_kpis as
select
    date '2017-10-30' + cast(7 * week as integer) as week_starts_on,
    if(week < 9, 7, 0) as covered_day_count,
    if(week < 9, 100 + week, 3)::bigint as order_count,
    if(week < 9, 350 + 10 * week, 7)::decimal(18, 2) as net_revenue_usd,
    if(week < 9, 40 + week % 2, 2)::bigint as active_customer_count
from range(10) as weeks (week);

insert into ml.model_prototypes (model_version, segment_id, dimension, value)
values ('m1', 1, 'd1', 0.0), ('m1', 2, 'd1', 1.0);

create table segments.cluster_assignments as
select
    customer_id,
    'm1' as model_version,
    1 + row_number() over (order by customer_id) % 2 as segment_id,
    0.8::double as confidence,
    false as is_outlier
from marts.customer_features;

create table segments.customer_segments as
select assignments.customer_id, assignments.segment_id, rfm.rfm_segment
from segments.cluster_assignments as assignments
inner join marts.customer_rfm as rfm using (customer_id);

create table segments.segment_explanations as
select customer_id, segment_id, 'order_count' as driver_1_feature, 'order_count' as change_feature
from segments.cluster_assignments;

create table segments.segment_outliers as
select customer_id, 'high_value' as kind
from segments.cluster_assignments;

create table segments.segment_profiles as
select
    segment_id, concat('Segment ', segment_id) as segment_name, customer_count, customer_count / 40 as customer_share,
    timestamp '2018-01-01 04:01:20' as as_of, 'm1' as model_version
from (select segment_id, count(*) as customer_count from segments.cluster_assignments group by segment_id);

insert into ops.segment_sizes by name
select build_id, builds.as_of, model_version, segment_id, segment_name, customer_count + build_id - 6 as customer_count
from segments.segment_profiles
inner join ops.builds using (model_version)
where state = 'passed';

insert into ops.reconciliation by name
select
    7 as build_id, 'transactions' as source, 'order_lines' as entity, cast(ordered_at as date) as event_day,
    'USD' as currency,
    count(*) as landed_count, 0 as set_aside_count, 0 as superseded_count, count(*) as raw_count, 0 as later_count,
    0 as repeated_count, 0 as deleted_count, count(*) as staging_count, 0 as without_rate_count,
    count(*) as mart_count,
    sum(sales_amount) as landed_amount, 0 as set_aside_amount, 0 as superseded_amount,
    sum(sales_amount) as raw_amount, 0 as later_amount, 0 as repeated_amount, 0 as deleted_amount,
    sum(sales_amount) as staging_amount, 0 as without_rate_amount, sum(sales_amount) as mart_amount
from raw.transactions__order_lines
group by event_day;
-- Events have no amounts, and are followed to raw only.
insert into ops.reconciliation by name
select 7 as build_id, 'web' as source, 'events' as entity, date '2017-12-01' as event_day, 80 as landed_count,
    0 as set_aside_count, 0 as superseded_count, 80 as raw_count;

insert into ops.source_freshness by name
select
    build_id, source, timestamp '2018-01-01' as as_of, when_late, 26 as promised_hours,
    timestamp '2018-01-02' as looked_at, timestamp '2018-01-01 12:00:00' as loaded_at, build_id < 7 as is_late
from ops.builds, (values ('transactions', 'block'), ('web', 'warn')) as sources (source, when_late);

-- Five batches of four orders a day; the newest is batch 1 itself.
insert into ops.batch_figures
select
    batch_id, 'transactions', 'order_lines', figure, subject, 160, value * (1 + batch_id % 3 / 100),
    date '2017-12-30' - cast(7 * (batch_id % 10) as integer)
from
    (values (1), (11), (12), (13), (14)) as batches (batch_id),
    (values ('records_per_day', '', 4.0), ('null_share', 'store_id', 0.1), ('median_amount', 'USD', 3.5),
        ('p95_amount', 'USD', 12.0)) as figures (figure, subject, value);
update ops.batch_figures set data_until = '2017-12-30' where batch_id = 1;
insert into ops.batches
select batch_id, 'transactions', 'passed', '2018-01-01', '2018-01-01', 1, 160, 0 from range(11, 15) as b (batch_id);
