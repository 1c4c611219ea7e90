"""How Airflow connects to its metadata in sqlite, so that who finds it locked waits instead of failing.

Airflow makes each run of a backfill within a savepoint: it looks for such a run, and inserts it if there is none. When
a savepoint opens a transaction, sqlite freezes what the transaction sees at its first look, and refuses its first write
at once, whatever the timeout, if another process has written meanwhile. A backfill beside a scheduler did not get far.
"""

import sqlite3
from typing import Any


class PatientCursor(sqlite3.Cursor):
    """A cursor whose savepoints wait for the others' writes before they look at anything."""

    def execute(self, statement: str, parameters: Any = ()) -> sqlite3.Cursor:
        """Execute a statement; one that opens a transaction with a savepoint takes the lock for writing, too."""
        opens = statement.startswith("SAVEPOINT") and not self.connection.in_transaction
        super().execute(statement, parameters)
        if opens:
            # The one statement that takes the lock and changes nothing. `begin immediate` would keep it until the
            # commit, past the savepoint's release: a month of quarter-hours would lock everybody out for minutes.
            super().execute("pragma incremental_vacuum(1)")
        return self


class PatientConnection(sqlite3.Connection):
    """A connection that makes patient cursors."""

    def cursor(self, factory: type[sqlite3.Cursor] = PatientCursor) -> sqlite3.Cursor:
        """Return a new cursor."""
        return super().cursor(factory)


# Airflow imports this by the name in its configuration.
CONNECT_ARGUMENTS = {"factory": PatientConnection}
