"""What is noted of every load, in its own transaction: control totals, why records were rejected, and schema drift."""

from collections.abc import Collection
from datetime import UTC, datetime

import duckdb

from extract_load.contracts import Contract
from extract_load.drift import Drift, Layouts, SchemaChange
from warehouse.control_totals import Counted, agree_on, book_landed

# A value in an integer column that is none is dirt; when a tenth of a file is like that, the source has changed. One
# of a file's nine records is dirt all the same.
_LEAST_RETYPED_SHARE = 0.1
_LEAST_RETYPED = 5

_RETYPED = r"""
with

rejected as (
    select source_file, source_row, unnest(reasons) as reason
    from quarantine.rejected_rows
    where
        batch_id = $batch_id and source = $source and entity = $entity
        and source_file in (select unnest($names::varchar[]))
),

by_column as (
    select
        source_file,
        regexp_extract(reason, '^([a-z0-9_]+): ''', 1) as column_name,
        count(distinct source_row) as record_count
    from rejected
    where regexp_matches(reason, '^[a-z0-9_]+: ''.*'' is not an? [a-z]+(\([0-9, ]+\))?$', 's')
    group by all
),

loaded as (
    select source_file, sum(record_count) as record_count
    from (
        select source_file, record_count from ops.control_totals
        where batch_id = $batch_id and source = $source and entity = $entity
        union all
        select source_file, count(distinct source_row) from rejected group by source_file
    )
    group by source_file
)

select column_name, min(source_file), sum(by_column.record_count)
from by_column
inner join loaded using (source_file)
where
    by_column.record_count >= $least_share * loaded.record_count
    and by_column.record_count >= least($least_count, loaded.record_count)
group by column_name
"""

# How many records of a load should have a value, as far as earlier batches tell; of a column that none tells of, one in
# fifty.
_EXPECTED = """
with

loaded as (
    select coalesce(sum(record_count), 0) as record_count from ops.control_totals
    where
        batch_id = $batch_id and source = $source and entity = $entity
        and source_file in (select unnest($names::varchar[]))
),

usual as (
    select subject as column_name, 1 - median(value) as share from ops.batch_figures
    where
        source = $source and entity = $entity and figure = 'null_share' and record_count >= 100
        and batch_id in (select batch_id from ops.batches where state = 'passed')
    group by subject
)

select column_name, coalesce(share, 0.02) * record_count
from (select unnest($columns::varchar[]) as column_name)
left join usual using (column_name)
cross join loaded
"""
_LEAST_EXPECTED = 20

_REJECTIONS = """
insert into ops.rejections by name
select batch_id, source, entity, source_file, regexp_replace(reason, '''.*''', '…', 's') as reason,
    count(*) as record_count
from (
    select batch_id, source, entity, source_file, unnest(reasons) as reason
    from quarantine.rejected_rows
    where
        batch_id = $batch_id and source = $source and entity = $entity
        and source_file in (select unnest($names::varchar[]))
)
group by all
"""

# Of a replay, in its own batch: what it brought back is rejected no more.
_ACCEPTED_AFTER_ALL = """
insert into ops.rejections by name
select $batch_id as batch_id, source, entity, source_file, regexp_replace(reason, '''.*''', '…', 's') as reason,
    -count(*) as record_count
from (
    select source, entity, source_file, unnest(reasons) as reason
    from quarantine.rejected_rows
    where
        replayed_in = $batch_id and source = $source and entity = $entity
        and source_file in (select unnest($names::varchar[]))
)
group by all
"""


def note_what_was_loaded(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    entity_name: str,
    batch_id: int,
    *,
    names: Collection[str],
    layouts: Layouts,
) -> list[SchemaChange]:
    """Note what files brought to raw and quarantine in a batch just now; return the changes of schema that are news.

    The caller holds the transaction that brought the rows. ``names`` are the files that were loaded (or replayed),
    ``layouts`` the columns that were found in each file, refused ones included.
    """
    counted = counting_of(contract, entity_name)
    agree_on(connection, counted)
    of_files = {
        "batch_id": batch_id,
        "source": contract.source,
        "entity": entity_name,
        "names": list(names),
    }
    said = contract.entities[entity_name].source_names()
    retyped, due = {}, set()
    if names:
        book_landed(connection, counted, batch_id, names)
        connection.execute(_REJECTIONS, of_files)
        connection.execute(_ACCEPTED_AFTER_ALL, of_files)
        rows = connection.execute(
            _RETYPED, of_files | {"least_share": _LEAST_RETYPED_SHARE, "least_count": _LEAST_RETYPED}
        ).fetchall()
        retyped = {said.get(column, column): (file, int(count)) for column, file, count in rows}
        expected = connection.execute(_EXPECTED, of_files | {"columns": list(said)}).fetchall()
        due = {said[column] for column, count in expected if count >= _LEAST_EXPECTED}
    noted_at = datetime.now(UTC).replace(tzinfo=None)
    drift = Drift(connection, contract, entity_name, batch_id, noted_at)
    return drift.note(names, layouts, retyped=retyped, due=due)


def counting_of(contract: Contract, entity_name: str) -> Counted:
    """Say by which columns an entity is added up."""
    entity = contract.entities[entity_name]
    total = entity.control_total
    return Counted(
        contract.source,
        entity_name,
        day_column=entity.event_time or entity.updated_at,
        amount_column=total and total.amount,
        currency_column=total and total.currency,
        currency=contract.currency if total and not total.currency else None,
    )
