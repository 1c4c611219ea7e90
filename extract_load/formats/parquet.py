"""Parquet: typed already, but by the source; values pass through text so that the contract's types decide."""

import re
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, replace

import duckdb

from extract_load.entity import Entity
from extract_load.formats.json_lines import KEPT_DIGITS
from extract_load.formats.reading import Reading, layout_fault
from extract_load.judge import Judge
from extract_load.landed import LandedFile
from warehouse.quoting import identifier, text
from warehouse.redaction import without_quoted_values

_ROW_NUMBER = "file_row_number"
_PATH = "_segmart_path"
_QUOTED = re.compile(r'".*"', re.DOTALL)
_DIGITS = re.compile(r"(?:DECIMAL\((\d+),|U?HUGEINT)")
_MOST_DIGITS = 39
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
        return f"to_json({_column(name)})::varchar" if is_nested else f"{_column(name)}::varchar"

    def as_member(self, name: str) -> str:
        """SQL of a column as a member of a JSON object; a number that JSON would round stays a text."""
        digits = _DIGITS.match(dict(self.columns)[name])
        is_long = digits is not None and int(digits[1] or _MOST_DIGITS) > KEPT_DIGITS
        return f"{_column(name)}::varchar" if is_long else _column(name)

    def fault(self, entity: Entity) -> str | None:
        """Say why these columns cannot satisfy the contract; None if they can."""
        for taken in (_ROW_NUMBER, _PATH):
            if taken in map(str.lower, self.names):
                return f"it has a column {taken!r}, which hides the numbers or paths that Parquet gives the rows"
        return layout_fault(entity, self.names)


def read_parquet(judge: Judge, files: list[LandedFile]) -> Reading:
    """Judge the rows of Parquet files; files with the same columns are read together."""
    reading = Reading()
    with ExitStack() as copies:
        layouts = defaultdict(list)
        for landed in files:
            file = _readable(landed, copies)
            try:
                layout, reading.record_counts[file.name] = _describe(judge.connection, file)
            except duckdb.OutOfMemoryException:
                raise
            except duckdb.Error as error:
                # The statements hold nothing but the path, so whatever is wrong is wrong with the file.
                reading.refused[file.name] = f"it cannot be read as Parquet ({_first_line(error)})"
                continue
            reading.layouts[file.name] = tuple(layout.names)
            fault = layout.fault(judge.entity)
            if fault:
                reading.refused[file.name] = fault
            else:
                layouts[layout].append(file)
        for layout, group in layouts.items():
            reading.refused |= _take_group(judge, layout, group)
    return reading


def _readable(file: LandedFile, copies: ExitStack) -> LandedFile:
    """Return the file itself, or a plain copy: of one that is compressed as a whole, or whose path looks like many."""
    if file.compression == "none" and not file.has_wildcards():
        return file
    copy = copies.enter_context(file.plain_copy(with_even_lines=False))
    return replace(file, path=copy) if copy else file


def _describe(connection: duckdb.DuckDBPyConnection, file: LandedFile) -> tuple[Layout, int]:
    path = [str(file.path)]
    columns = connection.execute("describe from read_parquet(?, hive_partitioning = false)", path).fetchall()
    (record_count,) = connection.execute("select sum(num_rows) from parquet_file_metadata(?)", path).fetchone()
    return Layout(tuple((name, type_) for name, type_, *_ in columns)), int(record_count)


def _take_group(judge: Judge, layout: Layout, files: list[LandedFile]) -> dict[str, str]:
    """Judge all in one call; when that breaks, return the damaged files with the reason and judge the others."""
    try:
        judge.take(_records(judge.entity, layout, files))
    except duckdb.Error:
        damaged = {file.name: damage for file in files if (damage := _damage(judge.connection, file))}
        if not damaged:
            raise
        whole = [file for file in files if file.name not in damaged]
        return damaged | (_take_group(judge, layout, whole) if whole else {})
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


def _records(entity: Entity, layout: Layout, files: list[LandedFile]) -> str:
    known = entity.fields()
    values = ", ".join(f"{layout.as_text(source)} as {identifier(name)}" for name, source in known.items())
    unknown = [name for name in layout.names if name not in set(known.values())]
    extras = ", ".join(f"{text(name)}, {layout.as_member(name)}" for name in unknown)
    paths = ", ".join(text(file.path) for file in files)
    names = ", ".join(f"({text(file.path)}, {text(file.name)})" for file in files)
    return f"""
        select
            file_names.name as _file,
            rows.{_ROW_NUMBER} + 1 as _row,
            null::varchar as _raw_text,
            null::varchar as _defect,
            {f"json_object({extras})" if extras else "null::json"} as _extra,
            null::ubigint as _shape,
            {values}
        from read_parquet([{paths}], filename = '{_PATH}', file_row_number = true, hive_partitioning = false) as rows
        inner join (values {names}) as file_names (path, name) on rows.{_PATH} = file_names.path
    """


def _column(name: str) -> str:
    return identifier("rows", name)


def _first_line(error: duckdb.Error) -> str:
    """What DuckDB said, without the values that it stumbled over."""
    kind, colon, said = str(error).partition("\n")[0].rstrip(".").partition(" Error: ")
    return without_quoted_values(_QUOTED.sub("'…'", said if colon else kind))
