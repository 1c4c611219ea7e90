"""Great Expectations on DuckDB: a data source that GX does not ship.

GX takes a new connection for every query and lets it go as soon as it holds the cursor. Letting go rolls back, and
DuckDB throws a pending result away on rollback, so every metric fails. The engine here keeps one connection instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from great_expectations.data_context import AbstractDataContext
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from sqlalchemy import URL, Connection

from warehouse.settings import Settings


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Runs every metric over one connection, kept open until ``close``."""

    @contextmanager
    def get_connection(self) -> Iterator[Connection]:
        """Yield the kept connection, and leave it open.

        A query that fails aborts its transaction; without the rollback it would take every later query with it.
        """
        if self._connection is None:
            self._connection = self.engine.connect()
        try:
            yield self._connection
        except Exception:
            self._connection.rollback()
            raise

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


class DuckDBDatasource(SQLDatasource):
    """A DuckDB file; defining the class is what gives ``context.data_sources`` its ``add_duckdb``."""

    type: Literal["duckdb"] = "duckdb"

    @property
    def execution_engine_type(self) -> "type[DuckDBExecutionEngine]":
        """The engine that keeps its connection."""
        return DuckDBExecutionEngine

    def close(self) -> None:
        """Release the file: both the engine that judges and the one that tested the connection hold it."""
        if self._execution_engine is not None:
            self._execution_engine.close()
        self.get_engine().dispose()


@contextmanager
def build_file_datasource(context: AbstractDataContext, settings: Settings) -> Iterator[DuckDBDatasource]:
    """Open the build file for reading, and release it on leaving so that anybody may open it with other settings."""
    options = {"access_mode": "read_only"}
    if settings.memory_limit:
        options["memory_limit"] = settings.memory_limit
    url = URL.create("duckdb", database=str(settings.build_file), query=options)
    datasource = context.data_sources.add_duckdb("build", connection_string=url.render_as_string())
    try:
        yield datasource
    finally:
        datasource.close()
