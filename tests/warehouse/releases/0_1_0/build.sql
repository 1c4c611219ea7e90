-- What outlives a build in a home of release 0.1.0. Frozen: it shows what that release wrote.
-- Of verdicts, run results and the allow-list, some rows stand for all.
create schema ops;
create schema quarantine;
create schema ml;
create schema raw;
create sequence ops.batch_ids start with 6;
create sequence ops.build_ids start with 4;

CREATE TABLE ops.batches(batch_id BIGINT PRIMARY KEY, "source" VARCHAR NOT NULL, state VARCHAR NOT NULL, started_at TIMESTAMP NOT NULL, ended_at TIMESTAMP, file_count BIGINT DEFAULT(0) NOT NULL, row_count BIGINT DEFAULT(0) NOT NULL, rejected_count BIGINT DEFAULT(0) NOT NULL, CHECK((state IN ('loading', 'loaded', 'passed', 'refused', 'failed'))));
comment on table ops.batches is 'One row per load of a source that found something new. A build reads only batches that passed the load gate.';
insert into ops.batches values
    (1, 'crm', 'passed', '2026-11-22 07:49:26.545849', '2026-11-22 07:49:26.726476', 1, 10, 0),
    (2, 'transactions', 'passed', '2026-11-22 07:49:37.825864', '2026-11-22 07:49:37.941200', 1, 45, 1),
    (3, 'crm', 'passed', '2026-11-22 07:50:19.829300', '2026-11-22 07:50:19.997152', 1, 10, 0),
    (4, 'transactions', 'passed', '2026-11-22 07:50:26.066505', '2026-11-22 07:50:26.139730', 1, 60, 0),
    (5, 'web', 'passed', '2026-11-22 07:50:27.680037', '2026-11-22 07:50:27.816618', 1, 10, 0);

CREATE TABLE ops.builds(build_id BIGINT PRIMARY KEY, as_of TIMESTAMP NOT NULL, raw_through_batch BIGINT NOT NULL, fingerprint VARCHAR NOT NULL, state VARCHAR NOT NULL, model_version VARCHAR, opened_at TIMESTAMP NOT NULL, ended_at TIMESTAMP, message VARCHAR, CHECK((state IN ('open', 'prepared', 'passed', 'refused', 'failed'))));
comment on table ops.builds is 'One row per build: the as_of and the raw batches that it read, and how it ended.';
insert into ops.builds values
    (1, '2017-07-01 00:00:00', 2, '55e67b1b68a1a422', 'passed', null, '2026-11-22 07:49:40.194379', '2026-11-22 07:50:13.880389', null),
    (2, '2018-01-01 00:00:00', 5, '4f245978d25002ba', 'passed', null, '2026-11-22 07:50:33.332992', '2026-11-22 07:50:51.278617', null),
    (3, '2018-01-01 00:00:00', 5, '4f245978d25002ba', 'passed', '20180101-adcd288e', '2026-11-22 07:50:58.004571', '2026-11-22 07:51:26.048681', null);

CREATE TABLE ops.dbt_run_results(build_id BIGINT NOT NULL, node VARCHAR NOT NULL, resource_type VARCHAR NOT NULL, status VARCHAR NOT NULL, "seconds" DOUBLE NOT NULL, failures BIGINT, message VARCHAR, ended_at TIMESTAMP NOT NULL);
comment on table ops.dbt_run_results is 'One row per dbt node and build: how it ended and how long it took.';
insert into ops.dbt_run_results values
    (1, 'accepted_values_stg_web__events_event_type__page_view__product_view__search__add_to_cart__remove_from_cart__login__begin_checkout__purchase', 'test', 'pass', 0.17876744270324707, 0, '', '2026-11-22 07:49:59.122186'),
    (1, 'contacts_that_link_nobody', 'test', 'pass', 0.09103059768676758, 0, '', '2026-11-22 07:49:59.122186'),
    (1, 'customer_behaviour', 'model', 'success', 0.33431243896484375, null, 'OK', '2026-11-22 07:50:11.221709');

CREATE TABLE ops.gate_results(gate VARCHAR NOT NULL, suite VARCHAR NOT NULL, expectation VARCHAR NOT NULL, column_name VARCHAR, observed VARCHAR, threshold VARCHAR, severity VARCHAR NOT NULL, is_met BOOLEAN NOT NULL, as_of TIMESTAMP, build_id BIGINT, batch_id BIGINT, judged_at TIMESTAMP NOT NULL, CHECK((severity IN ('block', 'quarantine', 'warn'))));
comment on table ops.gate_results is 'One row per expectation and gate run: what was observed, what was asked, and what failing it means.';
insert into ops.gate_results values
    ('marts', 'marts.customer_features', 'Every customer''s orders are counted.', 'order_count', '0 of 20 rows do not', 'every row', 'block', true, '2017-07-01 00:00:00', 1, null, '2026-11-22 07:50:12.239923'),
    ('marts', 'marts.customer_features', 'Every customer''s orders are counted.', 'order_count', '0 of 30 rows do not', 'every row', 'block', true, '2018-01-01 00:00:00', 2, null, '2026-11-22 07:50:50.678175'),
    ('marts', 'marts.customer_features', 'Every customer''s orders are counted.', 'order_count', '0 of 30 rows do not', 'every row', 'block', true, '2018-01-01 00:00:00', 3, null, '2026-11-22 07:51:20.966374'),
    ('marts', 'marts.customer_features', 'Few baskets are worth 10,000 or more.', null, '0', 'at most 0.01', 'warn', true, '2017-07-01 00:00:00', 1, null, '2026-11-22 07:50:12.239923'),
    ('marts', 'marts.customer_features', 'Few baskets are worth 10,000 or more.', null, '0', 'at most 0.01', 'warn', true, '2018-01-01 00:00:00', 2, null, '2026-11-22 07:50:50.678175'),
    ('marts', 'marts.customer_features', 'Few baskets are worth 10,000 or more.', null, '0', 'at most 0.01', 'warn', true, '2018-01-01 00:00:00', 3, null, '2026-11-22 07:51:20.966374'),
    ('marts', 'marts.customer_features', 'Few buyers cost more than they bring.', null, '0', 'at most 0.05', 'warn', true, '2017-07-01 00:00:00', 1, null, '2026-11-22 07:50:12.239923'),
    ('marts', 'marts.customer_features', 'Few buyers cost more than they bring.', null, '0', 'at most 0.05', 'warn', true, '2018-01-01 00:00:00', 2, null, '2026-11-22 07:50:50.678175'),
    ('marts', 'marts.customer_features', 'Few buyers cost more than they bring.', null, '0', 'at most 0.05', 'warn', true, '2018-01-01 00:00:00', 3, null, '2026-11-22 07:51:20.966374'),
    ('marts', 'marts.customer_features', 'No customer makes up most of the spend.', null, '0.06289', 'at most 0.5', 'warn', true, '2018-01-01 00:00:00', 2, null, '2026-11-22 07:50:50.678175'),
    ('marts', 'marts.customer_features', 'No customer makes up most of the spend.', null, '0.06289', 'at most 0.5', 'warn', true, '2018-01-01 00:00:00', 3, null, '2026-11-22 07:51:20.966374'),
    ('marts', 'marts.customer_features', 'No customer makes up most of the spend.', null, '0.0751', 'at most 0.5', 'warn', true, '2017-07-01 00:00:00', 1, null, '2026-11-22 07:50:12.239923');

CREATE TABLE ops.loaded_files(file VARCHAR NOT NULL, content_hash VARCHAR NOT NULL, contract_hash VARCHAR NOT NULL, batch_id BIGINT NOT NULL, "source" VARCHAR NOT NULL, entity VARCHAR NOT NULL, byte_count BIGINT NOT NULL, modified_ns BIGINT NOT NULL, state VARCHAR NOT NULL, refusal VARCHAR, record_count BIGINT NOT NULL, row_count BIGINT NOT NULL, rejected_count BIGINT NOT NULL, superseded_in BIGINT, loaded_at TIMESTAMP NOT NULL, CHECK((state IN ('loaded', 'refused', 'duplicate'))));
comment on table ops.loaded_files is 'One row per landed file and content. record_count = row_count + rejected_count, checked at every load.';
insert into ops.loaded_files values
    ('crm/customers/dt=2017-06-30/customers.csv', '8e60a3c0adcb09b338bba5fe73f370ca7fda252438f878556431f5454855c272', '643f88337b4ecbd9', 3, 'crm', 'customers', 1024, 1795333818497010143, 'loaded', null, 10, 10, 0, null, '2026-11-22 07:50:19.829300'),
    ('crm/customers/dt=2017-06-30/customers.csv', 'ad33b239221b57b9b46263d56380fa2e7df86f2b3b51ff3e4c72db4ae524be01', '643f88337b4ecbd9', 1, 'crm', 'customers', 1023, 1795333764664138151, 'loaded', null, 10, 10, 0, 3, '2026-11-22 07:49:26.545849'),
    ('transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', '9f3fca220e6f7cef186d1d40a008bf82eb23f595e2d3075874475bd0f0e91ea0', '2b79cb61a6afa1b2', 2, 'transactions', 'order_lines', 2541, 1795333764660775814, 'loaded', null, 46, 45, 1, null, '2026-11-22 07:49:37.825864'),
    ('transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', '300977d1baf873dcb0f3b73913426ae5058b0cc5866bfd0bcf2b076dbc553203', '2b79cb61a6afa1b2', 4, 'transactions', 'order_lines', 3271, 1795333818388778783, 'loaded', null, 60, 60, 0, null, '2026-11-22 07:50:26.066505'),
    ('web/events/dt=2017-12-31/events.jsonl.gz', 'c0247747019f8c3a06eb40cfaa2ebaf54a94537c07c49117539c076fd77457ac', 'ff3f1cfd18567f02', 5, 'web', 'events', 2393, 1795333818393132320, 'loaded', null, 10, 10, 0, null, '2026-11-22 07:50:27.680037');

CREATE TABLE ops.pii_key_check(key_check VARCHAR NOT NULL);
comment on table ops.pii_key_check is 'One row: a hash of the key that made this home''s customer ids. It is never published.';
insert into ops.pii_key_check values
    ('430d3c964c43675cf0e128f34bdbf1205775b9cceb6bb0ca9fd594a55d4dfb68');

CREATE TABLE ops.publications("version" VARCHAR NOT NULL, build_id BIGINT NOT NULL, as_of TIMESTAMP NOT NULL, model_version VARCHAR, raw_through_batch BIGINT NOT NULL, gates_met BIGINT NOT NULL, gates_warned BIGINT NOT NULL, published_at TIMESTAMP NOT NULL);
comment on table ops.publications is 'One row per published version: which as_of, model and gate verdicts it holds.';
insert into ops.publications values
    ('20261122T075013966Z_b1', 1, '2017-07-01 00:00:00', null, 2, 40, 1, '2026-11-22 07:50:13.966000'),
    ('20261122T075126171Z_b3', 3, '2018-01-01 00:00:00', '20180101-adcd288e', 5, 59, 1, '2026-11-22 07:51:26.171000');

CREATE TABLE ops.published_columns(schema_name VARCHAR NOT NULL, table_name VARCHAR NOT NULL, column_name VARCHAR NOT NULL);
comment on table ops.published_columns is 'The allow-list of the newest build: a column that is not here stays in the build file.';
insert into ops.published_columns values
    ('marts', 'customer_behaviour', 'as_of'),
    ('marts', 'customer_behaviour', 'campaign_touch_count'),
    ('marts', 'customer_behaviour', 'cart_abandonment_share'),
    ('marts', 'customer_behaviour', 'cart_session_count'),
    ('marts', 'customer_behaviour', 'coupon_redemption_count'),
    ('marts', 'customer_behaviour', 'customer_id'),
    ('marts', 'customer_behaviour', 'days_since_first_order'),
    ('marts', 'customer_behaviour', 'department_count');

CREATE TABLE quarantine.rejected_rows(batch_id BIGINT NOT NULL, "source" VARCHAR NOT NULL, entity VARCHAR NOT NULL, source_file VARCHAR NOT NULL, source_row BIGINT NOT NULL, reasons VARCHAR[] NOT NULL, raw_text VARCHAR, rejected_at TIMESTAMP NOT NULL);
comment on table quarantine.rejected_rows is 'One row per record that did not satisfy its contract, with every reason and the text as it arrived.';
insert into quarantine.rejected_rows values
    (2, 'transactions', 'order_lines', 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 47, ['quantity: ''one'' is not a bigint'], '99-0,c01,1,p1,one,5.00,0,0,0,2017-06-30T10:00:00Z', '2026-11-22 07:49:37.825864');

CREATE TABLE ml.model_components(model_version VARCHAR NOT NULL, component INTEGER NOT NULL, feature VARCHAR NOT NULL, loading DOUBLE NOT NULL);
comment on table ml.model_components is 'One row per model, principal component and feature; none where the projection does not pay.';
comment on column ml.model_components.component is 'From 1, in descending order of the variance explained.';
comment on column ml.model_components.loading is 'Weight of the scaled feature in the component.';
insert into ml.model_components values
    ('20180101-adcd288e', 1, 'average_order_value_usd', 0.33185024077),
    ('20180101-adcd288e', 1, 'days_since_first_order', -0.333747114307),
    ('20180101-adcd288e', 1, 'days_since_last_order', -0.332883941637),
    ('20180101-adcd288e', 1, 'discount_share', -0.333773062333),
    ('20180101-adcd288e', 1, 'median_days_between_orders', -0.333773062333),
    ('20180101-adcd288e', 1, 'net_spend_last_90_days_usd', 0.33381704818),
    ('20180101-adcd288e', 1, 'net_spend_usd', 0.332603235974),
    ('20180101-adcd288e', 1, 'order_count', 0.333773062334),
    ('20180101-adcd288e', 1, 'orders_last_90_days_count', 0.333773062333);

CREATE TABLE ml.model_features(model_version VARCHAR NOT NULL, "position" INTEGER NOT NULL, feature VARCHAR NOT NULL, "transform" VARCHAR NOT NULL, fill_value DOUBLE NOT NULL, cap_low DOUBLE NOT NULL, cap_high DOUBLE NOT NULL, mean DOUBLE NOT NULL, scale DOUBLE NOT NULL, CHECK(("transform" IN ('log1p', 'identity'))));
comment on table ml.model_features is 'One row per model and feature: how a column of marts.customer_features becomes a comparable number.';
comment on column ml.model_features.position is 'Order of the features, from 1.';
comment on column ml.model_features.feature is 'Column of marts.customer_features.';
comment on column ml.model_features.transform is 'log1p (natural logarithm of 1 + value, values below 0 count as 0) or identity.';
comment on column ml.model_features.fill_value is 'Median at training, in the column''s unit; stands in for NULL.';
comment on column ml.model_features.cap_low is 'Training saw no value below this. Scoring does not cap: that would hide who is far away.';
comment on column ml.model_features.cap_high is 'Training saw no value above this.';
comment on column ml.model_features.mean is 'Mean after fill, cap and transform; subtracted.';
comment on column ml.model_features.scale is 'Standard deviation after fill, cap and transform; divided by.';
insert into ml.model_features values
    ('20180101-adcd288e', 1, 'days_since_last_order', 'log1p', 125.0, 9.0, 240.71, 4.0224104114, 1.45564078076),
    ('20180101-adcd288e', 2, 'days_since_first_order', 'identity', 257.5, 164.0, 350.71, 257.257, 90.0162175444),
    ('20180101-adcd288e', 3, 'order_count', 'log1p', 3.5, 3.0, 4.0, 1.49786613678, 0.111571775657),
    ('20180101-adcd288e', 4, 'net_spend_usd', 'log1p', 151.5, 45.0, 310.0, 4.78235998344, 0.851439663881),
    ('20180101-adcd288e', 5, 'average_order_value_usd', 'log1p', 40.25, 15.0, 77.5, 3.5645490862, 0.694657176524),
    ('20180101-adcd288e', 6, 'orders_last_90_days_count', 'log1p', 1.0, 0.0, 2.0, 0.549306144334, 0.549306144334),
    ('20180101-adcd288e', 7, 'net_spend_last_90_days_usd', 'log1p', 62.5, 0.0, 157.0, 2.47631790916, 2.47696406637),
    ('20180101-adcd288e', 8, 'median_days_between_orders', 'log1p', 52.5, 50.0, 55.0, 3.97858866173, 0.0467630290054),
    ('20180101-adcd288e', 9, 'discount_share', 'identity', 0.125188536953, 0.0196078431373, 0.230769230769, 0.125188536953, 0.105580693816);

CREATE TABLE ml.model_prototypes(model_version VARCHAR NOT NULL, segment_id INTEGER NOT NULL, dimension VARCHAR NOT NULL, "value" DOUBLE NOT NULL);
comment on table ml.model_prototypes is 'One row per model, segment and dimension: the centre of the segment.';
comment on column ml.model_prototypes.segment_id is 'From 1, by descending median net spend at training.';
comment on column ml.model_prototypes.dimension is 'A feature, or component_1 and so on where features are projected.';
comment on column ml.model_prototypes.value is 'Coordinate, in scaled units.';
insert into ml.model_prototypes values
    ('20180101-adcd288e', 1, 'component_1', 2.99315123893),
    ('20180101-adcd288e', 2, 'component_1', -2.99315123894);

CREATE TABLE ml.segment_models(model_version VARCHAR PRIMARY KEY, as_of TIMESTAMP NOT NULL, build_id BIGINT, algorithm VARCHAR NOT NULL, k INTEGER NOT NULL, feature_count INTEGER NOT NULL, component_count INTEGER, customer_count BIGINT NOT NULL, min_order_count INTEGER NOT NULL, silhouette DOUBLE NOT NULL, stability DOUBLE NOT NULL, outlier_radius DOUBLE NOT NULL, reason VARCHAR NOT NULL, promotion_number BIGINT);
comment on table ml.segment_models is 'One row per trained segmentation. A build is scored by the promoted one with the newest as_of that is not after its own; of several, the one promoted last.';
comment on column ml.segment_models.model_version is 'Day of the data, and a hash of the parameters and names: equal content has an equal hash in every home.';
comment on column ml.segment_models.as_of is 'Moment of the features that were trained on, in UTC.';
comment on column ml.segment_models.build_id is 'Build whose features were trained on; NULL when training was called by hand.';
comment on column ml.segment_models.algorithm is 'How the prototypes were found.';
comment on column ml.segment_models.k is 'Number of segments, without Unusual Customers and Insufficient Data.';
comment on column ml.segment_models.feature_count is 'Features that the distances are computed from.';
comment on column ml.segment_models.component_count is 'Principal components that the features are projected on; NULL when they are used as they are.';
comment on column ml.segment_models.customer_count is 'Customers with enough orders at training.';
comment on column ml.segment_models.min_order_count is 'Customers with fewer orders are Insufficient Data.';
comment on column ml.segment_models.silhouette is 'Mean silhouette on a sample of bounded size, -1 to 1.';
comment on column ml.segment_models.stability is 'Mean adjusted Rand index with refits on bootstrap samples; 1 is perfect agreement, 0 chance.';
comment on column ml.segment_models.outlier_radius is 'Customers farther than this from every prototype are Unusual Customers.';
comment on column ml.segment_models.reason is 'Why this number of segments, or why no promotion, as a sentence.';
comment on column ml.segment_models.promotion_number is 'Counts promotions, the latest is the highest; NULL if it never was promoted.';
insert into ml.segment_models values
    ('20180101-adcd288e', '2018-01-01 00:00:00', null, 'kmeans', 2, 9, 1, 30, 3, 0.981822313639, 1.0, 0.2113931799, '2 segments have the highest silhouette (0.982) of the 2 stable candidates from 2 to 3; bootstrap refits agree to 1.00.', 1);

CREATE TABLE ml.segment_names(model_version VARCHAR NOT NULL, segment_id INTEGER NOT NULL, segment_name VARCHAR NOT NULL, "rule" VARCHAR NOT NULL, marks VARCHAR NOT NULL);
comment on table ml.segment_names is 'One row per model and segment: what people call it, and why.';
comment on column ml.segment_names.segment_name is 'Unique within a model; given by a rule over the profile.';
comment on column ml.segment_names.rule is 'The rule that gave the name, with what it saw at training.';
comment on column ml.segment_names.marks is 'One line of what marks the segment, in real units, at training.';
insert into ml.segment_names values
    ('20180101-adcd288e', 1, 'Loyal High Spenders', 'net_spend_usd above 75% of customers (rule: 75% to 100%) and order_count above 75% of customers (rule: 60% to 100%)', 'spends 1.8x the median; last order 12 days ago; first order 167 days ago; orders every 50.0 days'),
    ('20180101-adcd288e', 2, 'Occasional Buyers', 'order_count above 25% of customers (rule: 0% to 30%)', 'spends 0.3x the median; $15 an order; orders every 55.0 days; last order 237 days ago');

CREATE TABLE ml.segmentation_candidates(model_version VARCHAR NOT NULL, k INTEGER NOT NULL, silhouette DOUBLE NOT NULL, inertia DOUBLE NOT NULL, stability DOUBLE NOT NULL, smallest_share DOUBLE NOT NULL, is_elbow BOOLEAN NOT NULL, is_chosen BOOLEAN NOT NULL);
comment on table ml.segmentation_candidates is 'One row per model and number of segments that training tried.';
comment on column ml.segmentation_candidates.k is 'Number of segments.';
comment on column ml.segmentation_candidates.silhouette is 'Mean silhouette on a sample of bounded size, -1 to 1.';
comment on column ml.segmentation_candidates.inertia is 'Sum of squared distances to the nearest prototype, in scaled units.';
comment on column ml.segmentation_candidates.stability is 'Mean adjusted Rand index with refits on bootstrap samples.';
comment on column ml.segmentation_candidates.smallest_share is 'Share of the customers that the smallest segment holds.';
comment on column ml.segmentation_candidates.is_elbow is 'Whether the inertia curve bends here.';
comment on column ml.segmentation_candidates.is_chosen is 'Whether this is the k of the model.';
insert into ml.segmentation_candidates values
    ('20180101-adcd288e', 2, 0.981822313639, 0.260082150097, 1.0, 0.5, true, true),
    ('20180101-adcd288e', 3, 0.958094229013, 0.111773862761, 0.9452567533743117, 0.23333333333333334, false, false);

CREATE TABLE raw.crm__campaign_touches(campaign_id VARCHAR, customer_ref VARCHAR, touched_at TIMESTAMP, _extra JSON, _batch_id BIGINT NOT NULL, _source_file VARCHAR NOT NULL, _source_row BIGINT NOT NULL, _loaded_at TIMESTAMP NOT NULL, _superseded_in BIGINT);
comment on table raw.crm__campaign_touches is 'One record per household and campaign that addressed it. Real data, except that the time is the campaign''s start.';

CREATE TABLE raw.crm__campaigns(campaign_id VARCHAR, campaign_type VARCHAR, started_on DATE, ended_on DATE, _extra JSON, _batch_id BIGINT NOT NULL, _source_file VARCHAR NOT NULL, _source_row BIGINT NOT NULL, _loaded_at TIMESTAMP NOT NULL, _superseded_in BIGINT);
comment on table raw.crm__campaigns is 'One record per marketing campaign. Real data.';

CREATE TABLE raw.crm__coupon_redemptions(customer_ref VARCHAR, coupon_upc VARCHAR, campaign_id VARCHAR, redeemed_on DATE, _extra JSON, _batch_id BIGINT NOT NULL, _source_file VARCHAR NOT NULL, _source_row BIGINT NOT NULL, _loaded_at TIMESTAMP NOT NULL, _superseded_in BIGINT);
comment on table raw.crm__coupon_redemptions is 'One record per coupon that a household redeemed. Real data. The source knows the day only, so a redemption counts once that day is over.';

CREATE TABLE raw.crm__customers(customer_ref VARCHAR, first_name VARCHAR, last_name VARCHAR, email VARCHAR, phone VARCHAR, registered_at TIMESTAMP, updated_at TIMESTAMP, age_band VARCHAR, income_band VARCHAR, home_ownership VARCHAR, marital_status VARCHAR, household_size VARCHAR, household_composition VARCHAR, kids_count VARCHAR, _extra JSON, _batch_id BIGINT NOT NULL, _source_file VARCHAR NOT NULL, _source_row BIGINT NOT NULL, _loaded_at TIMESTAMP NOT NULL, _superseded_in BIGINT);
comment on table raw.crm__customers is 'One record per version of a profile. The demographics are real, for the 801 households that have any; names, e-mail addresses, phone numbers and the registration time are simulated, and about 3 % of the people have a second profile.';
insert into raw.crm__customers values
    ('c00', 'First0', 'Last0', 'person0@example.com', '212-555-0000', '2017-01-01 00:00:00', '2017-01-01 00:00:00', null, null, null, null, null, null, null, null, 1, 'crm/customers/dt=2017-06-30/customers.csv', 2, '2026-11-22 07:49:26.545849', 3),
    ('c00', 'Firstly', 'Last0', 'person0@example.com', '212-555-0000', '2017-01-01 00:00:00', '2017-01-01 00:00:00', null, null, null, null, null, null, null, null, 3, 'crm/customers/dt=2017-06-30/customers.csv', 2, '2026-11-22 07:50:19.829300', null),
    ('c03', 'First3', 'Last3', 'person3@example.com', '212-555-0003', '2017-01-04 00:00:00', '2017-01-04 00:00:00', null, null, null, null, null, null, null, null, 1, 'crm/customers/dt=2017-06-30/customers.csv', 3, '2026-11-22 07:49:26.545849', 3),
    ('c03', 'First3', 'Last3', 'person3@example.com', '212-555-0003', '2017-01-04 00:00:00', '2017-01-04 00:00:00', null, null, null, null, null, null, null, null, 3, 'crm/customers/dt=2017-06-30/customers.csv', 3, '2026-11-22 07:50:19.829300', null),
    ('c06', 'First6', 'Last6', 'person6@example.com', '212-555-0006', '2017-01-07 00:00:00', '2017-01-07 00:00:00', null, null, null, null, null, null, null, null, 1, 'crm/customers/dt=2017-06-30/customers.csv', 4, '2026-11-22 07:49:26.545849', 3),
    ('c06', 'First6', 'Last6', 'person6@example.com', '212-555-0006', '2017-01-07 00:00:00', '2017-01-07 00:00:00', null, null, null, null, null, null, null, null, 3, 'crm/customers/dt=2017-06-30/customers.csv', 4, '2026-11-22 07:50:19.829300', null),
    ('c09', 'First9', 'Last9', 'person9@example.com', '212-555-0009', '2017-01-02 00:00:00', '2017-01-02 00:00:00', null, null, null, null, null, null, null, null, 1, 'crm/customers/dt=2017-06-30/customers.csv', 5, '2026-11-22 07:49:26.545849', 3),
    ('c09', 'First9', 'Last9', 'person9@example.com', '212-555-0009', '2017-01-02 00:00:00', '2017-01-02 00:00:00', null, null, null, null, null, null, null, null, 3, 'crm/customers/dt=2017-06-30/customers.csv', 5, '2026-11-22 07:50:19.829300', null),
    ('c12', 'First12', 'Last12', 'person12@example.com', '212-555-0012', '2017-01-05 00:00:00', '2017-01-05 00:00:00', null, null, null, null, null, null, null, null, 1, 'crm/customers/dt=2017-06-30/customers.csv', 6, '2026-11-22 07:49:26.545849', 3),
    ('c12', 'First12', 'Last12', 'person12@example.com', '212-555-0012', '2017-01-05 00:00:00', '2017-01-05 00:00:00', null, null, null, null, null, null, null, null, 3, 'crm/customers/dt=2017-06-30/customers.csv', 6, '2026-11-22 07:50:19.829300', null),
    ('c15', 'First15', 'Last15', 'person15@example.com', '212-555-0015', '2017-01-08 00:00:00', '2017-01-08 00:00:00', null, null, null, null, null, null, null, null, 1, 'crm/customers/dt=2017-06-30/customers.csv', 7, '2026-11-22 07:49:26.545849', 3),
    ('c15', 'First15', 'Last15', 'person15@example.com', '212-555-0015', '2017-01-08 00:00:00', '2017-01-08 00:00:00', null, null, null, null, null, null, null, null, 3, 'crm/customers/dt=2017-06-30/customers.csv', 7, '2026-11-22 07:50:19.829300', null),
    ('c18', 'First18', 'Last18', 'person18@example.com', '212-555-0018', '2017-01-03 00:00:00', '2017-01-03 00:00:00', null, null, null, null, null, null, null, null, 1, 'crm/customers/dt=2017-06-30/customers.csv', 8, '2026-11-22 07:49:26.545849', 3),
    ('c18', 'First18', 'Last18', 'person18@example.com', '212-555-0018', '2017-01-03 00:00:00', '2017-01-03 00:00:00', null, null, null, null, null, null, null, null, 3, 'crm/customers/dt=2017-06-30/customers.csv', 8, '2026-11-22 07:50:19.829300', null),
    ('c21', 'First21', 'Last21', 'person21@example.com', '212-555-0021', '2017-01-06 00:00:00', '2017-01-06 00:00:00', null, null, null, null, null, null, null, null, 1, 'crm/customers/dt=2017-06-30/customers.csv', 9, '2026-11-22 07:49:26.545849', 3),
    ('c21', 'First21', 'Last21', 'person21@example.com', '212-555-0021', '2017-01-06 00:00:00', '2017-01-06 00:00:00', null, null, null, null, null, null, null, null, 3, 'crm/customers/dt=2017-06-30/customers.csv', 9, '2026-11-22 07:50:19.829300', null),
    ('c24', 'First24', 'Last24', 'person24@example.com', '212-555-0024', '2017-01-01 00:00:00', '2017-01-01 00:00:00', null, null, null, null, null, null, null, null, 1, 'crm/customers/dt=2017-06-30/customers.csv', 10, '2026-11-22 07:49:26.545849', 3),
    ('c24', 'First24', 'Last24', 'person24@example.com', '212-555-0024', '2017-01-01 00:00:00', '2017-01-01 00:00:00', null, null, null, null, null, null, null, null, 3, 'crm/customers/dt=2017-06-30/customers.csv', 10, '2026-11-22 07:50:19.829300', null),
    ('c27', 'First27', 'Last27', 'person27@example.com', '212-555-0027', '2017-01-04 00:00:00', '2017-01-04 00:00:00', null, null, null, null, null, null, null, null, 1, 'crm/customers/dt=2017-06-30/customers.csv', 11, '2026-11-22 07:49:26.545849', 3),
    ('c27', 'First27', 'Last27', 'person27@example.com', '212-555-0027', '2017-01-04 00:00:00', '2017-01-04 00:00:00', null, null, null, null, null, null, null, null, 3, 'crm/customers/dt=2017-06-30/customers.csv', 11, '2026-11-22 07:50:19.829300', null);

CREATE TABLE raw.transactions__order_lines(order_id VARCHAR, product_id VARCHAR, customer_ref VARCHAR, store_id VARCHAR, quantity BIGINT, sales_amount DECIMAL(12,2), retail_discount_amount DECIMAL(12,2), coupon_discount_amount DECIMAL(12,2), coupon_match_discount_amount DECIMAL(12,2), ordered_at TIMESTAMP, _extra JSON, _batch_id BIGINT NOT NULL, _source_file VARCHAR NOT NULL, _source_row BIGINT NOT NULL, _loaded_at TIMESTAMP NOT NULL, _superseded_in BIGINT);
comment on table raw.transactions__order_lines is 'One record per product in an order, as the till wrote it. Real data (84.51 Complete Journey 2.0). Goods that are given back are a record of their own with a negative sales_amount, which may name the same order and product, in any file: the sign is part of the key. A later record of the same sign corrects the earlier one, so send the sum of several refunds.';
insert into raw.transactions__order_lines values
    ('00-0', 'p0', 'c00', '1', 1, '60.00', '1.20', '0.00', '0.00', '2017-07-21 09:00:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 15, '2026-11-22 07:50:26.066505', null),
    ('00-1', 'p0', 'c00', '1', 2, '61.00', '1.22', '0.00', '0.00', '2017-09-29 09:00:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 30, '2026-11-22 07:50:26.066505', null),
    ('00-2', 'p0', 'c00', '1', 1, '62.00', '1.24', '0.00', '0.00', '2017-11-18 09:00:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 45, '2026-11-22 07:50:26.066505', null),
    ('00-3', 'p0', 'c00', '1', 2, '63.00', '1.26', '0.00', '0.00', '2017-12-23 09:00:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 60, '2026-11-22 07:50:26.066505', null),
    ('01-0', 'p1', 'c01', '1', 1, '14.00', '4.20', '0.00', '0.00', '2017-01-22 10:07:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 15, '2026-11-22 07:49:37.825864', null),
    ('01-1', 'p1', 'c01', '1', 2, '15.00', '4.50', '0.00', '0.00', '2017-03-13 10:07:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 30, '2026-11-22 07:49:37.825864', null),
    ('01-2', 'p1', 'c01', '1', 1, '16.00', '4.80', '0.00', '0.00', '2017-05-12 10:07:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 45, '2026-11-22 07:49:37.825864', null),
    ('02-0', 'p2', 'c02', '1', 1, '68.00', '1.36', '0.00', '0.00', '2017-07-21 11:14:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 16, '2026-11-22 07:50:26.066505', null),
    ('02-1', 'p2', 'c02', '1', 2, '69.00', '1.38', '0.00', '0.00', '2017-09-29 11:14:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 31, '2026-11-22 07:50:26.066505', null),
    ('02-2', 'p2', 'c02', '1', 1, '70.00', '1.40', '0.00', '0.00', '2017-11-18 11:14:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 46, '2026-11-22 07:50:26.066505', null),
    ('02-3', 'p2', 'c02', '1', 2, '71.00', '1.42', '0.00', '0.00', '2017-12-23 11:14:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 61, '2026-11-22 07:50:26.066505', null),
    ('03-0', 'p3', 'c03', '1', 1, '18.00', '5.40', '0.00', '0.00', '2017-01-22 12:21:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 16, '2026-11-22 07:49:37.825864', null),
    ('03-1', 'p3', 'c03', '1', 2, '19.00', '5.70', '0.00', '0.00', '2017-03-13 12:21:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 31, '2026-11-22 07:49:37.825864', null),
    ('03-2', 'p3', 'c03', '1', 1, '20.00', '6.00', '0.00', '0.00', '2017-05-12 12:21:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 46, '2026-11-22 07:49:37.825864', null),
    ('04-0', 'p4', 'c04', '1', 1, '76.00', '1.52', '0.00', '0.00', '2017-07-20 13:28:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 13, '2026-11-22 07:50:26.066505', null),
    ('04-1', 'p4', 'c04', '1', 2, '77.00', '1.54', '0.00', '0.00', '2017-09-28 13:28:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 28, '2026-11-22 07:50:26.066505', null),
    ('04-2', 'p4', 'c04', '1', 1, '78.00', '1.56', '0.00', '0.00', '2017-11-17 13:28:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 43, '2026-11-22 07:50:26.066505', null),
    ('04-3', 'p4', 'c04', '1', 2, '79.00', '1.58', '0.00', '0.00', '2017-12-22 13:28:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 58, '2026-11-22 07:50:26.066505', null),
    ('05-0', 'p0', 'c05', '1', 1, '14.00', '4.20', '0.00', '0.00', '2017-01-21 14:35:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 13, '2026-11-22 07:49:37.825864', null),
    ('05-1', 'p0', 'c05', '1', 2, '15.00', '4.50', '0.00', '0.00', '2017-03-12 14:35:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 28, '2026-11-22 07:49:37.825864', null),
    ('05-2', 'p0', 'c05', '1', 1, '16.00', '4.80', '0.00', '0.00', '2017-05-11 14:35:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 43, '2026-11-22 07:49:37.825864', null),
    ('06-0', 'p1', 'c06', '1', 1, '64.00', '1.28', '0.00', '0.00', '2017-07-20 15:42:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 14, '2026-11-22 07:50:26.066505', null),
    ('06-1', 'p1', 'c06', '1', 2, '65.00', '1.30', '0.00', '0.00', '2017-09-28 15:42:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 29, '2026-11-22 07:50:26.066505', null),
    ('06-2', 'p1', 'c06', '1', 1, '66.00', '1.32', '0.00', '0.00', '2017-11-17 15:42:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 44, '2026-11-22 07:50:26.066505', null),
    ('06-3', 'p1', 'c06', '1', 2, '67.00', '1.34', '0.00', '0.00', '2017-12-22 15:42:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 59, '2026-11-22 07:50:26.066505', null),
    ('07-0', 'p2', 'c07', '1', 1, '18.00', '5.40', '0.00', '0.00', '2017-01-21 16:49:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 14, '2026-11-22 07:49:37.825864', null),
    ('07-1', 'p2', 'c07', '1', 2, '19.00', '5.70', '0.00', '0.00', '2017-03-12 16:49:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 29, '2026-11-22 07:49:37.825864', null),
    ('07-2', 'p2', 'c07', '1', 1, '20.00', '6.00', '0.00', '0.00', '2017-05-11 16:49:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 44, '2026-11-22 07:49:37.825864', null),
    ('08-0', 'p3', 'c08', '1', 1, '72.00', '1.44', '0.00', '0.00', '2017-07-19 09:56:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 11, '2026-11-22 07:50:26.066505', null),
    ('08-1', 'p3', 'c08', '1', 2, '73.00', '1.46', '0.00', '0.00', '2017-09-27 09:56:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 26, '2026-11-22 07:50:26.066505', null),
    ('08-2', 'p3', 'c08', '1', 1, '74.00', '1.48', '0.00', '0.00', '2017-11-16 09:56:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 41, '2026-11-22 07:50:26.066505', null),
    ('08-3', 'p3', 'c08', '1', 2, '75.00', '1.50', '0.00', '0.00', '2017-12-21 09:56:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 56, '2026-11-22 07:50:26.066505', null),
    ('09-0', 'p4', 'c09', '1', 1, '14.00', '4.20', '0.00', '0.00', '2017-01-20 10:03:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 11, '2026-11-22 07:49:37.825864', null),
    ('09-1', 'p4', 'c09', '1', 2, '15.00', '4.50', '0.00', '0.00', '2017-03-11 10:03:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 26, '2026-11-22 07:49:37.825864', null),
    ('09-2', 'p4', 'c09', '1', 1, '16.00', '4.80', '0.00', '0.00', '2017-05-10 10:03:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 41, '2026-11-22 07:49:37.825864', null),
    ('10-0', 'p0', 'c10', '1', 1, '60.00', '1.20', '0.00', '0.00', '2017-07-19 11:10:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 12, '2026-11-22 07:50:26.066505', null),
    ('10-1', 'p0', 'c10', '1', 2, '61.00', '1.22', '0.00', '0.00', '2017-09-27 11:10:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 27, '2026-11-22 07:50:26.066505', null),
    ('10-2', 'p0', 'c10', '1', 1, '62.00', '1.24', '0.00', '0.00', '2017-11-16 11:10:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 42, '2026-11-22 07:50:26.066505', null),
    ('10-3', 'p0', 'c10', '1', 2, '63.00', '1.26', '0.00', '0.00', '2017-12-21 11:10:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 57, '2026-11-22 07:50:26.066505', null),
    ('11-0', 'p1', 'c11', '1', 1, '18.00', '5.40', '0.00', '0.00', '2017-01-20 12:17:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 12, '2026-11-22 07:49:37.825864', null),
    ('11-1', 'p1', 'c11', '1', 2, '19.00', '5.70', '0.00', '0.00', '2017-03-11 12:17:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 27, '2026-11-22 07:49:37.825864', null),
    ('11-2', 'p1', 'c11', '1', 1, '20.00', '6.00', '0.00', '0.00', '2017-05-10 12:17:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 42, '2026-11-22 07:49:37.825864', null),
    ('12-0', 'p2', 'c12', '1', 1, '68.00', '1.36', '0.00', '0.00', '2017-07-18 13:24:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 9, '2026-11-22 07:50:26.066505', null),
    ('12-1', 'p2', 'c12', '1', 2, '69.00', '1.38', '0.00', '0.00', '2017-09-26 13:24:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 24, '2026-11-22 07:50:26.066505', null),
    ('12-2', 'p2', 'c12', '1', 1, '70.00', '1.40', '0.00', '0.00', '2017-11-15 13:24:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 39, '2026-11-22 07:50:26.066505', null),
    ('12-3', 'p2', 'c12', '1', 2, '71.00', '1.42', '0.00', '0.00', '2017-12-20 13:24:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 54, '2026-11-22 07:50:26.066505', null),
    ('13-0', 'p3', 'c13', '1', 1, '14.00', '4.20', '0.00', '0.00', '2017-01-19 14:31:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 9, '2026-11-22 07:49:37.825864', null),
    ('13-1', 'p3', 'c13', '1', 2, '15.00', '4.50', '0.00', '0.00', '2017-03-10 14:31:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 24, '2026-11-22 07:49:37.825864', null),
    ('13-2', 'p3', 'c13', '1', 1, '16.00', '4.80', '0.00', '0.00', '2017-05-09 14:31:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 39, '2026-11-22 07:49:37.825864', null),
    ('14-0', 'p4', 'c14', '1', 1, '76.00', '1.52', '0.00', '0.00', '2017-07-18 15:38:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 10, '2026-11-22 07:50:26.066505', null),
    ('14-1', 'p4', 'c14', '1', 2, '77.00', '1.54', '0.00', '0.00', '2017-09-26 15:38:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 25, '2026-11-22 07:50:26.066505', null),
    ('14-2', 'p4', 'c14', '1', 1, '78.00', '1.56', '0.00', '0.00', '2017-11-15 15:38:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 40, '2026-11-22 07:50:26.066505', null),
    ('14-3', 'p4', 'c14', '1', 2, '79.00', '1.58', '0.00', '0.00', '2017-12-20 15:38:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 55, '2026-11-22 07:50:26.066505', null),
    ('15-0', 'p0', 'c15', '1', 1, '18.00', '5.40', '0.00', '0.00', '2017-01-19 16:45:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 10, '2026-11-22 07:49:37.825864', null),
    ('15-1', 'p0', 'c15', '1', 2, '19.00', '5.70', '0.00', '0.00', '2017-03-10 16:45:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 25, '2026-11-22 07:49:37.825864', null),
    ('15-2', 'p0', 'c15', '1', 1, '20.00', '6.00', '0.00', '0.00', '2017-05-09 16:45:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 40, '2026-11-22 07:49:37.825864', null),
    ('16-0', 'p1', 'c16', '1', 1, '64.00', '1.28', '0.00', '0.00', '2017-07-17 09:52:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 7, '2026-11-22 07:50:26.066505', null),
    ('16-1', 'p1', 'c16', '1', 2, '65.00', '1.30', '0.00', '0.00', '2017-09-25 09:52:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 22, '2026-11-22 07:50:26.066505', null),
    ('16-2', 'p1', 'c16', '1', 1, '66.00', '1.32', '0.00', '0.00', '2017-11-14 09:52:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 37, '2026-11-22 07:50:26.066505', null),
    ('16-3', 'p1', 'c16', '1', 2, '67.00', '1.34', '0.00', '0.00', '2017-12-19 09:52:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 52, '2026-11-22 07:50:26.066505', null),
    ('17-0', 'p2', 'c17', '1', 1, '14.00', '4.20', '0.00', '0.00', '2017-01-18 10:59:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 7, '2026-11-22 07:49:37.825864', null),
    ('17-1', 'p2', 'c17', '1', 2, '15.00', '4.50', '0.00', '0.00', '2017-03-09 10:59:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 22, '2026-11-22 07:49:37.825864', null),
    ('17-2', 'p2', 'c17', '1', 1, '16.00', '4.80', '0.00', '0.00', '2017-05-08 10:59:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 37, '2026-11-22 07:49:37.825864', null),
    ('18-0', 'p3', 'c18', '1', 1, '72.00', '1.44', '0.00', '0.00', '2017-07-17 11:06:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 8, '2026-11-22 07:50:26.066505', null),
    ('18-1', 'p3', 'c18', '1', 2, '73.00', '1.46', '0.00', '0.00', '2017-09-25 11:06:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 23, '2026-11-22 07:50:26.066505', null),
    ('18-2', 'p3', 'c18', '1', 1, '74.00', '1.48', '0.00', '0.00', '2017-11-14 11:06:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 38, '2026-11-22 07:50:26.066505', null),
    ('18-3', 'p3', 'c18', '1', 2, '75.00', '1.50', '0.00', '0.00', '2017-12-19 11:06:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 53, '2026-11-22 07:50:26.066505', null),
    ('19-0', 'p4', 'c19', '1', 1, '18.00', '5.40', '0.00', '0.00', '2017-01-18 12:13:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 8, '2026-11-22 07:49:37.825864', null),
    ('19-1', 'p4', 'c19', '1', 2, '19.00', '5.70', '0.00', '0.00', '2017-03-09 12:13:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 23, '2026-11-22 07:49:37.825864', null),
    ('19-2', 'p4', 'c19', '1', 1, '20.00', '6.00', '0.00', '0.00', '2017-05-08 12:13:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 38, '2026-11-22 07:49:37.825864', null),
    ('20-0', 'p0', 'c20', '1', 1, '60.00', '1.20', '0.00', '0.00', '2017-07-16 13:20:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 5, '2026-11-22 07:50:26.066505', null),
    ('20-1', 'p0', 'c20', '1', 2, '61.00', '1.22', '0.00', '0.00', '2017-09-24 13:20:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 20, '2026-11-22 07:50:26.066505', null),
    ('20-2', 'p0', 'c20', '1', 1, '62.00', '1.24', '0.00', '0.00', '2017-11-13 13:20:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 35, '2026-11-22 07:50:26.066505', null),
    ('20-3', 'p0', 'c20', '1', 2, '63.00', '1.26', '0.00', '0.00', '2017-12-18 13:20:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 50, '2026-11-22 07:50:26.066505', null),
    ('21-0', 'p1', 'c21', '1', 1, '14.00', '4.20', '0.00', '0.00', '2017-01-17 14:27:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 5, '2026-11-22 07:49:37.825864', null),
    ('21-1', 'p1', 'c21', '1', 2, '15.00', '4.50', '0.00', '0.00', '2017-03-08 14:27:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 20, '2026-11-22 07:49:37.825864', null),
    ('21-2', 'p1', 'c21', '1', 1, '16.00', '4.80', '0.00', '0.00', '2017-05-07 14:27:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 35, '2026-11-22 07:49:37.825864', null),
    ('22-0', 'p2', 'c22', '1', 1, '68.00', '1.36', '0.00', '0.00', '2017-07-16 15:34:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 6, '2026-11-22 07:50:26.066505', null),
    ('22-1', 'p2', 'c22', '1', 2, '69.00', '1.38', '0.00', '0.00', '2017-09-24 15:34:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 21, '2026-11-22 07:50:26.066505', null),
    ('22-2', 'p2', 'c22', '1', 1, '70.00', '1.40', '0.00', '0.00', '2017-11-13 15:34:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 36, '2026-11-22 07:50:26.066505', null),
    ('22-3', 'p2', 'c22', '1', 2, '71.00', '1.42', '0.00', '0.00', '2017-12-18 15:34:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 51, '2026-11-22 07:50:26.066505', null),
    ('23-0', 'p3', 'c23', '1', 1, '18.00', '5.40', '0.00', '0.00', '2017-01-17 16:41:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 6, '2026-11-22 07:49:37.825864', null),
    ('23-1', 'p3', 'c23', '1', 2, '19.00', '5.70', '0.00', '0.00', '2017-03-08 16:41:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 21, '2026-11-22 07:49:37.825864', null),
    ('23-2', 'p3', 'c23', '1', 1, '20.00', '6.00', '0.00', '0.00', '2017-05-07 16:41:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 36, '2026-11-22 07:49:37.825864', null),
    ('24-0', 'p4', 'c24', '1', 1, '76.00', '1.52', '0.00', '0.00', '2017-07-15 09:48:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 3, '2026-11-22 07:50:26.066505', null),
    ('24-1', 'p4', 'c24', '1', 2, '77.00', '1.54', '0.00', '0.00', '2017-09-23 09:48:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 18, '2026-11-22 07:50:26.066505', null),
    ('24-2', 'p4', 'c24', '1', 1, '78.00', '1.56', '0.00', '0.00', '2017-11-12 09:48:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 33, '2026-11-22 07:50:26.066505', null),
    ('24-3', 'p4', 'c24', '1', 2, '79.00', '1.58', '0.00', '0.00', '2017-12-17 09:48:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 48, '2026-11-22 07:50:26.066505', null),
    ('25-0', 'p0', 'c25', '1', 1, '14.00', '4.20', '0.00', '0.00', '2017-01-16 10:55:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 3, '2026-11-22 07:49:37.825864', null),
    ('25-1', 'p0', 'c25', '1', 2, '15.00', '4.50', '0.00', '0.00', '2017-03-07 10:55:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 18, '2026-11-22 07:49:37.825864', null),
    ('25-2', 'p0', 'c25', '1', 1, '16.00', '4.80', '0.00', '0.00', '2017-05-06 10:55:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 33, '2026-11-22 07:49:37.825864', null),
    ('26-0', 'p1', 'c26', '1', 1, '64.00', '1.28', '0.00', '0.00', '2017-07-15 11:02:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 4, '2026-11-22 07:50:26.066505', null),
    ('26-1', 'p1', 'c26', '1', 2, '65.00', '1.30', '0.00', '0.00', '2017-09-23 11:02:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 19, '2026-11-22 07:50:26.066505', null),
    ('26-2', 'p1', 'c26', '1', 1, '66.00', '1.32', '0.00', '0.00', '2017-11-12 11:02:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 34, '2026-11-22 07:50:26.066505', null),
    ('26-3', 'p1', 'c26', '1', 2, '67.00', '1.34', '0.00', '0.00', '2017-12-17 11:02:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 49, '2026-11-22 07:50:26.066505', null),
    ('27-0', 'p2', 'c27', '1', 1, '18.00', '5.40', '0.00', '0.00', '2017-01-16 12:09:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 4, '2026-11-22 07:49:37.825864', null),
    ('27-1', 'p2', 'c27', '1', 2, '19.00', '5.70', '0.00', '0.00', '2017-03-07 12:09:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 19, '2026-11-22 07:49:37.825864', null),
    ('27-2', 'p2', 'c27', '1', 1, '20.00', '6.00', '0.00', '0.00', '2017-05-06 12:09:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 34, '2026-11-22 07:49:37.825864', null),
    ('28-0', 'p3', 'c28', '1', 1, '72.00', '1.44', '0.00', '0.00', '2017-07-14 13:16:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 2, '2026-11-22 07:50:26.066505', null),
    ('28-1', 'p3', 'c28', '1', 2, '73.00', '1.46', '0.00', '0.00', '2017-09-22 13:16:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 17, '2026-11-22 07:50:26.066505', null),
    ('28-2', 'p3', 'c28', '1', 1, '74.00', '1.48', '0.00', '0.00', '2017-11-11 13:16:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 32, '2026-11-22 07:50:26.066505', null),
    ('28-3', 'p3', 'c28', '1', 2, '75.00', '1.50', '0.00', '0.00', '2017-12-16 13:16:00', null, 4, 'transactions/order_lines/dt=2017-12-31/order_lines.csv.gz', 47, '2026-11-22 07:50:26.066505', null),
    ('29-0', 'p4', 'c29', '1', 1, '14.00', '4.20', '0.00', '0.00', '2017-01-15 14:23:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 2, '2026-11-22 07:49:37.825864', null),
    ('29-1', 'p4', 'c29', '1', 2, '15.00', '4.50', '0.00', '0.00', '2017-03-06 14:23:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 17, '2026-11-22 07:49:37.825864', null),
    ('29-2', 'p4', 'c29', '1', 1, '16.00', '4.80', '0.00', '0.00', '2017-05-05 14:23:00', null, 2, 'transactions/order_lines/dt=2017-06-30/order_lines.csv.gz', 32, '2026-11-22 07:49:37.825864', null);

CREATE TABLE raw.transactions__products(product_id VARCHAR, manufacturer_id VARCHAR, department VARCHAR, brand VARCHAR, product_category VARCHAR, product_type VARCHAR, package_size VARCHAR, _extra JSON, _batch_id BIGINT NOT NULL, _source_file VARCHAR NOT NULL, _source_row BIGINT NOT NULL, _loaded_at TIMESTAMP NOT NULL, _superseded_in BIGINT);
comment on table raw.transactions__products is 'One record per product of the catalogue, sent on the day of its first sale. Real data.';

CREATE TABLE raw.web__events(event_id VARCHAR, event_type VARCHAR, visitor_ref VARCHAR, customer_ref VARCHAR, occurred_at TIMESTAMP, page_path VARCHAR, product_id VARCHAR, order_id VARCHAR, search_query VARCHAR, device_type VARCHAR, _extra JSON, _batch_id BIGINT NOT NULL, _source_file VARCHAR NOT NULL, _source_row BIGINT NOT NULL, _loaded_at TIMESTAMP NOT NULL, _superseded_in BIGINT);
comment on table raw.web__events is 'One record per action of a visitor. Simulated.';
insert into raw.web__events values
    ('06-0-product_view', 'product_view', 'cookie-c06', 'c06', '2017-07-20 15:38:00', null, 'p1', null, null, 'mobile', null, 5, 'web/events/dt=2017-12-31/events.jsonl.gz', 3, '2026-11-22 07:50:27.680037', null),
    ('06-0-purchase', 'purchase', 'cookie-c06', 'c06', '2017-07-20 15:42:00', null, null, '06-0', null, 'mobile', null, 5, 'web/events/dt=2017-12-31/events.jsonl.gz', 4, '2026-11-22 07:50:27.680037', null),
    ('08-1-product_view', 'product_view', 'cookie-c08', 'c08', '2017-09-27 09:52:00', null, 'p3', null, null, 'mobile', null, 5, 'web/events/dt=2017-12-31/events.jsonl.gz', 5, '2026-11-22 07:50:27.680037', null),
    ('08-1-purchase', 'purchase', 'cookie-c08', 'c08', '2017-09-27 09:56:00', null, null, '08-1', null, 'mobile', null, 5, 'web/events/dt=2017-12-31/events.jsonl.gz', 6, '2026-11-22 07:50:27.680037', null),
    ('18-2-product_view', 'product_view', 'cookie-c18', 'c18', '2017-11-14 11:02:00', null, 'p3', null, null, 'mobile', null, 5, 'web/events/dt=2017-12-31/events.jsonl.gz', 7, '2026-11-22 07:50:27.680037', null),
    ('18-2-purchase', 'purchase', 'cookie-c18', 'c18', '2017-11-14 11:06:00', null, null, '18-2', null, 'mobile', null, 5, 'web/events/dt=2017-12-31/events.jsonl.gz', 8, '2026-11-22 07:50:27.680037', null),
    ('20-3-product_view', 'product_view', 'cookie-c20', 'c20', '2017-12-18 13:16:00', null, 'p0', null, null, 'mobile', null, 5, 'web/events/dt=2017-12-31/events.jsonl.gz', 9, '2026-11-22 07:50:27.680037', null),
    ('20-3-purchase', 'purchase', 'cookie-c20', 'c20', '2017-12-18 13:20:00', null, null, '20-3', null, 'mobile', null, 5, 'web/events/dt=2017-12-31/events.jsonl.gz', 10, '2026-11-22 07:50:27.680037', null),
    ('28-0-product_view', 'product_view', 'cookie-c28', 'c28', '2017-07-14 13:12:00', null, 'p3', null, null, 'mobile', null, 5, 'web/events/dt=2017-12-31/events.jsonl.gz', 1, '2026-11-22 07:50:27.680037', null),
    ('28-0-purchase', 'purchase', 'cookie-c28', 'c28', '2017-07-14 13:16:00', null, null, '28-0', null, 'mobile', null, 5, 'web/events/dt=2017-12-31/events.jsonl.gz', 2, '2026-11-22 07:50:27.680037', null);
