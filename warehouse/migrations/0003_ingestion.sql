create table ops.counted_entities (
    source varchar not null,
    entity varchar not null,
    day_column varchar,
    amount_column varchar,
    currency_column varchar,
    currency varchar
);
comment on table ops.counted_entities is 'One row per source and entity: by which columns its control totals are added up, as its contract says.';
comment on column ops.counted_entities.day_column is 'Event time, or where there is none the time of the last change; NULL if it has neither.';
comment on column ops.counted_entities.amount_column is 'What is added up; NULL if records are only counted.';
comment on column ops.counted_entities.currency_column is 'Column that names the currency of the amount; NULL if all amounts are in one.';
comment on column ops.counted_entities.currency is 'The one currency of the source, where no column names it.';

create table ops.control_totals (
    batch_id bigint not null,
    source varchar not null,
    entity varchar not null,
    source_file varchar not null,
    entry varchar not null check (entry in ('landed', 'set_aside')),
    event_day date,
    currency varchar,
    record_count bigint not null,
    amount decimal(38, 6)
);
comment on table ops.control_totals is 'One row per batch, file, event day and currency: the records that a load brought to raw, and in rows of their own those that the load gate set aside again.';
comment on column ops.control_totals.entry is 'landed: a load brought them to raw. set_aside: the load gate took them out again.';
comment on column ops.control_totals.event_day is 'UTC day of the event, or of the last change of the record; NULL if the entity has neither time.';
comment on column ops.control_totals.currency is 'Currency of the amount; other where the source says something that is no code of three letters.';
comment on column ops.control_totals.amount is 'Sum of the amounts; NULL if the entity has none.';

create table ops.reconciliation (
    build_id bigint not null,
    source varchar not null,
    entity varchar not null,
    event_day date,
    currency varchar,
    landed_count bigint not null,
    set_aside_count bigint not null,
    superseded_count bigint not null,
    raw_count bigint not null,
    later_count bigint,
    repeated_count bigint,
    deleted_count bigint,
    staging_count bigint,
    mart_count bigint,
    landed_amount decimal(38, 6),
    set_aside_amount decimal(38, 6),
    superseded_amount decimal(38, 6),
    raw_amount decimal(38, 6),
    later_amount decimal(38, 6),
    repeated_amount decimal(38, 6),
    deleted_amount decimal(38, 6),
    staging_amount decimal(38, 6),
    mart_amount decimal(38, 6)
);
comment on table ops.reconciliation is 'One row per source, entity, event day and currency of the newest build: records and amounts from landing to marts. landed - set_aside - superseded = raw; raw - later - repeated - deleted = staging = mart.';
comment on column ops.reconciliation.landed_count is 'Records that loads brought to raw, by their own books (ops.control_totals), in the batches that the build reads.';
comment on column ops.reconciliation.set_aside_count is 'Of them, those that the load gate moved to quarantine.';
comment on column ops.reconciliation.superseded_count is 'Of them, those of files whose content was replaced by a later one.';
comment on column ops.reconciliation.raw_count is 'Records that the build finds in raw, counted now.';
comment on column ops.reconciliation.later_count is 'Of them, those that are later than as_of. NULL, like all that follows, where an entity is reconciled no further than raw.';
comment on column ops.reconciliation.repeated_count is 'Of them, those that a later record of the same key replaces: overlaps, corrections, older versions.';
comment on column ops.reconciliation.deleted_count is 'Of them, the newest of their key, which say that it is gone.';
comment on column ops.reconciliation.staging_count is 'Records in the staging model.';
comment on column ops.reconciliation.mart_count is 'Records in the mart that they end up in; NULL where there is none.';
comment on column ops.reconciliation.landed_amount is 'Sum of the amounts, in the currency of the row; NULL if the entity has none. The other amounts belong to the counts of the same name.';

create table ops.schema_changes (
    source varchar not null,
    entity varchar not null,
    kind varchar not null check (
        kind in ('new_column', 'missing_optional_column', 'missing_required_column', 'changed_type')
    ),
    column_name varchar not null,
    record_count bigint,
    first_file varchar not null,
    first_batch_id bigint not null,
    detected_at timestamp not null,
    settled_at timestamp
);
comment on table ops.schema_changes is 'One row per change of a source''s columns against its contract; it is pending until settled_at.';
comment on column ops.schema_changes.kind is 'new_column: the contract does not know it, and it is kept in _extra. missing_optional_column: NULL. missing_required_column: the file was refused. changed_type: a tenth of a file''s records, and five or all of them, went to quarantine for it.';
comment on column ops.schema_changes.column_name is 'The source''s name of it. What does not look like a name stands here as one sign, …, because it may be somebody''s data.';
comment on column ops.schema_changes.record_count is 'Records in quarantine for a changed type so far; NULL for other kinds.';
comment on column ops.schema_changes.settled_at is 'When the contract learnt of it, or the source was again as it had been; NULL while it is pending.';

create table ops.rejections (
    batch_id bigint not null,
    source varchar not null,
    entity varchar not null,
    source_file varchar not null,
    reason varchar not null,
    record_count bigint not null
);
comment on table ops.rejections is 'One row per batch, file and reason: how many records were rejected for it when they were loaded or judged. A record may have several reasons.';
comment on column ops.rejections.reason is 'Without the values that a reason quotes.';

create table ops.batch_figures (
    batch_id bigint not null,
    source varchar not null,
    entity varchar not null,
    figure varchar not null check (figure in ('records_per_day', 'null_share', 'median_amount', 'p95_amount')),
    subject varchar not null,
    record_count bigint not null,
    value double not null,
    data_until date not null
);
comment on table ops.batch_figures is 'One row per batch, entity and figure: what the rows of a batch look like, to tell what is usual.';
comment on column ops.batch_figures.figure is 'records_per_day: rows by day of the data, or by file where records have no day. null_share: rows without a value. median_amount, p95_amount: of the amounts of one currency.';
comment on column ops.batch_figures.subject is 'The column, or the currency; empty for records_per_day.';
comment on column ops.batch_figures.record_count is 'Rows that the figure is about.';
comment on column ops.batch_figures.data_until is 'Newest UTC day of the batch''s rows of the entity; the day of the load where records have no day.';

create table ops.source_freshness (
    build_id bigint not null,
    source varchar not null,
    as_of timestamp not null,
    when_late varchar not null check (when_late in ('warn', 'block')),
    promised_hours double not null,
    looked_at timestamp not null,
    landed_at timestamp,
    loaded_at timestamp not null,
    newest_event_at timestamp,
    published_at timestamp,
    landed_to_loaded_seconds double,
    loaded_to_published_seconds double,
    event_to_published_seconds double,
    is_late boolean not null
);
comment on table ops.source_freshness is 'One row per build and source: when what it reads landed, was loaded and was published, and whether its contract''s promise was kept.';
comment on column ops.source_freshness.when_late is 'What the contract says of a late source: warn, or block the build.';
comment on column ops.source_freshness.promised_hours is 'Hours that the contract lets pass between two loads.';
comment on column ops.source_freshness.looked_at is 'When the build looked.';
comment on column ops.source_freshness.landed_at is 'Time of the newest file that the build reads.';
comment on column ops.source_freshness.loaded_at is 'When the newest batch that the build reads was loaded.';
comment on column ops.source_freshness.newest_event_at is 'Newest event up to as_of; NULL if the source has no events.';
comment on column ops.source_freshness.published_at is 'When the build was published; NULL if it was not.';
comment on column ops.source_freshness.is_late is 'Whether a newer load had been promised by looked_at.';
