"""Raw tables exist from the contract on, files or none."""

from datetime import datetime

import duckdb

from extract_load.contracts import Contract
from extract_load.entity import Entity
from warehouse.errors import WrongUse
from warehouse.quoting import identifier, text

AUDIT_COLUMNS = {
    "_extra": "JSON",
    "_batch_id": "BIGINT NOT NULL",
    "_source_file": "VARCHAR NOT NULL",
    "_source_row": "BIGINT NOT NULL",
    "_loaded_at": "TIMESTAMP NOT NULL",
    "_superseded_in": "BIGINT",
}


def create_raw_tables(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Create the raw tables of a contract, and add columns that the contract gained since; nothing is ever dropped.

    Raises
    ------
    WrongUse
        When the contract gives a column another type than the one that its rows were loaded with.
    """
    for name, entity in contract.entities.items():
        table = contract.table(name)
        columns = {column: spec.type for column, spec in entity.columns.items()} | AUDIT_COLUMNS
        listed = ", ".join(f"{identifier(column)} {type_}" for column, type_ in columns.items())
        connection.execute(f"create table if not exists {table} ({listed})")
        _add_new_columns(connection, table, entity)
        _describe(connection, table, entity.description.strip())


def insert_accepted(
    connection: duckdb.DuckDBPyConnection, contract: Contract, entity: str, batch_id: int, loaded_at: datetime
) -> None:
    """Append the ``judged_records`` that nothing is wrong with to an entity's raw table."""
    names = ", ".join(map(identifier, contract.entities[entity].columns))
    connection.execute(
        f"""
        insert into {contract.table(entity)} ({names}, _extra, _batch_id, _source_file, _source_row, _loaded_at)
        select {names}, _extra, ?, _file, _row, ? from judged_records where len(_reasons) = 0
        """,
        [batch_id, loaded_at],
    )


def _add_new_columns(connection: duckdb.DuckDBPyConnection, table: str, entity: Entity) -> None:
    present = {name: type_ for name, type_, *_ in connection.execute(f"describe {table}").fetchall()}
    for column, spec in entity.columns.items():
        if column not in present:
            connection.execute(f"alter table {table} add column {identifier(column)} {spec.type}")
        elif present[column].lower() != spec.type:
            raise WrongUse(
                f"The contract says that {column} is {spec.type}, but {table} holds it as {present[column].lower()}. "
                "Loaded rows are not converted: give the column that type back, or another name, "
                "and convert in its staging model."
            )


def _describe(connection: duckdb.DuckDBPyConnection, table: str, description: str) -> None:
    """Keep the table's comment; one that is right already is not written again, so that looking changes no file."""
    said = connection.execute(
        "select comment from duckdb_tables() where schema_name || '.' || table_name = ?", [table]
    ).fetchone()
    if said != (description,):
        connection.execute(f"comment on table {table} is {text(description)}")
