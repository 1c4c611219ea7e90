"""dbt-duckdb plugin: gives every cursor the two HMAC pads, so that the key is in no compiled SQL, log or file."""

import hashlib
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from warehouse.pii_key import read_pii_key
from warehouse.settings import load_settings

_BLOCK_SIZE = 64  # bytes of a SHA-256 block, RFC 2104
_INNER_BYTE = 0x36
_OUTER_BYTE = 0x5C


def hmac_pads(key: bytes) -> tuple[bytes, bytes]:
    """Inner and outer pad of HMAC-SHA256 (RFC 2104), 64 bytes each.

    ``sha256(outer || sha256(inner || message))`` is then what ``hmac.new(key, message, "sha256")`` gives.
    """
    if len(key) > _BLOCK_SIZE:
        key = hashlib.sha256(key).digest()
    padded = key.ljust(_BLOCK_SIZE, b"\0")
    return bytes(byte ^ _INNER_BYTE for byte in padded), bytes(byte ^ _OUTER_BYTE for byte in padded)


class Plugin(BasePlugin):
    """Sets the session variables that the SQL macro ``keyed_hash`` reads; DuckDB keeps them per cursor."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Read the key before the first connection opens, so that a missing key stops dbt before any SQL."""
        self._inner, self._outer = hmac_pads(read_pii_key(load_settings()))

    def configure_cursor(self, cursor: Any) -> None:
        """Bind the pads as parameters: statement logs show a question mark."""
        cursor.execute("set variable pii_key_inner = ?", [self._inner])
        cursor.execute("set variable pii_key_outer = ?", [self._outer])
