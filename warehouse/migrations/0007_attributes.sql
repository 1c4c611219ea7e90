alter table ops.reconciliation add column without_rate_count bigint;
alter table ops.reconciliation add column without_rate_amount decimal(38, 6);
comment on table ops.reconciliation is 'One row per source, entity, event day and currency of the newest build: records and amounts from landing to marts. landed - set_aside - superseded = raw; raw - later - repeated - deleted = staging; staging - without_rate = mart.';
comment on column ops.reconciliation.without_rate_count is 'Of the records in staging, those of orders that cannot be told in US dollars, so that no mart holds them.';

create table ops.outliers (
    build_id bigint not null,
    table_name varchar not null,
    column_name varchar not null,
    method varchar not null,
    threshold double not null,
    is_log_scale boolean not null,
    lower_fence double,
    upper_fence double,
    treatment varchar not null,
    low_count bigint not null,
    high_count bigint not null,
    row_count bigint not null
);
comment on table ops.outliers is 'One row per build and column with a policy for outliers (seed outlier_policies): where its fences lay, and how many values lay beyond.';
comment on column ops.outliers.method is 'z_score: mean and sample standard deviation. iqr: quartiles, by linear interpolation (Tukey''s fences).';
comment on column ops.outliers.threshold is 'How many standard deviations, or distances between the quartiles, a value may lie outside.';
comment on column ops.outliers.is_log_scale is 'Whether fences were computed from sign(x) * ln(1 + |x|); they are given in the unit of the column all the same.';
comment on column ops.outliers.lower_fence is 'NULL, like upper_fence, when the values have no spread: then none is an outlier; and where the policy does not look at that side.';
comment on column ops.outliers.treatment is 'What the column of the treated value holds for an outlier. cap: the fence. exclude: NULL. keep: the value. transform: the logarithm, of all values.';
comment on column ops.outliers.low_count is 'Values below the lower fence.';
comment on column ops.outliers.high_count is 'Values above the upper fence.';
comment on column ops.outliers.row_count is 'Values that were judged: those that are not NULL.';

create table ops.unmapped_values (
    build_id bigint not null,
    attribute varchar not null,
    value_hash varchar not null,
    profile_count bigint not null
);
comment on table ops.unmapped_values is 'One row per build, attribute and value that has no standard: what the mapping seeds do not know yet. The values themselves stay in pii.unmapped_values.';
comment on column ops.unmapped_values.attribute is 'birth_date, gender, city, state, country, income_band, email or phone.';
comment on column ops.unmapped_values.value_hash is 'Keyed hash of the value as the CRM has it; the same in every build.';
comment on column ops.unmapped_values.profile_count is 'Profiles whose newest version says it.';

create table ml.imputations (
    imputation_version varchar not null,
    as_of timestamp not null,
    build_id bigint,
    customer_count bigint not null,
    promotion_number bigint not null
);
comment on table ml.imputations is 'One row per imputation of missing attributes: its version, and what it was learned from.';
comment on column ml.imputations.imputation_version is 'Day of the data and a hash of the content: the same values and figures have the same version.';
comment on column ml.imputations.as_of is 'Up to when what was learned from is known; builds of an earlier as_of do not use it.';
comment on column ml.imputations.build_id is 'Build whose marts were read.';
comment on column ml.imputations.customer_count is 'Customers in those marts.';
comment on column ml.imputations.promotion_number is 'Counts imputations as they were made; of those of one as_of the highest is used.';

create table ml.imputation_choices (
    imputation_version varchar not null,
    column_name varchar not null,
    kind varchar not null check (kind in ('number', 'ordered', 'category')),
    method varchar not null,
    reason varchar not null,
    known_share double not null,
    imputed_count bigint not null
);
comment on table ml.imputation_choices is 'One row per imputation and column: which method fills its gaps, and why.';
comment on column ml.imputation_choices.imputation_version is 'See ml.imputations.';
comment on column ml.imputation_choices.column_name is 'Column of marts.dim_customers.';
comment on column ml.imputation_choices.kind is 'number; ordered: bands of a scale; category: values without an order.';
comment on column ml.imputation_choices.method is 'median, mode, stratum (median or mode of the RFM segment), knn, em or random_forest.';
comment on column ml.imputation_choices.reason is 'A sentence with the errors that were compared.';
comment on column ml.imputation_choices.known_share is 'Share of the customers whose value is known.';
comment on column ml.imputation_choices.imputed_count is 'Customers whose value was filled.';

create table ml.imputation_quality (
    imputation_version varchar not null,
    column_name varchar not null,
    method varchar not null,
    metric varchar not null,
    value double not null,
    held_out_count bigint not null,
    known_share double not null,
    is_chosen boolean not null,
    as_of timestamp not null
);
comment on table ml.imputation_quality is 'One row per imputation, column, method and metric: how well the method gave known values that it was not shown.';
comment on column ml.imputation_quality.imputation_version is 'See ml.imputations.';
comment on column ml.imputation_quality.column_name is 'Column of marts.dim_customers.';
comment on column ml.imputation_quality.method is 'As in ml.imputation_choices.';
comment on column ml.imputation_quality.metric is 'Numbers: mae, rmse, explained_share (R squared). Others: accuracy, error_share, macro_f1, mean_confidence; of bands also mean_band_distance, where 1 is the next band.';
comment on column ml.imputation_quality.value is 'Of all folds together.';
comment on column ml.imputation_quality.held_out_count is 'Known values that were held out, fold by fold.';
comment on column ml.imputation_quality.known_share is 'Share of the customers whose value is known.';
comment on column ml.imputation_quality.is_chosen is 'Whether the method fills the column.';
comment on column ml.imputation_quality.as_of is 'Of the first imputation with this version, see ml.imputations.';

create table ml.imputed_attributes (
    imputation_version varchar not null,
    customer_id varchar not null,
    column_name varchar not null,
    value varchar not null,
    method varchar not null,
    confidence double not null,
    as_of timestamp not null
);
comment on table ml.imputed_attributes is 'One row per imputation, customer and column whose value was unknown then: what stands in for it.';
comment on column ml.imputed_attributes.imputation_version is 'See ml.imputations.';
comment on column ml.imputed_attributes.customer_id is 'The person, as in marts.dim_customers.';
comment on column ml.imputed_attributes.column_name is 'Column of marts.dim_customers.';
comment on column ml.imputed_attributes.value is 'The value, as text; numbers too.';
comment on column ml.imputed_attributes.method is 'As in ml.imputation_choices.';
comment on column ml.imputed_attributes.confidence is 'Bands and categories: the method''s own probability of the value. Numbers: the method''s explained_share on held-out values, 0 at least.';
comment on column ml.imputed_attributes.as_of is 'Of the first imputation with this version, see ml.imputations.';

create table ml.imputation_fallbacks (
    imputation_version varchar not null,
    column_name varchar not null,
    stratum varchar,
    value varchar not null,
    method varchar not null,
    confidence double not null
);
comment on table ml.imputation_fallbacks is 'One row per imputation, column and RFM segment: what customers get who were not there yet when it was made.';
comment on column ml.imputation_fallbacks.imputation_version is 'See ml.imputations.';
comment on column ml.imputation_fallbacks.column_name is 'Column of marts.dim_customers.';
comment on column ml.imputation_fallbacks.stratum is 'RFM segment; NULL: for a segment in which nobody''s value was known.';
comment on column ml.imputation_fallbacks.value is 'Median (numbers, bands) or mode (categories) of the known values in it, as text; of all customers where it has too few.';
comment on column ml.imputation_fallbacks.method is 'stratum.';
comment on column ml.imputation_fallbacks.confidence is 'Bands and categories: share of the known values that it has. Numbers: as in ml.imputed_attributes.';
