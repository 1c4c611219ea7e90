"""The books of what loads brought to raw: records and amounts by file, event day and currency.

They are written in the transaction that brings the rows, and never counted again, so that what goes missing later is
missed (``warehouse.reconciliation``).
"""

import logging
from collections.abc import Collection
from dataclasses import astuple, dataclass, fields

import duckdb

from warehouse.quoting import identifier, text

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Counted:
    """By which columns the control totals of an entity are added up; one row of ``ops.counted_entities``."""

    source: str
    entity: str
    day_column: str | None = None
    amount_column: str | None = None
    currency_column: str | None = None
    currency: str | None = None

    @property
    def table(self) -> str:
        """Qualified name of the raw table."""
        return f"raw.{self.source}__{self.entity}"

    def day(self) -> str:
        """SQL of a row's day, in UTC."""
        return f"cast({identifier(self.day_column)} as date)" if self.day_column else "cast(null as date)"

    def amount(self) -> str:
        """SQL of a row's amount; NULL where it has none, or one that no total can hold."""
        column = identifier(self.amount_column) if self.amount_column else "null"
        return f"try_cast({column} as decimal(38, 6))"

    def currency_code(self) -> str:
        """SQL of the currency of a row's amount."""
        if self.currency_column:
            return currency_code(identifier(self.currency_column))
        return f"cast({text(self.currency) if self.amount_column and self.currency else 'null'} as varchar)"


def currency_code(column: str) -> str:
    """SQL of a currency: what is no code of three letters is called other, because it may be any text."""
    return (
        f"case when {column} is not null "
        f"then if(regexp_full_match(trim({column}), '[A-Za-z]{{3}}'), upper(trim({column})), 'other') end"
    )


def agree_on(connection: duckdb.DuckDBPyConnection, counted: Counted) -> None:
    """Note by which columns an entity is added up; when its contract says other ones, its books begin anew."""
    noted = noted_counting(connection, counted.source, counted.entity)
    if noted == counted:
        return
    if noted is not None:
        log.info("%s: the contract adds up other columns now; its control totals are counted anew", counted.table)
        for table in ("counted_entities", "control_totals"):
            connection.execute(
                f"delete from ops.{table} where source = ? and entity = ?", [counted.source, counted.entity]
            )
    connection.execute("insert into ops.counted_entities values (?, ?, ?, ?, ?, ?)", list(astuple(counted)))


def noted_counting(connection: duckdb.DuckDBPyConnection, source: str, entity: str) -> Counted | None:
    """Return by which columns an entity was added up the last time; None if it never was."""
    names = ", ".join(field.name for field in fields(Counted))
    row = connection.execute(
        f"select {names} from ops.counted_entities where source = ? and entity = ?", [source, entity]
    ).fetchone()
    return Counted(*row) if row else None


def book_landed(connection: duckdb.DuckDBPyConnection, counted: Counted, batch_id: int, names: Collection[str]) -> None:
    """Enter what files have just brought to raw in a batch."""
    _book(
        connection,
        counted,
        "landed",
        "_batch_id = $batch_id and _source_file in (select unnest($names::varchar[]))",
        {"batch_id": batch_id, "names": list(names)},
    )


def book_set_aside(connection: duckdb.DuckDBPyConnection, source: str, entity: str, rows: str) -> None:
    """Enter the rows of raw that a gate is about to take out; ``rows`` is the SQL condition that finds them.

    Without books of the entity there is nothing to correct: ``book_forgotten`` will count what is left.
    """
    counted = noted_counting(connection, source, entity)
    if counted is not None:
        _book(connection, counted, "set_aside", rows, {})


def book_forgotten(connection: duckdb.DuckDBPyConnection, counted: Counted) -> None:
    """Enter files that were loaded before there were books, as raw and ``ops.loaded_files`` know them.

    Where these two disagree about the number of records, the difference is entered without a day: it is missing.
    Records that came out of quarantine later count in their file's entry, and are booked in their own batch.
    """
    of_entity = {"source": counted.source, "entity": counted.entity}
    connection.execute(
        """
        create or replace temp table forgotten as
        select batch_id, file, row_count
        from ops.loaded_files
        where
            source = $source and entity = $entity and state = 'loaded' and row_count > 0
            and (batch_id, file) not in (
                select (batch_id, source_file) from ops.control_totals where source = $source and entity = $entity
            )
        """,
        of_entity,
    )
    if connection.execute("select 1 from forgotten limit 1").fetchone():
        _book(connection, counted, "landed", _UNBOOKED, of_entity)
        connection.execute(_MISSING, of_entity)
    connection.execute("drop table forgotten")


_UNBOOKED = """
    _source_file in (select file from forgotten)
    and (_batch_id, _source_file) not in (
        select (batch_id, source_file) from ops.control_totals where source = $source and entity = $entity
    )
"""

_MISSING = """
insert into ops.control_totals by name
with

entries as (
    select batch_id, file from ops.loaded_files
    where source = $source and entity = $entity and state = 'loaded'
),

booked as (
    select
        entries.batch_id,
        entries.file,
        sum(if(totals.entry = 'landed', 1, -1) * totals.record_count) as record_count
    from (from ops.control_totals where source = $source and entity = $entity) as totals
    asof inner join entries on totals.source_file = entries.file and totals.batch_id >= entries.batch_id
    group by all
)

select
    batch_id,
    $source as source,
    $entity as entity,
    file as source_file,
    'landed' as entry,
    row_count - coalesce(record_count, 0) as record_count
from forgotten
left join booked using (batch_id, file)
where row_count <> coalesce(record_count, 0)
"""


def _book(connection: duckdb.DuckDBPyConnection, counted: Counted, entry: str, rows: str, values: dict) -> None:
    connection.execute(
        f"""
        insert into ops.control_totals by name
        select
            _batch_id as batch_id,
            {text(counted.source)} as source,
            {text(counted.entity)} as entity,
            _source_file as source_file,
            {text(entry)} as entry,
            {counted.day()} as event_day,
            {counted.currency_code()} as currency,
            count(*) as record_count,
            sum({counted.amount()}) as amount
        from {counted.table}
        where {rows}
        group by all
        having count(*) > 0
        """,
        values,
    )
