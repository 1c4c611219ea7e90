-- The tables that release 0.1.0 published in the same home; those that no test asks for are empty.
create schema marts;
create schema segments;
create schema ops;

CREATE TABLE marts.customer_behaviour(customer_id VARCHAR, as_of TIMESTAMP, days_since_first_order INTEGER, orders_last_30_days_count BIGINT, net_spend_last_30_days_usd DECIMAL(18,2), orders_last_90_days_count BIGINT, net_spend_last_90_days_usd DECIMAL(18,2), orders_last_365_days_count BIGINT, net_spend_last_365_days_usd DECIMAL(18,2), median_days_between_orders DOUBLE, department_count BIGINT, discount_share DOUBLE, sessions_last_30_days_count BIGINT, product_views_last_30_days_count BIGINT, sessions_last_90_days_count BIGINT, product_views_last_90_days_count BIGINT, sessions_last_365_days_count BIGINT, product_views_last_365_days_count BIGINT, cart_session_count BIGINT, cart_abandonment_share DOUBLE, campaign_touch_count BIGINT, coupon_redemption_count BIGINT);

CREATE TABLE marts.customer_features(customer_id VARCHAR, as_of TIMESTAMP, days_since_last_order INTEGER, days_since_first_order INTEGER, order_count BIGINT, net_spend_usd DECIMAL(18,2), average_order_value_usd DOUBLE, orders_last_90_days_count BIGINT, net_spend_last_90_days_usd DECIMAL(18,2), median_days_between_orders DOUBLE, department_count BIGINT, discount_share DOUBLE, coupon_redemption_count BIGINT, campaign_touch_count BIGINT, sessions_last_90_days_count BIGINT, product_views_last_90_days_count BIGINT, cart_abandonment_share DOUBLE, age_band VARCHAR, income_band VARCHAR, household_size VARCHAR);

CREATE TABLE marts.customer_rfm(customer_id VARCHAR, as_of TIMESTAMP, days_since_last_order INTEGER, order_count BIGINT, net_spend_usd DECIMAL(18,2), recency_score INTEGER, frequency_score INTEGER, monetary_score INTEGER, rfm_segment VARCHAR);

CREATE TABLE marts.dim_customers(customer_id VARCHAR, profile_count BIGINT, age_band VARCHAR, income_band VARCHAR, home_ownership VARCHAR, marital_status VARCHAR, household_size VARCHAR, household_composition VARCHAR, kids_count VARCHAR, registered_at TIMESTAMP);

CREATE TABLE marts.dim_products(product_id VARCHAR, manufacturer_id VARCHAR, is_in_catalogue BOOLEAN, department VARCHAR, brand VARCHAR, product_category VARCHAR, product_type VARCHAR, package_size VARCHAR);

CREATE TABLE marts.fct_order_lines(order_id VARCHAR, product_id VARCHAR, customer_id VARCHAR, store_id VARCHAR, quantity BIGINT, is_refund BOOLEAN, net_spend_usd DECIMAL(18,2), discount_usd DECIMAL(18,2), ordered_at TIMESTAMP);

CREATE TABLE marts.fct_orders(order_id VARCHAR, customer_id VARCHAR, store_id VARCHAR, line_count BIGINT, refund_line_count BIGINT, is_refund_only BOOLEAN, gross_amount_usd DECIMAL(18,2), discount_usd DECIMAL(18,2), refund_usd DECIMAL(18,2), net_spend_usd DECIMAL(18,2), ordered_at TIMESTAMP, ordered_on DATE);

CREATE TABLE marts.fct_sessions(session_id VARCHAR, visitor_id VARCHAR, customer_id VARCHAR, device_type VARCHAR, event_count BIGINT, page_view_count BIGINT, product_view_count BIGINT, search_count BIGINT, add_to_cart_count BIGINT, remove_from_cart_count BIGINT, has_purchase BOOLEAN, is_cart_abandoned BOOLEAN, started_at TIMESTAMP, ended_at TIMESTAMP, started_on DATE);

CREATE TABLE segments.cluster_assignments(customer_id VARCHAR, as_of TIMESTAMP, model_version VARCHAR, segment_id INTEGER, distance_to_prototype DOUBLE, distance_to_second DOUBLE, confidence DOUBLE, is_outlier BOOLEAN);

CREATE TABLE segments.customer_segments(customer_id VARCHAR, as_of TIMESTAMP, segment_id INTEGER, segment_name VARCHAR, rfm_segment VARCHAR, confidence DOUBLE, is_outlier BOOLEAN, model_version VARCHAR);
insert into segments.customer_segments values
    ('048e7984ce2f52ff', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Loyal Customers', 0.9942248334133135, false, '20180101-adcd288e'),
    ('0f2df3d8dd5a842a', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'Hibernating', 0.9811138771918165, false, '20180101-adcd288e'),
    ('18cd350ddafaeaf4', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'About To Sleep', 0.9794892676587424, false, '20180101-adcd288e'),
    ('2c38a28c607c5391', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Potential Loyalists', 0.9925361037605235, false, '20180101-adcd288e'),
    ('48d47dc3b170cb85', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Loyal Customers', 0.9990375658166164, false, '20180101-adcd288e'),
    ('4aca364437dba6e6', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'Hibernating', 0.9858069057223089, false, '20180101-adcd288e'),
    ('4fb6c855655d18fd', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Champions', 0.9862738469371063, false, '20180101-adcd288e'),
    ('51d8823e762eae24', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'Lost', 0.9835394592916546, false, '20180101-adcd288e'),
    ('5f8776f79469579b', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Loyal Customers', 0.9932560934245791, false, '20180101-adcd288e'),
    ('6bed88c09da22291', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'Lost', 0.9827305069965637, false, '20180101-adcd288e'),
    ('6fc01722022cc618', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'Hibernating', 0.9842934651531523, false, '20180101-adcd288e'),
    ('7a2a66df72f8663b', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'Lost', 0.9843392551722752, false, '20180101-adcd288e'),
    ('7edd828d40a427e1', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Champions', 0.9841401371062948, false, '20180101-adcd288e'),
    ('8b181dba563b0593', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Loyal Customers', 0.9975084011931394, false, '20180101-adcd288e'),
    ('8ba39c6c8c4f6e2a', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'About To Sleep', 0.9873276596038238, false, '20180101-adcd288e'),
    ('9d8721590975b08e', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Loyal Customers', 0.9875390526336946, false, '20180101-adcd288e'),
    ('a362570bda0e736a', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Champions', 0.9987616865767535, false, '20180101-adcd288e'),
    ('a4344fda184e6f2e', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Loyal Customers', 0.9733115175397062, false, '20180101-adcd288e'),
    ('a9e56070f66345d7', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'Lost', 0.9827872483294583, false, '20180101-adcd288e'),
    ('be55360c8c8af932', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'Hibernating', 0.9850492769195687, false, '20180101-adcd288e'),
    ('cc3d5c365c85b85d', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'At Risk', 0.9803025761104917, false, '20180101-adcd288e'),
    ('cf9ee72df651574b', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Champions', 0.9740413448748672, false, '20180101-adcd288e'),
    ('d17f4cb8a10d82a5', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'At Risk', 0.9819231833765923, false, '20180101-adcd288e'),
    ('d5585a6f44b5f6c5', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Loyal Customers', 0.9809982846213687, false, '20180101-adcd288e'),
    ('d75e8ffa05ce7c2e', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'Need Attention', 0.9865663628206425, false, '20180101-adcd288e'),
    ('d8a66bfb0e139386', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Loyal Customers', 0.9908447293055959, false, '20180101-adcd288e'),
    ('e12adee022c094a6', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Champions', 0.9873187613393558, false, '20180101-adcd288e'),
    ('e1864366c60213a9', '2018-01-01 00:00:00', 1, 'Loyal High Spenders', 'Loyal Customers', 0.9813253302371362, false, '20180101-adcd288e'),
    ('e4c7ad4fcf261485', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'At Risk', 0.9820368213846995, false, '20180101-adcd288e'),
    ('e93fe96aac4af023', '2018-01-01 00:00:00', 2, 'Occasional Buyers', 'At Risk', 0.9835358602436626, false, '20180101-adcd288e');

CREATE TABLE segments.dim_segments(segment_id INTEGER, segment_name VARCHAR, marks VARCHAR, naming_rule VARCHAR, is_reserved BOOLEAN, as_of TIMESTAMP, model_version VARCHAR);

CREATE TABLE segments.segment_profiles(segment_id INTEGER, segment_name VARCHAR, customer_count BIGINT, customer_share DOUBLE, net_spend_usd DECIMAL(18,2), net_spend_share DOUBLE, p25_days_since_last_order DOUBLE, median_days_since_last_order DOUBLE, p75_days_since_last_order DOUBLE, p25_days_since_first_order DOUBLE, median_days_since_first_order DOUBLE, p75_days_since_first_order DOUBLE, p25_order_count DOUBLE, median_order_count DOUBLE, p75_order_count DOUBLE, p25_net_spend_usd DOUBLE, median_net_spend_usd DOUBLE, p75_net_spend_usd DOUBLE, p25_average_order_value_usd DOUBLE, median_average_order_value_usd DOUBLE, p75_average_order_value_usd DOUBLE, p25_orders_last_90_days_count DOUBLE, median_orders_last_90_days_count DOUBLE, p75_orders_last_90_days_count DOUBLE, p25_net_spend_last_90_days_usd DOUBLE, median_net_spend_last_90_days_usd DOUBLE, p75_net_spend_last_90_days_usd DOUBLE, p25_median_days_between_orders DOUBLE, median_median_days_between_orders DOUBLE, p75_median_days_between_orders DOUBLE, p25_discount_share DOUBLE, median_discount_share DOUBLE, p75_discount_share DOUBLE, p25_coupon_redemption_count DOUBLE, median_coupon_redemption_count DOUBLE, p75_coupon_redemption_count DOUBLE, p25_department_count DOUBLE, median_department_count DOUBLE, p75_department_count DOUBLE, p25_sessions_last_90_days_count DOUBLE, median_sessions_last_90_days_count DOUBLE, p75_sessions_last_90_days_count DOUBLE, p25_cart_abandonment_share DOUBLE, median_cart_abandonment_share DOUBLE, p75_cart_abandonment_share DOUBLE, as_of TIMESTAMP, model_version VARCHAR);

CREATE TABLE ops.batches(batch_id BIGINT NOT NULL, "source" VARCHAR NOT NULL, state VARCHAR NOT NULL, started_at TIMESTAMP NOT NULL, ended_at TIMESTAMP, file_count BIGINT NOT NULL, row_count BIGINT NOT NULL, rejected_count BIGINT NOT NULL);

CREATE TABLE ops.builds(build_id BIGINT NOT NULL, as_of TIMESTAMP NOT NULL, raw_through_batch BIGINT NOT NULL, fingerprint VARCHAR NOT NULL, state VARCHAR NOT NULL, model_version VARCHAR, opened_at TIMESTAMP NOT NULL, ended_at TIMESTAMP);

CREATE TABLE ops.dbt_run_results(build_id BIGINT NOT NULL, node VARCHAR NOT NULL, resource_type VARCHAR NOT NULL, status VARCHAR NOT NULL, "seconds" DOUBLE NOT NULL, failures BIGINT, ended_at TIMESTAMP NOT NULL);

CREATE TABLE ops.gate_results(gate VARCHAR NOT NULL, suite VARCHAR NOT NULL, expectation VARCHAR NOT NULL, column_name VARCHAR, observed VARCHAR, threshold VARCHAR, severity VARCHAR NOT NULL, is_met BOOLEAN NOT NULL, as_of TIMESTAMP, build_id BIGINT, batch_id BIGINT, judged_at TIMESTAMP NOT NULL);

CREATE TABLE ops.loaded_files(file VARCHAR NOT NULL, content_hash VARCHAR NOT NULL, contract_hash VARCHAR NOT NULL, batch_id BIGINT NOT NULL, "source" VARCHAR NOT NULL, entity VARCHAR NOT NULL, byte_count BIGINT NOT NULL, modified_ns BIGINT NOT NULL, state VARCHAR NOT NULL, refusal VARCHAR, record_count BIGINT NOT NULL, row_count BIGINT NOT NULL, rejected_count BIGINT NOT NULL, superseded_in BIGINT, loaded_at TIMESTAMP NOT NULL);

CREATE TABLE ops.publications("version" VARCHAR NOT NULL, build_id BIGINT NOT NULL, as_of TIMESTAMP NOT NULL, model_version VARCHAR, raw_through_batch BIGINT NOT NULL, gates_met BIGINT NOT NULL, gates_warned BIGINT NOT NULL, published_at TIMESTAMP NOT NULL);
insert into ops.publications values
    ('20261122T075013966Z_b1', 1, '2017-07-01 00:00:00', null, 2, 40, 1, '2026-11-22 07:50:13.966000'),
    ('20261122T075126171Z_b3', 3, '2018-01-01 00:00:00', '20180101-adcd288e', 5, 59, 1, '2026-11-22 07:51:26.171000');
