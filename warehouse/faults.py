"""Turn what the operating system refuses into one sentence, wherever DuckDB or Python met it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from warehouse.errors import EnvironmentFault

_SYSTEM_ERRORS = (OSError, duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException)
_COMMIT = "TransactionContext Error: Failed to commit: "


@contextmanager
def system_faults(doing: str, advice: str) -> Iterator[None]:
    """Raise EnvironmentFault ("<doing> stopped: <reason>. <advice>") for a full disk, a limit or a permission."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if not is_system_fault(error):
            raise
        raise EnvironmentFault(f"{doing} stopped: {reason_of(error)}. {advice}") from error


def is_system_fault(error: Exception) -> bool:
    """Whether the machine is at fault; a commit that could not be written does not come as an I/O error."""
    if isinstance(error, duckdb.TransactionException):
        return str(error).startswith(_COMMIT + "Could not")
    return isinstance(error, _SYSTEM_ERRORS)


def reason_of(error: Exception) -> str:
    """What the system said, in one line."""
    if isinstance(error, OSError):
        named = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror or error}{named}"
    first_line = str(error).partition("\n")[0]
    _, brace, details = first_line.partition("{")
    if brace:
        # A write that failed in the background arrives as JSON inside the message.
        try:
            first_line = json.loads(brace + details)["exception_message"]
        except (ValueError, KeyError):
            return first_line
    return first_line.removeprefix(_COMMIT).removeprefix("IO Error: ").rstrip(".")
