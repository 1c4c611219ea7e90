"""Double entry: what loads say they brought, against what a build finds in raw, in staging and in the marts.

The side of the books is ``ops.control_totals``. Which rows of raw a staging model must leave out is worked out here a
second time, from the contract and apart from the model's SQL: a control that asks the model itself finds nothing.
"""

from dataclasses import dataclass

import duckdb

from warehouse.builds import Build
from warehouse.control_totals import Counted, currency_code
from warehouse.quoting import identifier

_OF_THE_BOOKS = ("landed", "set_aside", "superseded", "raw")
_FIGURES = (*_OF_THE_BOOKS, "later", "repeated", "deleted", "staging", "without_rate", "mart")

_BATCHES = "(select batch_id from ops.batches where state = 'passed' and batch_id <= $through)"
_READ = f"_batch_id in {_BATCHES} and (_superseded_in is null or _superseded_in not in {_BATCHES})"

# A file's rows may have come in several batches, when some were replayed from quarantine: what became of the file is
# said in the newest entry that is not younger than the batch.
_BOOKED = f"""
    with totals as (
        select totals.*, files.superseded_in
        from (
            from ops.control_totals where source = $source and entity = $entity and batch_id in {_BATCHES}
        ) as totals
        asof left join (
            from ops.loaded_files where source = $source and entity = $entity and state = 'loaded'
        ) as files on totals.source_file = files.file and totals.batch_id >= files.batch_id
    )
    select event_day, currency, entry as figure, record_count, amount from totals
    union all
    select event_day, currency, 'superseded', if(entry = 'landed', 1, -1) * record_count,
        if(entry = 'landed', 1, -1) * amount
    from totals where superseded_in in {_BATCHES}
"""


@dataclass(frozen=True)
class Trail:
    """What becomes of an entity's rows on their way to a mart. Texts are SQL over the rows that they are about.

    ``same`` are expressions over raw whose equal values make rows versions of one record; where the source has no key,
    they are all its columns (``has_key``). ``reached`` says which rows lie up to as_of, ``gone`` which mean that the
    record is deleted. Without an ``amount``, records are counted. ``aside`` is a table with the columns of the mart,
    for rows that have no exchange rate.
    """

    same: tuple[str, ...]
    has_key: bool
    reached: str
    updated_at: str | None
    gone: str | None
    staging: str
    day: str
    amount: str | None
    currency: str
    mart: str | None = None
    mart_rows: str = "true"
    mart_day: str | None = None
    mart_amount: str | None = None
    aside: str | None = None


def reconcile(
    connection: duckdb.DuckDBPyConnection, build: Build, counted: Counted, trail: Trail | None = None
) -> None:
    """Enter an entity's figures for a build in ``ops.reconciliation``; without a trail from landing to raw only."""
    parts = [f"from ({_BOOKED})", _from_raw(counted, "raw")]
    if trail is not None:
        parts += _along(counted, trail)
    figures = _OF_THE_BOOKS if trail is None else _FIGURES if trail.mart else _FIGURES[:-2]
    connection.execute(
        f"""
        insert into ops.reconciliation by name
        select
            $build_id as build_id,
            $source as source,
            $entity as entity,
            event_day,
            currency,
            {", ".join(_columns(figures, has_amount=counted.amount_column is not None))}
        from ({" union all ".join(parts)})
        group by event_day, currency
        """,
        {
            "build_id": build.build_id,
            "source": counted.source,
            "entity": counted.entity,
            "through": build.raw_through_batch,
        },
    )


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Remove what earlier builds were reconciled to: their publications hold it."""
    connection.execute("delete from ops.reconciliation")


def _columns(figures: tuple[str, ...], *, has_amount: bool) -> list[str]:
    columns = []
    for figure in figures:
        own = f"filter (figure = '{figure}')"
        columns.append(f"cast(coalesce(sum(record_count) {own}, 0) as bigint) as {figure}_count")
        if has_amount:
            columns.append(f"coalesce(sum(amount) {own}, 0) as {figure}_amount")
    return columns


def _summed(figure: str, rows: str, *, day: str, currency: str, amount: str) -> str:
    """SQL that adds up rows (a FROM clause) by day and currency."""
    return (
        f"select {day} as event_day, {currency} as currency, '{figure}' as figure, "
        f"count(*) as record_count, sum({amount}) as amount from {rows} group by all having count(*) > 0"
    )


def _from_raw(counted: Counted, figure: str, rows: str | None = None) -> str:
    return _summed(
        figure,
        rows or f"{counted.table} where {_READ}",
        day=counted.day(),
        currency=counted.currency_code(),
        amount=counted.amount(),
    )


def _along(counted: Counted, trail: Trail) -> list[str]:
    parts = [
        _from_raw(counted, "later", f"{counted.table} where {_READ} and not coalesce({trail.reached}, false)"),
        _from_raw(counted, "repeated", _repeated(counted, trail)),
        _made(trail, "staging", trail.staging, day=trail.day, amount=trail.amount),
    ]
    if trail.gone:
        newest = f"(from {counted.table} where {_READ} and {trail.reached} qualify {_rank(trail)} = 1)"
        parts.append(_from_raw(counted, "deleted", f"{newest} where {trail.gone}"))
    for figure, table in (("without_rate", trail.aside), ("mart", trail.mart)):
        if table:
            rows = f"{table} where {trail.mart_rows}"
            day, amount = trail.mart_day or trail.day, trail.amount and (trail.mart_amount or trail.amount)
            parts.append(_made(trail, figure, rows, day=day, amount=amount))
    return parts


def _made(trail: Trail, figure: str, rows: str, *, day: str, amount: str | None) -> str:
    """SQL that adds up what a build made."""
    return _summed(
        figure,
        rows,
        day=f"cast({day} as date)",
        currency=currency_code(trail.currency) if amount else "cast(null as varchar)",
        amount=f"cast({amount or 'null'} as decimal(38, 6))",
    )


def _repeated(counted: Counted, trail: Trail) -> str:
    """Rows of raw that another one stands for. Hardly any are: so they are sought among those that share a hash."""
    shared = f"hash({', '.join(trail.same)})"
    read = f"{counted.table} where {_READ} and {trail.reached}"
    suspects = f"(from {read} and {shared} in (select {shared} from {read} group by all having count(*) > 1))"
    if trail.has_key:
        return f"(from {suspects} qualify {_rank(trail)} > 1)"
    same = ", ".join(trail.same)
    numbered = (
        f"(select *, row_number() over (partition by {same}, _source_file order by _source_row) as _occurrence "
        f"from {suspects})"
    )
    return (
        f"(from {numbered} qualify row_number() over (partition by {same}, _occurrence order by _source_file desc) > 1)"
    )


def _rank(trail: Trail) -> str:
    """SQL of a row's place among those of its key, the newest first."""
    newest = f"{identifier(trail.updated_at)} desc, " if trail.updated_at else ""
    return (
        f"row_number() over (partition by {', '.join(trail.same)} order by {newest}_source_file desc, _source_row desc)"
    )
