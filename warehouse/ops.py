"""Tables of schema ``ops``: what the pipeline did, kept in the build file and published with it."""

import re
from pathlib import Path

import duckdb

_DDL = Path(__file__).with_name("ops.sql").read_text(encoding="utf-8")
_TABLES = set(re.findall(r"^create table if not exists (\S+)", _DDL, re.MULTILINE))


def create_ops_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create schemas and ``ops`` tables that are not there yet; a file that has them all is not written to."""
    there = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    if _TABLES - {name for (name,) in there}:
        connection.execute(_DDL)
