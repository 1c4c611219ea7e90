"""HMAC-SHA256 in SQL, for steps that are not dbt's; the macro ``keyed_hash`` of the dbt project is the same."""

import duckdb

from warehouse.dbt_pii_key import hmac_pads
from warehouse.pii_key import read_pii_key
from warehouse.settings import Settings


def define_keyed_hash(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Give a connection the SQL function ``keyed_hash``; the key is bound, and in no statement.

    Raises
    ------
    KeyFault
        When there is no key.
    """
    inner, outer = hmac_pads(read_pii_key(settings))
    connection.execute("set variable pii_key_inner = ?", [inner])
    connection.execute("set variable pii_key_outer = ?", [outer])
    connection.execute(
        "create or replace temp macro keyed_hash(value) as sha256("
        "getvariable('pii_key_outer') || unhex(sha256(getvariable('pii_key_inner') || encode(value::varchar))))"
    )
