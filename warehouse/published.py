"""Open the published file as readers do: read-only, under the catalogue name ``segmart``, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from warehouse.errors import WrongUse
from warehouse.faults import system_faults
from warehouse.published_file import copy_connection
from warehouse.quoting import text
from warehouse.settings import Settings
from warehouse.versions import current_version


@contextmanager
def published_connection(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Connect to the current publication. No other file can be read or written through the connection.

    Raises
    ------
    WrongUse
        When nothing has been published yet.
    """
    if current_version(settings) is None:
        raise WrongUse(f"Nothing has been published in {settings.home} yet. Run `segmart run` first.")
    with copy_connection(settings) as connection:
        with system_faults(f"Reading {settings.published_link}", "Check the file, or `segmart rollback`."):
            connection.execute(f"attach {text(settings.published_link)} as segmart (read_only)")
        connection.execute("use segmart")
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set enable_external_access = false")
        yield connection
