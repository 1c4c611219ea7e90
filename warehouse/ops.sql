-- Everything here is created once and appended to; nothing is derived from landing files, so backups cover it.
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
