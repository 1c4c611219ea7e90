"""What a provider of customer attributes sends: CSV as a French spreadsheet writes it. Simulated, all of it."""

from pathlib import Path

import duckdb

from extract_load.sample.extract import Extract

_CREATE_TABLES = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

ATTRIBUTES = Extract(
    entity="enrichment/attributes",
    file_name="attributes.csv",
    query="""
        select
            customer_ref,
            attribute,
            value_text,
            replace(cast(value_number as varchar), '.', ',') as value_number,
            'Géomarché' as provider,
            measured_on,
            true as simulated,
            measured_on as dt
        from customer_attributes
    """,
    order_by="cast(customer_ref as integer), attribute",
    delimiter=";",
    encoding="latin-1",
)


def create_attributes(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``customer_attributes`` with a whole year."""
    connection.execute(_CREATE_TABLES)
