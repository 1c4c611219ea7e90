"""Keep DuckDB's leak report off the terminal."""

import atexit
import os
import sys


def leave_quietly() -> None:
    """Close standard error once Python's own exit handlers have run; call it before the others are registered.

    DuckDB 2.0's Python binding (nanobind) prints a page of "leaked instance" lines when the interpreter goes down
    after a large program. They are harmless, and would be the last thing that a person reads.
    """
    atexit.register(_close_standard_error)


def _close_standard_error() -> None:
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
