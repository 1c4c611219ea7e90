"""What every format's reader gives back, and the one shape that it fills."""

from dataclasses import dataclass, field

import duckdb

from extract_load.entity import Entity
from warehouse.quoting import identifier


@dataclass
class Reading:
    """Files that cannot be used, with the reason, and the number of records that each of the others holds.

    The record counts come from the bytes or the files' own metadata (lines, row groups), not from the table that was
    filled, so that the load can check one against the other. ``changed`` names the refused files that were written to
    while they were read.
    """

    refused: dict[str, str] = field(default_factory=dict)
    record_counts: dict[str, int] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)


def create_records_table(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Create the temporary table ``records``, empty.

    Its columns: ``_file`` (name), ``_row`` (line or row, from 1), ``_raw_text`` (NULL where the format has none),
    ``_defect`` (why the record could not be taken apart, or NULL), ``_extra`` (JSON of what the contract does not
    know, or NULL), and the contract's columns as text.
    """
    columns = ", ".join(f"{identifier(name)} varchar" for name in entity.columns)
    connection.execute(
        "create or replace temp table records "
        f"(_file varchar, _row bigint, _raw_text varchar, _defect varchar, _extra json, {columns})"
    )


def layout_fault(entity: Entity, fields: list[str]) -> str | None:
    """Say why records with these source columns cannot satisfy the contract; None if they can."""
    wanted = entity.source_names()
    missing = [source for name, source in wanted.items() if entity.columns[name].required and source not in fields]
    if missing:
        listed = ", ".join(map(repr, missing))
        return f"it lacks the column{'s' if len(missing) > 1 else ''} {listed}, which the contract requires"
    if not set(wanted.values()) & set(fields):
        return "it has none of the contract's columns"
    doubled = sorted({name for name in fields if fields.count(name) > 1})
    if doubled:
        return f"its header names {doubled[0]!r} twice"
    return None
