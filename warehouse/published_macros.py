"""The table macros that readers find in the published file, beside its tables."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from warehouse.errors import Refused
from warehouse.published_tables import Table
from warehouse.quoting import text
from warehouse.settings import Settings

_FOLDER = Path(__file__).parent

# Macro and the tables that it reads, itself or through another one; each is in the file of its name.
_TABLE_MACROS = {
    "rfm_as_of": {"marts.customer_rfm", "marts.fct_order_lines", "marts.rfm_segment_ranges"},
    "segments_as_of": {"segments.customer_segment_history", "segments.dim_segments"},
    "segment_transitions_between": {
        "segments.customer_segment_history",
        "segments.dim_segments",
        "marts.fct_order_lines",
    },
}


def create_macros(settings: Settings, connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> None:
    """Create ``company_day``, ``company_day_end`` and the table macros in schema main of the database ``published``.

    A file that lacks a table which a macro reads goes without the macro. Whoever attaches the file under a name says
    ``use`` first, because a macro finds its tables in the database that is in use.

    Raises
    ------
    Refused
        When a column that they read is not published.
    """
    names = {str(table) for table in tables}
    wanted = [macro for macro, read in _TABLE_MACROS.items() if names >= read]
    if not wanted:
        return
    # What a macro reads is looked up when it is created, too.
    connection.execute("use published")
    for name, expression in _calendar(settings.company_timezone).items():
        connection.execute(f"create macro main.{name} as {expression}")
    for macro in wanted:
        _create(connection, macro)
    connection.execute("use memory")


def _create(connection: duckdb.DuckDBPyConnection, macro: str) -> None:
    try:
        connection.execute((_FOLDER / f"{macro}.sql").read_text(encoding="utf-8"))
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise Refused(
            f"The macro {macro} does not find what it reads: {str(error).partition(chr(10))[0].rstrip('.')}. The "
            f"earlier publication stays; mend the model or warehouse/{macro}.sql and build again."
        ) from error


def _calendar(zone: str) -> dict[str, str]:
    """Say in SQL on which company day a UTC timestamp lies, and when a company day ends in UTC."""
    midnight = "(cast(day + 1 as timestamp) - interval 1 microsecond)"
    if zone == "UTC":
        return {"company_day(utc_timestamp)": "cast(utc_timestamp as date)", "company_day_end(day)": midnight}
    return {
        "company_day(utc_timestamp)": f"cast(timezone({text(zone)}, timezone('UTC', utc_timestamp)) as date)",
        "company_day_end(day)": f"timezone('UTC', timezone({text(zone)}, {midnight}))",
    }
