alter table ml.model_prototypes add column variance double;
comment on column ml.model_prototypes.variance is 'Variance of the segment along the dimension, in scaled units; NULL where distances are Euclidean.';
comment on column ml.model_prototypes.segment_id is 'Segment; its number is kept from one model to the next.';

create table ml.model_segments (
    model_version varchar not null,
    segment_id integer not null,
    penalty double not null,
    customer_count bigint,
    customer_share double
);
comment on table ml.model_segments is 'One row per model and segment that it found.';
comment on column ml.model_segments.penalty is 'Added to squared distances before they are compared: -2 ln(weight) + sum of ln(variance) of a Gaussian mixture''s component, 0 of k-means.';
comment on column ml.model_segments.customer_count is 'Customers in it at training, outliers left out. NULL of models older than release 0.2.0.';
comment on column ml.model_segments.customer_share is 'Of the customers with enough orders.';
insert into ml.model_segments (model_version, segment_id, penalty)
select distinct model_version, segment_id, 0 from ml.model_prototypes;

create table ml.model_calibration (
    model_version varchar not null,
    position integer not null,
    margin double not null,
    confidence double not null
);
comment on table ml.model_calibration is 'One row per model and corner of the broken line that turns a margin into a confidence. None where the margin is the confidence.';
comment on column ml.model_calibration.position is 'Order of the corners, from 1; margins ascend.';
comment on column ml.model_calibration.margin is 'See segments.cluster_assignments.margin.';
comment on column ml.model_calibration.confidence is 'Share of customers with this margin who kept their segment in bootstrap refits.';
