"""Tables of schema ``ops``: what the pipeline did, kept in the build file and published with it."""

from pathlib import Path

import duckdb

_DDL = Path(__file__).with_name("ops.sql").read_text()


def create_ops_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create schemas and ``ops`` tables that are not there yet."""
    connection.execute(_DDL)
