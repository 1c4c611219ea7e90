"""Copy an attached DuckDB database into an empty one, and prove that the copy holds what the source holds."""

from collections.abc import Collection

import duckdb

from warehouse.errors import EnvironmentFault
from warehouse.quoting import identifier

# What a database is besides its rows. The SQL of a table tells its types, defaults, NOT NULL, keys and checks.
_CATALOGUE = {
    "table": ("duckdb_tables() where not temporary", "table_name, comment, sql"),
    "column": ("duckdb_columns() where not internal", "table_name, column_name, comment"),
    "view": ("duckdb_views() where not internal", "view_name, comment, sql"),
    "sequence": ("duckdb_sequences() where true", "sequence_name, start_value, increment_by, last_value, cycle"),
    "index": ("duckdb_indexes() where true", "index_name, sql"),
    "macro": ("duckdb_functions() where not internal", "function_name, parameters, macro_definition"),
}


def copy_database(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    target: str,
    *,
    leave_out: Collection[str] = (),
    keep: Collection[str] = (),
) -> None:
    """Copy the database ``source`` into the empty database ``target``, but for the schemas that are left out.

    ``keep`` names tables, as ``schema.table``, that are copied although their schema is left out.

    Comments, constraints, views and the next values of sequences go with it.
    """
    if not leave_out:
        connection.execute(f"copy from database {source} to {target}")
        return
    connection.execute(f"copy from database {source} to {target} (schema)")
    kept_schemas = {name.split(".")[0] for name in keep}
    for schema in leave_out:
        if schema not in kept_schemas:
            connection.execute(f"drop schema if exists {identifier(target, schema)} cascade")
    for schema, name in _tables(connection, target):
        if schema in leave_out and f"{schema}.{name}" not in keep:
            connection.execute(f"drop table {identifier(target, schema, name)}")
    # In no special order, because no table of ours refers to another by a foreign key.
    for schema, name in _tables(connection, target):
        connection.execute(f"insert into {identifier(target, schema, name)} from {identifier(source, schema, name)}")


def require_equal(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    target: str,
    *,
    leave_out: Collection[str] = (),
    keep: Collection[str] = (),
) -> None:
    """Compare catalogue, row counts and a checksum over all values of every table.

    Raises
    ------
    EnvironmentFault
        When anything differs; says what.
    """
    for kind in _CATALOGUE:
        ours, theirs = (_entries(connection, database, kind, leave_out, keep) for database in (source, target))
        if different := ours ^ theirs:
            raise _unlike(f"{kind} {'.'.join(min(different)[:2])}")
    for schema, name in _tables(connection, target):
        if _checksum(connection, source, schema, name) != _checksum(connection, target, schema, name):
            raise _unlike(f"the rows of {schema}.{name}")


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str]]:
    return connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? and not temporary order by all",
        [database],
    ).fetchall()


def _entries(
    connection: duckdb.DuckDBPyConnection, database: str, kind: str, leave_out: Collection[str], keep: Collection[str]
) -> set[tuple[str, ...]]:
    source, facts = _CATALOGUE[kind]
    query = f"select schema_name, {facts} from {source} and database_name = ?"
    rows = connection.execute(query, [database]).fetchall()
    # As text, because some facts are lists.
    return {tuple(map(str, row)) for row in rows if row[0] not in leave_out or f"{row[0]}.{row[1]}" in keep}


def _checksum(connection: duckdb.DuckDBPyConnection, database: str, schema: str, name: str) -> tuple[int, int | None]:
    """Count the rows and sum up their hashes: their order does not matter, and it does how often a row is there."""
    # The alias must not be a column's name, or only that column would be hashed.
    return connection.execute(
        f'select count(*), sum(hash("a whole row")::hugeint) from {identifier(database, schema, name)} as "a whole row"'
    ).fetchone()


def _unlike(what: str) -> EnvironmentFault:
    return EnvironmentFault(
        f"The copy of the build file differs from it: {what}. The build file stays as it was; check the disk and the "
        "memory, and run it again."
    )
