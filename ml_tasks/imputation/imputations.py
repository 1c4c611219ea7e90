"""Schema ``ml``: imputations as rows, and which of them a build uses."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    # Takes a second to import, which every task of every DAG would pay for.
    import pandas as pd


def newest_imputation(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> str | None:
    """Version that a build uses, or None: the one that knows most and nothing of the future.

    ``marts.customer_attributes`` chooses the same one in SQL.
    """
    row = connection.execute(
        "select imputation_version from ml.imputations where as_of <= ? "
        "order by as_of desc, promotion_number desc limit 1",
        [as_of],
    ).fetchone()
    return row[0] if row else None


def has_newest_imputation(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> bool:
    """Whether the mart of attributes was made with the imputation that a build would use now."""
    try:
        used = connection.execute("select max(imputation_version) from marts.customer_attributes").fetchone()[0]
    except duckdb.CatalogException:
        return False
    return used == newest_imputation(connection, as_of)


def store_imputation(
    connection: duckdb.DuckDBPyConnection, head: Mapping[str, Any], tables: "Mapping[str, pd.DataFrame]"
) -> None:
    """Write an imputation, and make it the newest of its as_of; the transaction is the caller's.

    ``head`` is its row of ``ml.imputations`` without the promotion number. Of one that is there already (an earlier one
    comes back) only the promotion is new; rows are found by version, so one that comes back later has them already.
    """
    version, as_of = head["imputation_version"], head["as_of"]
    stored = connection.execute("select as_of from ml.imputations where imputation_version = ?", [version]).fetchall()
    if (as_of,) in stored:
        connection.execute(
            "update ml.imputations set promotion_number = (select max(promotion_number) + 1 from ml.imputations) "
            "where imputation_version = ? and as_of = ?",
            [version, as_of],
        )
        return
    connection.execute(
        f"insert into ml.imputations ({', '.join(head)}, promotion_number) values ({', '.join('?' for _ in head)}, "
        "(select coalesce(max(promotion_number), 0) + 1 from ml.imputations))",
        list(head.values()),
    )
    for table, rows in tables.items():
        if len(rows) and not stored:
            _insert(connection, table, rows, version, as_of)


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: "pd.DataFrame", version: str, as_of: datetime
) -> None:
    origin: dict[str, object] = {"imputation_version": version}
    if "as_of" in _columns(connection, table):
        origin["as_of"] = as_of
    given = ", ".join(f"? as {name}" for name in origin)
    connection.register("imputed_rows", rows)
    connection.execute(
        f"insert into ml.{table} by name select {given}, imputed_rows.* from imputed_rows", list(origin.values())
    )
    connection.unregister("imputed_rows")


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    rows = connection.execute(
        "select column_name from duckdb_columns() where schema_name = 'ml' and table_name = ?", [table]
    ).fetchall()
    return {name for (name,) in rows}
