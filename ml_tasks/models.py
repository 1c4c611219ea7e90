"""Schema ``ml``: models as rows, and which of them is the champion."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from ml_tasks.model_rows import Rows

_DDL = Path(__file__).with_name("tables.sql").read_text(encoding="utf-8")


def create_ml_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of schema ``ml`` that are not there yet."""
    (existing,) = connection.execute(
        "select count(*) from information_schema.tables where table_schema = 'ml'"
    ).fetchone()
    # Running the DDL writes its comments anew each time, so it runs only when something is missing.
    if existing < _DDL.count("create table"):
        connection.execute(_DDL)


def champion_version(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Version of the model that scores, or None when none was ever promoted."""
    create_ml_tables(connection)
    row = connection.execute(
        "select model_version from ml.segment_models where promotion_number is not null "
        "order by promotion_number desc limit 1"
    ).fetchone()
    return row[0] if row else None


def is_stored(connection: duckdb.DuckDBPyConnection, version: str) -> bool:
    """Whether this very model was written before."""
    return bool(connection.execute("select 1 from ml.segment_models where model_version = ?", [version]).fetchone())


def store_model(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, Rows]) -> None:
    """Insert a model's rows, by table; the transaction is the caller's."""
    for table, those in rows.items():
        if those:
            columns, places = ", ".join(those[0]), ", ".join("?" for _ in those[0])
            values = [list(row.values()) for row in those]
            connection.executemany(f"insert into ml.{table} ({columns}) values ({places})", values)


def promote(connection: duckdb.DuckDBPyConnection, version: str) -> None:
    """Make a stored model the champion; the transaction is the caller's."""
    connection.execute(
        "update ml.segment_models set promotion_number = "
        "(select coalesce(max(promotion_number), 0) + 1 from ml.segment_models) where model_version = ?",
        [version],
    )
