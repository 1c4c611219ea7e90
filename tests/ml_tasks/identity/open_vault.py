"""An empty warehouse in memory that knows a key."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.keyed_hash import define_keyed_hash
from warehouse.migrations import migrate
from warehouse.settings import Settings


@contextmanager
def open_vault(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection."""
    with duckdb.connect() as connection:
        migrate(connection)
        define_keyed_hash(connection, Settings(home=home, pii_key="key of a test", _env_file=None))
        yield connection
