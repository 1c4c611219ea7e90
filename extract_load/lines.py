"""Text files line by line, where something is odd about them: slower than a scan, but nothing can vanish."""

import logging
from collections import defaultdict

import duckdb

from extract_load.landed import LandedFile
from extract_load.line_scan import scan_lines

log = logging.getLogger(__name__)

# What a text may be to blame for; any other error is ours, or the system's.
UNREADABLE = (duckdb.InvalidInputException, duckdb.IOException, duckdb.NotImplementedException)


def read_lines(connection: duckdb.DuckDBPyConnection, files: list[LandedFile]) -> dict[str, str]:
    """Fill the temporary table ``lines(name, line_number, line, defect)``; return refused file name -> why.

    Every physical line of every file that is not refused is there once; empty lines have a NULL ``line``. A line that
    is not text has its mangled text and a ``defect``.
    """
    create_lines_table(connection)
    groups, no_texts = defaultdict(list), []
    for file in files:
        unused = file.unused_character()
        if not unused:
            no_texts.append(file.name)
        elif not file.can_be_scanned():
            _read_plain_copy(connection, file)
        else:
            groups[file.compression, unused].append(file)
    for group in groups.values():
        _read_group(connection, group)
    refused = _refuse_what_does_not_add_up(connection, [file for file in files if file.name not in no_texts])
    return refused | dict.fromkeys(no_texts, "it is full of control characters, and no text")


def create_lines_table(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the temporary table ``lines``, empty."""
    connection.execute(
        "create or replace temp table lines (name varchar, line_number bigint, line varchar, defect varchar)"
    )


def _read_group(connection: duckdb.DuckDBPyConnection, files: list[LandedFile]) -> None:
    """Read all files in one call, which is twice as fast; where one of them breaks it, find that one by halves."""
    first = files[0]
    try:
        scan_lines(
            connection,
            {file.path: file.name for file in files},
            unused=first.unused_character(),
            compression=first.compression,
        )
    except UNREADABLE as error:
        if len(files) == 1:
            log.debug("%s is read from a plain copy: %s", first.name, error)
            _read_plain_copy(connection, first)
            return
        middle = len(files) // 2
        _read_group(connection, files[:middle])
        _read_group(connection, files[middle:])


def _read_plain_copy(connection: duckdb.DuckDBPyConnection, file: LandedFile) -> None:
    """Read a copy in UTF-8 whose line ends are all LF: DuckDB refuses files that mix them, and some valid gzip."""
    with file.plain_copy(with_even_lines=True) as copy:
        if copy is None:
            return
        try:
            scan_lines(connection, {copy: file.name}, unused=file.unused_character(), compression="none")
        except (duckdb.InvalidInputException, duckdb.NotImplementedException) as error:
            log.debug("%s cannot be read as lines: %s", file.name, error)


def _refuse_what_does_not_add_up(connection: duckdb.DuckDBPyConnection, files: list[LandedFile]) -> dict[str, str]:
    """Compare what DuckDB read with what was counted in the bytes; a file in which they differ is not loaded."""
    counted = connection.execute("select name, count(*), count(*) - count(line) from lines group by name").fetchall()
    read = {name: (lines, blank) for name, lines, blank in counted}
    refused = {}
    for file in files:
        lines, blank = read.get(file.name, (0, 0))
        if (lines, blank) != (file.line_count.lines, blank_count := file.blank_count()):
            refused[file.name] = (
                f"it has {file.line_count.lines:,} lines, {blank_count:,} of them empty, but reads as "
                f"{lines:,}, {blank:,} of them empty; it may not be what its name says"
            )
    if refused:
        connection.execute("delete from lines where name in (select unnest(?::varchar[]))", [list(refused)])
    return refused
