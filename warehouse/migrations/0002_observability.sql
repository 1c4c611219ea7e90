alter table ops.builds add column selection varchar default 'full';
alter table ops.builds add column row_count bigint;
alter table ops.builds add column byte_count bigint;
alter table ops.builds add column work_seconds double;
alter table ops.builds add column lock_wait_seconds double;
comment on column ops.builds.selection is 'full: every model was built. Otherwise the sources that were new (none: only the clock moved on); what does not follow from them stood as the build before left it.';
comment on column ops.builds.row_count is 'Rows in the marts and segments when the build passed.';
comment on column ops.builds.byte_count is 'Bytes of the build file when the build passed.';
comment on column ops.builds.work_seconds is 'Seconds that the build''s own tasks worked, all tries together.';
comment on column ops.builds.lock_wait_seconds is 'Seconds of them that they waited for the build file''s lock.';

create table ops.task_runs (
    job varchar not null,
    run varchar not null,
    task varchar not null,
    try_number integer not null,
    state varchar not null check (state in ('success', 'skipped', 'retried', 'failed')),
    build_id bigint,
    started_at timestamp not null,
    ended_at timestamp not null,
    seconds double not null,
    lock_wait_seconds double not null,
    message varchar
);
comment on table ops.task_runs is 'One row per try of a task, under Airflow or at the command line. A try that was killed has none.';
comment on column ops.task_runs.job is 'The DAG, or the command.';
comment on column ops.task_runs.run is 'Airflow''s run id, or the command''s start in UTC.';
comment on column ops.task_runs.state is 'retried: a fault of the environment, which Airflow tried again. skipped: there was nothing new.';
comment on column ops.task_runs.lock_wait_seconds is 'Seconds spent waiting for the build file''s lock.';
comment on column ops.task_runs.message is 'Why it did not succeed. Never published: messages may quote values.';

create table ops.segment_sizes (
    build_id bigint not null,
    as_of timestamp not null,
    model_version varchar not null,
    segment_id integer not null,
    segment_name varchar not null,
    customer_count bigint not null
);
comment on table ops.segment_sizes is 'One row per build and segment: how many customers it held. The history that a build''s segments are compared with.';
comment on column ops.segment_sizes.build_id is 'The build; it counts only if ops.builds says that it passed.';
