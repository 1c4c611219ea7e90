"""How a process for work apart begins. It must import nothing that imports DuckDB: see below."""

import sys


def begin() -> None:
    """Show progress as a command does."""
    # DuckDB, when it is imported, takes a process whose main module has no file for a prompt, and draws progress bars.
    sys.modules["__main__"].__file__ = __file__

    from warehouse.cli import console  # noqa: PLC0415

    console.start_logging()
