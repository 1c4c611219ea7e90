create table ml.segment_lineage (
    model_version varchar not null,
    previous_version varchar,
    segment_id integer not null,
    segment_name varchar not null,
    event varchar not null check (event in ('kept', 'split', 'merged', 'born', 'retired')),
    from_segment_id integer,
    overlap_count bigint not null,
    overlap_share double
);
comment on table ml.segment_lineage is 'One row per model and what became of a segment: where each of its segments comes from, and where those of the champion at its training went.';
comment on column ml.segment_lineage.previous_version is 'Champion when the model was trained; NULL of a first model.';
comment on column ml.segment_lineage.segment_name is 'Name in this model; of a retired segment the name that it had.';
comment on column ml.segment_lineage.event is 'kept: the same segment, under its id. split: a new one, most of whose members come from one earlier segment. born: a new one of members from everywhere. merged: the earlier segment from_segment_id is gone, and most of its members are here. retired: it is gone, and its members are everywhere.';
comment on column ml.segment_lineage.from_segment_id is 'Earlier segment that it comes from; NULL of one that was born or retired.';
comment on column ml.segment_lineage.overlap_count is 'Customers who are in both, by both models'' labels of the customers trained on; 0 of one that was born or retired.';
comment on column ml.segment_lineage.overlap_share is 'Of the customers who are in either (Jaccard); NULL of one that was born or retired.';

create table ml.model_promotions (
    number bigint primary key,
    model_version varchar not null,
    action varchar not null check (action in ('promoted', 'withdrawn', 'waits', 'refused')),
    reason varchar not null,
    as_of timestamp not null
);
comment on table ml.model_promotions is 'One row per decision about a model: it became the champion or stopped being one, waits for a person, or was refused by the gate.';
comment on column ml.model_promotions.number is 'Counts decisions, from 1.';
comment on column ml.model_promotions.action is 'promoted, withdrawn, waits or refused.';
comment on column ml.model_promotions.reason is 'A sentence: what the gate found, or what a person gave as the reason.';
comment on column ml.model_promotions.as_of is 'As_of of the model''s features.';
insert into ml.model_promotions
select
    row_number() over (order by promotion_number), model_version, 'promoted', reason, as_of
from ml.segment_models
where promotion_number is not null;

create table ml.model_reassignments (
    model_version varchar not null,
    previous_version varchar not null,
    from_segment_id integer not null,
    to_segment_id integer not null,
    customer_count bigint not null,
    net_spend_usd double not null
);
comment on table ml.model_reassignments is 'One row per model and pair of segments: customers whom the champion at its training had in the one and the model has in the other. Equal ids: they stay.';
comment on column ml.model_reassignments.previous_version is 'Champion when the model was trained.';
comment on column ml.model_reassignments.from_segment_id is 'Segment by the champion; -1 is Unusual Customers.';
comment on column ml.model_reassignments.to_segment_id is 'Segment by the model.';
comment on column ml.model_reassignments.customer_count is 'Customers with enough orders at training.';
comment on column ml.model_reassignments.net_spend_usd is 'What they spent so far, net, in US dollars.';

create table ml.fairness (
    model_version varchar not null,
    attribute varchar not null,
    value varchar not null,
    segment_id integer not null,
    customer_count bigint not null,
    share double not null,
    base_count bigint not null,
    base_share double not null,
    disparity double not null
);
comment on table ml.fairness is 'One row per model, segment, attribute and value: how much more often the value is found in the segment than among all. For a person to review; nothing is decided by it.';
comment on column ml.fairness.attribute is 'gender, age_band or state; no segment is found with them.';
comment on column ml.fairness.value is 'Value of the attribute; unknown where it is NULL. Values of few customers are left out.';
comment on column ml.fairness.customer_count is 'Customers of the segment with the value.';
comment on column ml.fairness.share is 'Of the segment''s customers.';
comment on column ml.fairness.base_count is 'Customers with the value, of all that were trained on.';
comment on column ml.fairness.base_share is 'Of all customers that were trained on.';
comment on column ml.fairness.disparity is 'share / base_share: 1 is parity.';

create table ml.model_feature_bins (
    model_version varchar not null,
    feature varchar not null,
    bin integer not null,
    upper_bound double,
    share double not null
);
comment on table ml.model_feature_bins is 'One row per model, feature and bin of its values at training, about a tenth of the customers each: what later builds compare with.';
comment on column ml.model_feature_bins.bin is '0: no value. From 1: values up to upper_bound and above the bin before.';
comment on column ml.model_feature_bins.upper_bound is 'In the unit of the column, inclusive; NULL of bin 0 and of the last.';
comment on column ml.model_feature_bins.share is 'Of the customers trained on.';

create table ops.drift (
    build_id bigint not null,
    as_of timestamp not null,
    model_version varchar not null,
    measure varchar not null check (measure in ('psi', 'centroid_shift', 'segment_share', 'far_share')),
    feature varchar,
    segment_id integer,
    value double not null,
    bound double not null,
    is_crossed boolean not null
);
comment on table ops.drift is 'One row per build that a model scored and measure: how far customers have moved from those that the model was trained on.';
comment on column ops.drift.build_id is 'The build.';
comment on column ops.drift.as_of is 'Of the build.';
comment on column ops.drift.model_version is 'Model that scored it.';
comment on column ops.drift.measure is 'psi: population stability index of a feature. centroid_shift: from a segment''s centre to the mean of its members, in standard deviations a dimension. segment_share: share of the customers less that at training. far_share: share of customers too far from every centre.';
comment on column ops.drift.feature is 'Of psi; else NULL.';
comment on column ops.drift.segment_id is 'Of centroid_shift and segment_share; else NULL.';
comment on column ops.drift.value is 'What was measured.';
comment on column ops.drift.bound is 'How far from 0 it may lie.';
comment on column ops.drift.is_crossed is 'Whether it lies farther: then train_segments wakes.';
