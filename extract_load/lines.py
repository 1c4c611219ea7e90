"""Text files as DuckDB sees them: one row a physical line, so that no record can vanish in a parser."""

import logging
import tempfile
from collections import defaultdict
from pathlib import Path

import duckdb

from extract_load.landed import LandedFile
from extract_load.line_ends import even_out
from extract_load.line_scan import scan_lines
from warehouse.faults import system_faults

log = logging.getLogger(__name__)

# What a text may be to blame for; any other error is ours, or the system's.
_UNREADABLE = (duckdb.InvalidInputException, duckdb.IOException)


def read_lines(connection: duckdb.DuckDBPyConnection, files: list[LandedFile]) -> dict[str, str]:
    """Fill the temporary table ``lines(name, line_number, line, defect)``; return refused file name -> why.

    Every physical line of every file that is not refused is there once; empty lines have a NULL ``line``. A line that
    is not text has its mangled text and a ``defect``.
    """
    connection.execute(
        "create or replace temp table lines (name varchar, line_number bigint, line varchar, defect varchar)"
    )
    texts = [file for file in files if file.line_count.unused]
    groups = defaultdict(list)
    for file in texts:
        if file.line_count.is_mixed:
            _read_evened_out(connection, file)
        else:
            groups[file.is_gzip, file.line_count.unused].append(file)
    for group in groups.values():
        _read_group(connection, group)
    refused = _refuse_what_does_not_add_up(connection, texts)
    no_texts = [file.name for file in files if not file.line_count.unused]
    return refused | dict.fromkeys(no_texts, "it is full of control characters, and no text")


def _read_group(connection: duckdb.DuckDBPyConnection, files: list[LandedFile]) -> None:
    """Read all files in one call, which is twice as fast; where one of them breaks it, find that one by halves."""
    first = files[0]
    try:
        scan_lines(
            connection,
            {file.path: file.name for file in files},
            unused=first.line_count.unused,
            compression="gzip" if first.is_gzip else "none",
        )
    except _UNREADABLE as error:
        if len(files) == 1:
            log.debug("%s is read from a plain copy: %s", first.name, error)
            _read_evened_out(connection, first)
            return
        middle = len(files) // 2
        _read_group(connection, files[:middle])
        _read_group(connection, files[middle:])


def _read_evened_out(connection: duckdb.DuckDBPyConnection, file: LandedFile) -> None:
    """Read a plain copy whose line ends are all LF: DuckDB refuses files that mix them, and some gzip that is valid.

    The original has been read to its end by now, so whatever goes wrong on the way into the copy is the system's.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "evened_out"
        with system_faults(f"Copying {file.name} to {folder}", "Make room there, and load again."):
            if file.has_changed():
                return
            with copy.open("wb") as target:
                target.writelines(even_out(file.chunks()))
        try:
            scan_lines(connection, {copy: file.name}, unused=file.line_count.unused, compression="none")
        except duckdb.InvalidInputException as error:
            log.debug("%s cannot be read as lines: %s", file.name, error)


def _refuse_what_does_not_add_up(connection: duckdb.DuckDBPyConnection, files: list[LandedFile]) -> dict[str, str]:
    """Compare what DuckDB read with what was counted in the bytes; a file in which they differ is not loaded."""
    counted = connection.execute("select name, count(*), count(*) - count(line) from lines group by name").fetchall()
    read = {name: (lines, blank) for name, lines, blank in counted}
    refused = {}
    for file in files:
        lines, blank = read.get(file.name, (0, 0))
        if (lines, blank) != (file.line_count.lines, file.line_count.blank):
            refused[file.name] = (
                f"it has {file.line_count.lines:,} lines, {file.line_count.blank:,} of them empty, but reads as "
                f"{lines:,}, {blank:,} of them empty; it may not be what its name says"
            )
    if refused:
        connection.execute("delete from lines where name in (select unnest(?::varchar[]))", [list(refused)])
    return refused
