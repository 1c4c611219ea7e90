"""Customers in two attached publications, ``earlier`` and ``later``: their totals, who is new, and who moved where."""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from warehouse.published_tables import tables_of

EARLIER, LATER = "earlier", "later"

# The first that both publications have: one that was built without a model has no schema segments.
_SEGMENT_COLUMNS = ("segments.customer_segments.segment_name", "marts.customer_rfm.rfm_segment")


@dataclass(frozen=True)
class Totals:
    """What a publication comes to; None where it lacks the column."""

    customer_count: int | None
    order_count: int | None
    net_spend_usd: Decimal | None


@dataclass(frozen=True)
class Arrivals:
    """Customers that only the later publication has, and those that only the earlier one had."""

    new_count: int
    gone_count: int


@dataclass(frozen=True)
class Move:
    """Customers of both publications whose segment was ``earlier`` and is ``later``."""

    earlier: str | None
    later: str | None
    customer_count: int


def totals_of(connection: duckdb.DuckDBPyConnection, catalog: str) -> Totals:
    """Add up one publication."""
    has = _columns(connection, catalog)
    figures = {
        "marts.dim_customers.customer_id": "count(*)",
        "marts.fct_orders.order_id": "count(*)",
        "marts.fct_orders.net_spend_usd": "sum(net_spend_usd)",
    }
    return Totals(
        *(
            connection.execute(f"select {figure} from {catalog}.{column.rpartition('.')[0]}").fetchone()[0]
            if column in has
            else None
            for column, figure in figures.items()
        )
    )


def arrivals(connection: duckdb.DuckDBPyConnection) -> Arrivals | None:
    """Count who came and who went; None when a publication has no customers' table."""
    if "marts.dim_customers.customer_id" not in _columns(connection, EARLIER) & _columns(connection, LATER):
        return None
    new_and_gone = connection.execute(
        """
        select
            (select count(*) from later.marts.dim_customers anti join earlier.marts.dim_customers using (customer_id)),
            (select count(*) from earlier.marts.dim_customers anti join later.marts.dim_customers using (customer_id))
        """
    ).fetchone()
    return Arrivals(*new_and_gone)


def segment_column(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Name the column by which moves are told: the model's segments, else those by RFM, else None."""
    shared = _columns(connection, EARLIER) & _columns(connection, LATER)
    return next((column for column in _SEGMENT_COLUMNS if column in shared), None)


def moves(connection: duckdb.DuckDBPyConnection, column: str) -> list[Move]:
    """Count the customers that changed their segment, by from and to; the largest move first."""
    table, _, segment = column.rpartition(".")
    rows = connection.execute(
        f"""
        select was.{segment}, has_become.{segment}, count(*) as customer_count
        from earlier.{table} as was
        inner join later.{table} as has_become using (customer_id)
        where was.{segment} is distinct from has_become.{segment}
        group by all
        order by customer_count desc, 1, 2
        """
    ).fetchall()
    return [Move(*row) for row in rows]


def _columns(connection: duckdb.DuckDBPyConnection, catalog: str) -> set[str]:
    return {f"{table}.{column.name}" for table in tables_of(connection, catalog) for column in table.columns}
