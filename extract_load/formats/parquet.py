"""Parquet: typed already, but by the source; values pass through text so that the contract's types decide."""

from collections import defaultdict
from dataclasses import dataclass

import duckdb

from extract_load.entity import Entity
from extract_load.formats.reading import Reading, layout_fault
from extract_load.landed import LandedFile
from warehouse.quoting import identifier, text

_ROW_NUMBER = "file_row_number"
_NESTED = ("STRUCT", "MAP", "UNION")


@dataclass(frozen=True)
class Layout:
    """Columns of a Parquet file, and their types: files are read together only where both are the same."""

    columns: tuple[tuple[str, str], ...]

    @property
    def names(self) -> list[str]:
        """The columns' names, in the file's order."""
        return [name for name, _ in self.columns]

    def as_text(self, name: str) -> str:
        """SQL of a column as text; what is nested becomes JSON, as it would be in JSON lines."""
        type_ = dict(self.columns).get(name)
        if type_ is None:
            return "null"
        is_nested = type_.endswith("]") or type_.startswith(_NESTED)
        return f"to_json({identifier(name)})::varchar" if is_nested else f"{identifier(name)}::varchar"

    def fault(self, entity: Entity) -> str | None:
        """Say why these columns cannot satisfy the contract; None if they can."""
        if _ROW_NUMBER in map(str.lower, self.names):
            return f"it has a column {_ROW_NUMBER!r}, which hides the numbers that Parquet itself gives the rows"
        return layout_fault(entity, self.names)


def read_parquet(connection: duckdb.DuckDBPyConnection, entity: Entity, files: list[LandedFile]) -> Reading:
    """Fill ``records`` from Parquet files; files with the same columns are read together."""
    reading = Reading()
    layouts = defaultdict(list)
    for file in files:
        try:
            layout, record_count = _describe(connection, file)
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as error:
            # The statements hold nothing but the path, so whatever is wrong is wrong with the file.
            reading.refused[file.name] = f"it cannot be read as Parquet ({_first_line(error)})"
            continue
        fault = layout.fault(entity)
        if fault:
            reading.refused[file.name] = fault
        else:
            reading.record_counts[file.name] = record_count
            layouts[layout].append(file)
    for layout, group in layouts.items():
        reading.refused |= _insert_group(connection, entity, layout, group)
    return reading


def _describe(connection: duckdb.DuckDBPyConnection, file: LandedFile) -> tuple[Layout, int]:
    path = [str(file.path)]
    columns = connection.execute("describe from read_parquet(?, hive_partitioning = false)", path).fetchall()
    (record_count,) = connection.execute("select sum(num_rows) from parquet_file_metadata(?)", path).fetchone()
    return Layout(tuple((name, type_) for name, type_, *_ in columns)), int(record_count)


def _insert_group(
    connection: duckdb.DuckDBPyConnection, entity: Entity, layout: Layout, files: list[LandedFile]
) -> dict[str, str]:
    """Insert all in one call; when that breaks, return the damaged files with the reason and insert the others."""
    try:
        _insert(connection, entity, layout, files)
    except duckdb.Error:
        damaged = {file.name: damage for file in files if (damage := _damage(connection, file))}
        if not damaged:
            raise
        whole = [file for file in files if file.name not in damaged]
        return damaged | (_insert_group(connection, entity, layout, whole) if whole else {})
    return {}


def _damage(connection: duckdb.DuckDBPyConnection, file: LandedFile) -> str | None:
    """Read all of a file and write nothing: an error that then comes is neither our SQL's nor a full disk's."""
    try:
        connection.execute(
            "select max(hash(columns(*))) from read_parquet(?, hive_partitioning = false)", [str(file.path)]
        )
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        return f"its Parquet data is damaged ({_first_line(error)})"
    return None


def _insert(connection: duckdb.DuckDBPyConnection, entity: Entity, layout: Layout, files: list[LandedFile]) -> None:
    known = entity.source_names().values()
    values = ", ".join(layout.as_text(name) for name in known)
    extras = ", ".join(f"{text(name)}, {identifier(name)}" for name in layout.names if name not in known)
    connection.execute(
        f"""
        insert into records
        select
            file_names.name, {_ROW_NUMBER} + 1, null, null, {f"json_object({extras})" if extras else "null"}, {values}
        from read_parquet($paths, filename = '_path', file_row_number = true, hive_partitioning = false)
        inner join (select unnest($paths) as path, unnest($names) as name) as file_names on _path = file_names.path
        """,
        {"paths": [str(file.path) for file in files], "names": [file.name for file in files]},
    )


def _first_line(error: duckdb.Error) -> str:
    kind, colon, said = str(error).partition("\n")[0].rstrip(".").partition(" Error: ")
    return said if colon else kind
