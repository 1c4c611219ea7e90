"""Write one immutable database file out of the build file, and prove it before anybody sees it."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse import durable, versions
from warehouse.connection import duckdb_config
from warehouse.errors import Refused
from warehouse.publication import Publication
from warehouse.published_macros import create_macros
from warehouse.published_tables import Table, select_published, tables_of
from warehouse.quoting import identifier, text
from warehouse.recovery import partial_of
from warehouse.schema_changes import SchemaChange, refuse_unaccepted, schema_changes
from warehouse.settings import Settings

# DuckDB 2.0's own format cannot be opened by any tool that still carries DuckDB 1.x.
_STORAGE_VERSION = "v1.0.0"


@dataclass(frozen=True)
class WrittenTable:
    """A table as it stands in the published file."""

    schema: str
    name: str
    row_count: int


def copy_connection(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open a connection to nothing, to which files are attached; what it spills lies in the home."""
    config = duckdb_config(settings) | {"temp_directory": str(settings.build_file.with_name("spill"))}
    return duckdb.connect(config=config)


def write_published_file(
    settings: Settings, publication: Publication, *, accepted: Collection[SchemaChange]
) -> list[WrittenTable]:
    """Write, prove and name a version's file. Readers do not see it yet: no link leads to it.

    Raises
    ------
    Refused
        When the allow-list or a change of schema that is not among the accepted ones forbids it, or the finished file
        is not what the build holds.
    """
    final = versions.file_of(settings, publication.version)
    partial = partial_of(final.parent) / final.name
    partial.parent.mkdir(parents=True)
    with copy_connection(settings) as connection:
        connection.execute(f"attach {text(settings.build_file)} as build (read_only)")
        tables = select_published(connection, "build")
        if current := versions.current_version(settings):
            refuse_unaccepted(schema_changes(attach_version(settings, connection, current), tables), accepted)
        connection.execute(f"attach {text(partial)} as published (storage_version '{_STORAGE_VERSION}')")
        connection.begin()
        for table in tables:
            _copy(connection, table)
        create_macros(settings, connection, tables)
        _enter(connection, publication)
        connection.commit()
        written = [_count(connection, table) for table in tables]
        connection.execute("checkpoint published")
        connection.execute("detach published")
    durable.seal(partial)
    _prove(partial, written)
    durable.sync(partial.parent)
    durable.rename(partial.parent, final.parent)
    return written


def attach_version(settings: Settings, connection: duckdb.DuckDBPyConnection, version: str) -> list[Table]:
    """Attach a publication as ``earlier``, and return its tables."""
    connection.execute(f"attach {text(versions.file_of(settings, version))} as earlier (read_only)")
    return tables_of(connection, "earlier")


def _copy(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Create the table with what ``create table as`` loses (comments, NOT NULL), then fill it."""
    target = identifier("published", table.schema, table.name)
    definitions = ", ".join(
        f"{identifier(column.name)} {column.data_type}{'' if column.is_nullable else ' not null'}"
        for column in table.columns
    )
    names = ", ".join(identifier(column.name) for column in table.columns)
    connection.execute(f"create schema if not exists {identifier('published', table.schema)}")
    connection.execute(f"create table {target} ({definitions})")
    connection.execute(f"insert into {target} select {names} from {identifier('build', table.schema, table.name)}")
    if table.comment:
        connection.execute(f"comment on table {target} is {text(table.comment)}")
    for column in table.columns:
        if column.comment:
            connection.execute(f"comment on column {target}.{identifier(column.name)} is {text(column.comment)}")


def _enter(connection: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Let the file itself say which publication it is."""
    connection.execute("use published")
    enter_publication(connection, publication)
    connection.execute("use memory")


def enter_publication(connection: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Add a publication to ``ops.publications`` of the database in use."""
    own = vars(publication)
    connection.execute(
        f"insert into ops.publications ({', '.join(own)}) values ({', '.join('$' + name for name in own)})", own
    )


def _count(connection: duckdb.DuckDBPyConnection, table: Table) -> WrittenTable:
    """Count the rows that readers must find: the build's, plus the one that tells of this publication."""
    (rows,) = connection.execute(f"select count(*) from {identifier('build', table.schema, table.name)}").fetchone()
    return WrittenTable(table.schema, table.name, rows + (str(table) == "ops.publications"))


def _prove(path: Path, written: list[WrittenTable]) -> None:
    """Open the finished file as a reader does and compare it with the build."""
    with duckdb.connect(str(path), read_only=True) as connection:
        found = {
            (table.schema, table.name): connection.execute(
                f"select count(*) from {identifier(table.schema, table.name)}"
            ).fetchone()[0]
            for table in written
        }
    for table in written:
        if found[table.schema, table.name] != table.row_count:
            raise Refused(
                f"The new file holds {found[table.schema, table.name]:,} rows of {table.schema}.{table.name} and the "
                f"build {table.row_count:,}. The earlier publication stays; check the disk and publish again."
            )
    answers, customers = found.get(("segments", "customer_segments")), found.get(("marts", "dim_customers"))
    if None not in (answers, customers) and answers != customers:
        raise Refused(
            f"segments.customer_segments has {answers:,} rows and marts.dim_customers {customers:,}: every customer "
            "must have exactly one answer. The earlier publication stays; build again."
        )
