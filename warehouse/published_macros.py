"""The table macros that readers find in the published file, beside its tables."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from warehouse.errors import Refused
from warehouse.published_tables import Table
from warehouse.quoting import text
from warehouse.settings import Settings

_RFM_AS_OF = Path(__file__).with_name("rfm_as_of.sql")
_RFM_AS_OF_READS = {"marts.customer_rfm", "marts.fct_order_lines", "marts.rfm_segment_ranges"}


def create_macros(settings: Settings, connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> None:
    """Create ``company_day``, ``company_day_end`` and ``rfm_as_of`` in schema main of the database ``published``.

    A file that lacks a table which they read has none of them. Whoever attaches the file under a name says ``use``
    first, because a macro finds its tables in the database that is in use.

    Raises
    ------
    Refused
        When a column that they read is not published.
    """
    if not {str(table) for table in tables} >= _RFM_AS_OF_READS:
        return
    # What a macro reads is looked up when it is created, too.
    connection.execute("use published")
    try:
        for name, expression in _calendar(settings.company_timezone).items():
            connection.execute(f"create macro main.{name} as {expression}")
        connection.execute(_RFM_AS_OF.read_text(encoding="utf-8"))
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise Refused(
            f"The macro rfm_as_of does not find what it reads: {str(error).partition(chr(10))[0].rstrip('.')}. The "
            "earlier publication stays; mend the model or warehouse/rfm_as_of.sql and build again."
        ) from error
    connection.execute("use memory")


def _calendar(zone: str) -> dict[str, str]:
    """Say in SQL on which company day a UTC timestamp lies, and when a company day ends in UTC."""
    midnight = "(cast(day + 1 as timestamp) - interval 1 microsecond)"
    if zone == "UTC":
        return {"company_day(utc_timestamp)": "cast(utc_timestamp as date)", "company_day_end(day)": midnight}
    return {
        "company_day(utc_timestamp)": f"cast(timezone({text(zone)}, timezone('UTC', utc_timestamp)) as date)",
        "company_day_end(day)": f"timezone('UTC', timezone({text(zone)}, {midnight}))",
    }
