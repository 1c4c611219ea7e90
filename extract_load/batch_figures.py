"""What the rows of a batch look like, in a few figures, so that the load gate can say when they are not the usual."""

from dataclasses import asdict, dataclass
from datetime import date

import duckdb

from extract_load.books import counting_of
from extract_load.contracts import Contract
from warehouse.control_totals import Counted
from warehouse.quoting import identifier
from warehouse.readable_rows import is_not_superseded


@dataclass(frozen=True)
class _Figure:
    """One row of ``ops.batch_figures``."""

    batch_id: int
    source: str
    entity: str
    figure: str
    subject: str
    record_count: int
    value: float
    data_until: date


def take_batch_figures(connection: duckdb.DuckDBPyConnection, contract: Contract, batch_id: int) -> None:
    """Enter the figures of a batch in ``ops.batch_figures``, unless they are there.

    A refused batch is judged again by every load: its rows are the same. A batch that only brought records back from
    quarantine has no files of its own, and is like no other.
    """
    if connection.execute("select 1 from ops.batch_figures where batch_id = ? limit 1", [batch_id]).fetchone():
        return
    entities = connection.execute(
        "select distinct entity from ops.loaded_files where batch_id = ? and state = 'loaded' order by entity",
        [batch_id],
    ).fetchall()
    figures = [
        asdict(figure)
        for (name,) in entities
        if name in contract.entities
        for figure in _look(connection, contract, name, batch_id)
    ]
    if figures:
        connection.execute(
            "insert into ops.batch_figures by name select unnest($figures, recursive := true)", {"figures": figures}
        )


def _look(connection: duckdb.DuckDBPyConnection, contract: Contract, name: str, batch_id: int) -> list[_Figure]:
    """Go over the rows once for their number and empty values, and once more if they have amounts."""
    counted = counting_of(contract, name)
    rows = f"{counted.table} where _batch_id = {int(batch_id)} and {is_not_superseded()}"
    optional = [column for column, spec in contract.entities[name].columns.items() if not spec.required]
    has_days = counted.day_column is not None
    record_count, day_count, until, *value_counts = connection.execute(
        f"""
        select
            count(*),
            count(distinct {counted.day() if has_days else "_source_file"}),
            max({counted.day() if has_days else "cast(_loaded_at as date)"})
            {"".join(f", count({identifier(column)})" for column in optional)}
        from {rows}
        """
    ).fetchone()
    if not record_count or until is None:
        return []

    def figure(kind: str, subject: str, count: int, value: float) -> _Figure:
        return _Figure(batch_id, contract.source, name, kind, subject, count, value, until)

    found = [figure("records_per_day", "", record_count, record_count / day_count)]
    found += [
        figure("null_share", column, record_count, 1 - values / record_count)
        for column, values in zip(optional, value_counts, strict=True)
    ]
    for currency, count, median, p95 in _amounts(connection, counted, rows):
        found += [figure("median_amount", currency, count, median), figure("p95_amount", currency, count, p95)]
    return found


def _amounts(connection: duckdb.DuckDBPyConnection, counted: Counted, rows: str) -> list[tuple]:
    if counted.amount_column is None:
        return []
    amount = f"cast({identifier(counted.amount_column)} as double)"
    return connection.execute(
        f"""
        select
            coalesce({counted.currency_code()}, '') as currency,
            count(*),
            approx_quantile({amount}, 0.5),
            approx_quantile({amount}, 0.95)
        from {rows} and isfinite({amount})
        group by currency
        order by currency
        """
    ).fetchall()
