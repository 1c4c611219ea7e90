-- What release 0.1.0 made on first use; harmless to run again on its homes, which kept no record of migrations.
create schema if not exists raw;
create schema if not exists quarantine;
create schema if not exists ml;
create schema if not exists ops;

create sequence if not exists ops.batch_ids;
create sequence if not exists ops.build_ids;

create table if not exists ops.batches (
    batch_id bigint primary key,
    source varchar not null,
    state varchar not null check (state in ('loading', 'loaded', 'passed', 'refused', 'failed')),
    started_at timestamp not null,
    ended_at timestamp,
    file_count bigint not null default 0,
    row_count bigint not null default 0,
    rejected_count bigint not null default 0
);
comment on table ops.batches is 'One row per load of a source that found something new. A build reads only batches that passed the load gate.';

create table if not exists ops.loaded_files (
    file varchar not null,
    content_hash varchar not null,
    contract_hash varchar not null,
    batch_id bigint not null,
    source varchar not null,
    entity varchar not null,
    byte_count bigint not null,
    modified_ns bigint not null,
    state varchar not null check (state in ('loaded', 'refused', 'duplicate')),
    refusal varchar,
    record_count bigint not null,
    row_count bigint not null,
    rejected_count bigint not null,
    superseded_in bigint,
    loaded_at timestamp not null
);
comment on table ops.loaded_files is 'One row per landed file and content. record_count = row_count + rejected_count, checked at every load.';

create table if not exists quarantine.rejected_rows (
    batch_id bigint not null,
    source varchar not null,
    entity varchar not null,
    source_file varchar not null,
    source_row bigint not null,
    reasons varchar[] not null,
    raw_text varchar,
    rejected_at timestamp not null
);
comment on table quarantine.rejected_rows is 'One row per record that did not satisfy its contract, with every reason and the text as it arrived.';

create table if not exists ops.builds (
    build_id bigint primary key,
    as_of timestamp not null,
    raw_through_batch bigint not null,
    fingerprint varchar not null,
    state varchar not null check (state in ('open', 'prepared', 'passed', 'refused', 'failed')),
    model_version varchar,
    opened_at timestamp not null,
    ended_at timestamp,
    message varchar
);
comment on table ops.builds is 'One row per build: the as_of and the raw batches that it read, and how it ended.';

create table if not exists ops.gate_results (
    gate varchar not null,
    suite varchar not null,
    expectation varchar not null,
    column_name varchar,
    observed varchar,
    threshold varchar,
    severity varchar not null check (severity in ('block', 'quarantine', 'warn')),
    is_met boolean not null,
    as_of timestamp,
    build_id bigint,
    batch_id bigint,
    judged_at timestamp not null
);
comment on table ops.gate_results is 'One row per expectation and gate run: what was observed, what was asked, and what failing it means.';

create table if not exists ops.pii_key_check (
    key_check varchar not null
);
comment on table ops.pii_key_check is 'One row: a hash of the key that made this home''s customer ids. It is never published.';

create table if not exists ops.dbt_run_results (
    build_id bigint not null,
    node varchar not null,
    resource_type varchar not null,
    status varchar not null,
    seconds double not null,
    failures bigint,
    message varchar,
    ended_at timestamp not null
);
comment on table ops.dbt_run_results is 'One row per dbt node and build: how it ended and how long it took.';

create table if not exists ops.published_columns (
    schema_name varchar not null,
    table_name varchar not null,
    column_name varchar not null
);
comment on table ops.published_columns is 'The allow-list of the newest build: a column that is not here stays in the build file.';

create table if not exists ops.publications (
    version varchar not null,
    build_id bigint not null,
    as_of timestamp not null,
    model_version varchar,
    raw_through_batch bigint not null,
    gates_met bigint not null,
    gates_warned bigint not null,
    published_at timestamp not null
);
comment on table ops.publications is 'One row per published version: which as_of, model and gate verdicts it holds.';


create table if not exists ml.segment_models (
    model_version varchar primary key,
    as_of timestamp not null,
    build_id bigint,
    algorithm varchar not null,
    k integer not null,
    feature_count integer not null,
    component_count integer,
    customer_count bigint not null,
    min_order_count integer not null,
    silhouette double not null,
    stability double not null,
    outlier_radius double not null,
    reason varchar not null,
    promotion_number bigint
);
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

create table if not exists ml.model_features (
    model_version varchar not null,
    position integer not null,
    feature varchar not null,
    transform varchar not null check (transform in ('log1p', 'identity')),
    fill_value double not null,
    cap_low double not null,
    cap_high double not null,
    mean double not null,
    scale double not null
);
comment on table ml.model_features is 'One row per model and feature: how a column of marts.customer_features becomes a comparable number.';
comment on column ml.model_features.position is 'Order of the features, from 1.';
comment on column ml.model_features.feature is 'Column of marts.customer_features.';
comment on column ml.model_features.transform is 'log1p (natural logarithm of 1 + value, values below 0 count as 0) or identity.';
comment on column ml.model_features.fill_value is 'Median at training, in the column''s unit; stands in for NULL.';
comment on column ml.model_features.cap_low is 'Training saw no value below this. Scoring does not cap: that would hide who is far away.';
comment on column ml.model_features.cap_high is 'Training saw no value above this.';
comment on column ml.model_features.mean is 'Mean after fill, cap and transform; subtracted.';
comment on column ml.model_features.scale is 'Standard deviation after fill, cap and transform; divided by.';

create table if not exists ml.model_components (
    model_version varchar not null,
    component integer not null,
    feature varchar not null,
    loading double not null
);
comment on table ml.model_components is 'One row per model, principal component and feature; none where the projection does not pay.';
comment on column ml.model_components.component is 'From 1, in descending order of the variance explained.';
comment on column ml.model_components.loading is 'Weight of the scaled feature in the component.';

create table if not exists ml.model_prototypes (
    model_version varchar not null,
    segment_id integer not null,
    dimension varchar not null,
    value double not null
);
comment on table ml.model_prototypes is 'One row per model, segment and dimension: the centre of the segment.';
comment on column ml.model_prototypes.segment_id is 'From 1, by descending median net spend at training.';
comment on column ml.model_prototypes.dimension is 'A feature, or component_1 and so on where features are projected.';
comment on column ml.model_prototypes.value is 'Coordinate, in scaled units.';

create table if not exists ml.segment_names (
    model_version varchar not null,
    segment_id integer not null,
    segment_name varchar not null,
    rule varchar not null,
    marks varchar not null
);
comment on table ml.segment_names is 'One row per model and segment: what people call it, and why.';
comment on column ml.segment_names.segment_name is 'Unique within a model; given by a rule over the profile.';
comment on column ml.segment_names.rule is 'The rule that gave the name, with what it saw at training.';
comment on column ml.segment_names.marks is 'One line of what marks the segment, in real units, at training.';

create table if not exists ml.segmentation_candidates (
    model_version varchar not null,
    k integer not null,
    silhouette double not null,
    inertia double not null,
    stability double not null,
    smallest_share double not null,
    is_elbow boolean not null,
    is_chosen boolean not null
);
comment on table ml.segmentation_candidates is 'One row per model and number of segments that training tried.';
comment on column ml.segmentation_candidates.k is 'Number of segments.';
comment on column ml.segmentation_candidates.silhouette is 'Mean silhouette on a sample of bounded size, -1 to 1.';
comment on column ml.segmentation_candidates.inertia is 'Sum of squared distances to the nearest prototype, in scaled units.';
comment on column ml.segmentation_candidates.stability is 'Mean adjusted Rand index with refits on bootstrap samples.';
comment on column ml.segmentation_candidates.smallest_share is 'Share of the customers that the smallest segment holds.';
comment on column ml.segmentation_candidates.is_elbow is 'Whether the inertia curve bends here.';
comment on column ml.segmentation_candidates.is_chosen is 'Whether this is the k of the model.';
