-- The smallest warehouse that every suite passes. Forty customers with four order lines each; even ones are registered.
create schema staging;
create schema intermediate;
create schema marts;
create schema segments;

insert into ops.batches values
    (1, 'transactions', 'loaded', '2018-01-02', '2018-01-02', 1, 160, 0),
    (2, 'crm', 'loaded', '2018-01-02', '2018-01-02', 1, 40, 0),
    (3, 'web', 'loaded', '2018-01-02', '2018-01-02', 1, 80, 0);
insert into ops.loaded_files
select
    file, md5(file), 'contract', batch_id, source, entity, 100, 0, 'loaded', null, row_count, row_count, 0, null, '2018-01-02'
from (values
    ('lines.csv.gz', 1, 'transactions', 'order_lines', 160),
    ('customers.csv', 2, 'crm', 'customers', 40),
    ('events.jsonl.gz', 3, 'web', 'events', 80)
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
    ['page_view', 'product_view', 'add_to_cart', 'purchase'][1 + event % 4] as event_type,
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

create table staging.stg_transactions__order_lines as
select * exclude (_extra, _batch_id, _source_file, _source_row, _loaded_at, _superseded_in)
from raw.transactions__order_lines;

create table staging.stg_web__events as
select event_id, visitor_ref as visitor_id, occurred_at from raw.web__events;

create table intermediate.int_customers__resolved as
select customer_ref, concat('id-', customer_ref) as customer_id from raw.crm__customers;

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
    3.5::double as average_order_value_usd
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

insert into ml.model_prototypes values ('m1', 1, 'd1', 0.0), ('m1', 2, 'd1', 1.0);

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
