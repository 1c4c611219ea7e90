"""What the audit asks of the published tables; ``$month`` is the first day of the month."""

_IN_MONTH = "date_trunc('month', {}) = $month"

# The files of the newest publication, with the month that each belongs to.
FILES_BY_MONTH = r"""
create or replace temp view audited_files as
with last_days as (
    select batch_id, source, entity, source_file as file, max(event_day) as last_day
    from ops.control_totals
    group by all
)
select
    files.*,
    coalesce(
        last_day, try_cast(regexp_extract(file, 'dt=(\d{4}-\d\d-\d\d)', 1) as date), cast(loaded_at as date)
    ) as data_until
from ops.loaded_files as files
left join last_days using (batch_id, source, entity, file)
"""

# What came out of quarantine is in a later batch than its file.
_OF_ITS_FILE = """
    from ops.{table} as {table}
    asof inner join (from audited_files where state = 'loaded') as files
        on
            {table}.source = files.source
            and {table}.entity = files.entity
            and {table}.source_file = files.file
            and {table}.batch_id >= files.batch_id
"""

PASSED_BATCHES = """
create or replace temp view passed_batches as select batch_id from ops.batches where state = 'passed'
"""

READ_BATCHES = """
create or replace temp view read_batches as
select batch_id from passed_batches
where batch_id <= (select arg_max(raw_through_batch, published_at) from ops.publications)
"""

SOURCES = "select distinct source from ops.loaded_files order by source"

FILES = f"""
select
    entity,
    count(*) filter (state = 'loaded') as loaded,
    count(*) filter (state = 'duplicate') as repeated,
    count(*) filter (state = 'refused') as refused,
    count(*) filter (state = 'loaded' and superseded_in in (select batch_id from passed_batches)) as replaced,
    sum(byte_count)::bigint,
    sum(record_count)::bigint,
    sum(row_count)::bigint,
    sum(rejected_count)::bigint
from audited_files
where source = $source and {_IN_MONTH.format("data_until")}
group by entity
order by entity
"""

# Records without a day are of their file's month, by the books: the build has found that they agree with raw.
_WITHOUT_DAY = f"""
    select
        control_totals.entity,
        currency,
        if(entry = 'landed', control_totals.record_count, 0) as landed_count,
        if(entry = 'set_aside', control_totals.record_count, 0) as set_aside_count,
        if(replacing.batch_id is null, 0, landed_count - set_aside_count) as superseded_count,
        if(replacing.batch_id is null, landed_count - set_aside_count, 0) as raw_count,
        if(replacing.batch_id is null, if(entry = 'landed', 1, -1) * amount, 0) as raw_amount
    {_OF_ITS_FILE.format(table="control_totals")}
    left join read_batches as replacing on files.superseded_in = replacing.batch_id
    where
        control_totals.source = $source
        and event_day is null
        and control_totals.batch_id in (select batch_id from read_batches)
        and {_IN_MONTH.format("data_until")}
"""

RECORDS = f"""
select
    entity, currency, sum(landed_count)::bigint, sum(set_aside_count)::bigint, sum(superseded_count)::bigint,
    sum(raw_count)::bigint, sum(later_count)::bigint, sum(repeated_count)::bigint, sum(deleted_count)::bigint,
    sum(staging_count)::bigint, sum(mart_count)::bigint, sum(raw_amount)::decimal(38, 2)
from (
    from ops.reconciliation where source = $source and {_IN_MONTH.format("event_day")}
    union all by name
    {_WITHOUT_DAY}
)
group by entity, currency
order by entity, currency
"""

# A replay is booked with negative numbers.
REJECTIONS = f"""
select rejections.entity, reason, sum(rejections.record_count)::bigint as rejected_count
{_OF_ITS_FILE.format(table="rejections")}
where rejections.source = $source and {_IN_MONTH.format("data_until")}
group by rejections.entity, reason
having sum(rejections.record_count) > 0
order by rejections.entity, rejected_count desc, reason
"""

# A file that was refused, and one that was mended since, may have no entry of that batch any more.
DRIFT = f"""
select
    changes.entity, replace(kind, '_', ' '), column_name, first_file, changes.record_count,
    if(settled_at is null, 'pending', 'settled on ' || cast(settled_at as date))
from ops.schema_changes as changes
left join (
    select source, entity, file, max(data_until) as data_until from audited_files group by all
) as files on changes.source = files.source and changes.entity = files.entity and changes.first_file = files.file
where changes.source = $source and {_IN_MONTH.format("coalesce(data_until, cast(detected_at as date))")}
order by changes.entity, detected_at, column_name
"""

FRESHNESS = f"""
select
    count(*), count(published_at), count(*) filter (is_late), max(landed_to_loaded_seconds),
    max(loaded_to_published_seconds)
from ops.source_freshness
where source = $source and {_IN_MONTH.format("as_of")}
having count(*) > 0
"""

UNUSUAL = f"""
select batch_id, observed, threshold
from ops.gate_results
where
    gate = 'raw'
    and suite = 'ops.batch_figures of ' || $source
    and not is_met
    and batch_id in (
        select batch_id from ops.batch_figures where source = $source and {_IN_MONTH.format("data_until")}
    )
qualify row_number() over (partition by batch_id, expectation order by judged_at desc) = 1
order by batch_id, expectation
"""
