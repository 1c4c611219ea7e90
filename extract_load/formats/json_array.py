"""JSON arrays: each element is a record, read as if it were a line of JSON lines."""

import duckdb

from extract_load.formats.json_lines import JsonRecords
from extract_load.formats.reading import Reading
from extract_load.judge import Judge
from extract_load.landed import LandedFile
from extract_load.lines import create_lines_table

NO_OBJECT = "the element is not a JSON object"

# An array is parsed in one piece, so it must fit into the memory.
_LARGEST = 256 << 20


def read_json_array(judge: Judge, files: list[LandedFile]) -> Reading:
    """Judge the elements of files that hold one array each."""
    reading = Reading()
    create_lines_table(judge.connection)
    for file in files:
        try:
            fault, count = _read_elements(judge.connection, file)
        except duckdb.InvalidInputException:
            # Whatever else may be wrong with it is looked at before it can end a query.
            fault, count = "it is not UTF-8 text", 0
        if fault:
            reading.refused[file.name] = fault
        else:
            reading.record_counts[file.name] = count
    judge.take(JsonRecords(judge.entity, NO_OBJECT).records("from lines"))
    judge.connection.execute("drop table lines")
    return reading


def _read_elements(connection: duckdb.DuckDBPyConnection, file: LandedFile) -> tuple[str | None, int]:
    """Append the elements to the table ``lines``; return why that cannot be, or None, and how many there are."""
    with file.plain_copy(with_even_lines=False) as copy:
        if copy is None:
            return "it changed while it was being read", 0
        if copy.stat().st_size > _LARGEST:
            return "it is an array of more than 256 MB; let the source send JSON lines, or several files", 0
        content = "(select ltrim(content, chr(65279)) as content from read_text($path))"
        path = {"path": str(copy)}
        (is_valid,) = connection.execute(f"select json_valid(content) from {content}", path).fetchone()
        if not is_valid:
            return "it is not valid JSON; perhaps it was cut off, or holds JSON lines", 0
        kind, count = connection.execute(
            f"select json_type(content), json_array_length(content) from {content}", path
        ).fetchone()
        if kind != "ARRAY":
            return "it is not a JSON array", 0
        connection.execute(
            f"""
            insert into lines
            select $name, generate_subscripts(elements, 1), unnest(elements)::varchar, null
            from (select from_json(content, '["JSON"]') as elements from {content})
            """,
            path | {"name": file.name},
        )
    return None, count
