"""Text files as DuckDB sees them: one row a physical line, so that no record can vanish in a parser."""

import logging
import tempfile
from pathlib import Path

import duckdb

from extract_load.landed import LandedFile
from extract_load.line_ends import even_out

log = logging.getLogger(__name__)

_UNUSED_DELIMITER = "\x1f"
_MAX_LINE_BYTES = 16_000_000
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
    even = [file for file in files if not file.line_count.is_mixed]
    for is_gzip in (False, True):
        _read_group(connection, [file for file in even if file.is_gzip is is_gzip], is_gzip=is_gzip)
    for file in files:
        if file.line_count.is_mixed:
            _read_evened_out(connection, file)
    return _refuse_what_does_not_add_up(connection, files)


def _read_group(connection: duckdb.DuckDBPyConnection, files: list[LandedFile], *, is_gzip: bool) -> None:
    """Read all files in one call, which is twice as fast; where one of them breaks it, find that one by halves."""
    if not files:
        return
    try:
        _insert_lines(connection, {file.path: file.name for file in files}, is_gzip=is_gzip)
    except _UNREADABLE as error:
        if len(files) == 1:
            log.debug("%s is read from a plain copy: %s", files[0].name, error)
            _read_evened_out(connection, files[0])
            return
        middle = len(files) // 2
        _read_group(connection, files[:middle], is_gzip=is_gzip)
        _read_group(connection, files[middle:], is_gzip=is_gzip)


def _read_evened_out(connection: duckdb.DuckDBPyConnection, file: LandedFile) -> None:
    """Read a plain copy whose line ends are all LF: DuckDB refuses files that mix them, and some gzip that is valid.

    The copy has been read to its end by now, so an IOException about it is the system's, and is not caught.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "evened_out"
        try:
            with copy.open("wb") as target:
                target.writelines(even_out(file.chunks()))
            _insert_lines(connection, {copy: file.name}, is_gzip=False)
        except (FileNotFoundError, duckdb.InvalidInputException) as error:
            log.debug("%s cannot be read as lines: %s", file.name, error)


def _insert_lines(connection: duckdb.DuckDBPyConnection, names: dict[Path, str], *, is_gzip: bool) -> None:
    connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
    connection.execute(
        "create or replace temp table file_names as select unnest($paths) as path, unnest($names) as name",
        {"paths": [str(path) for path in names], "names": list(names.values())},
    )
    connection.execute(
        """
        create or replace temp table scanned as
        select filename, row_number() over () as position, line
        from read_csv(
            $paths, columns = {'line': 'VARCHAR'}, auto_detect = false, header = false, delim = $delimiter,
            quote = '', escape = '', max_line_size = $line_size, buffer_size = $buffer_size, store_rejects = true,
            filename = true, compression = $compression
        )
        """,
        {
            "paths": [str(path) for path in names],
            "delimiter": _UNUSED_DELIMITER,
            "line_size": _MAX_LINE_BYTES,
            "buffer_size": 4 * _MAX_LINE_BYTES,
            "compression": "gzip" if is_gzip else "none",
        },
    )
    _number_lines(connection)
    connection.execute("drop table scanned")


def _number_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Turn positions in the scan into line numbers of each file; rejected lines keep theirs, the others make room.

    A rejected line is stored with the ends of the empty lines before it, which are not its own.
    """
    connection.execute(
        """
        create or replace temp table rejected as
        select
            file_names.name,
            reject_errors.line as line_number,
            ltrim(any_value(reject_errors.csv_line), chr(10) || chr(13)) as line,
            any_value(reject_errors.error_type)::varchar as error_type,
            row_number() over (partition by file_names.name order by reject_errors.line) as rank
        from reject_errors
        inner join reject_scans using (scan_id, file_id)
        inner join file_names on reject_scans.file_path = file_names.path
        group by file_names.name, reject_errors.line
        """
    )
    connection.execute(
        """
        insert into lines
        with
        starts as (select filename, min(position) as first_position from scanned group by filename),
        accepted as (
            select file_names.name, position - first_position + 1 as ordinal, scanned.line
            from scanned
            inner join starts using (filename)
            inner join file_names on scanned.filename = file_names.path
        ),
        -- From this ordinal among the accepted lines on, so many rejected ones come before.
        gaps as (
            select name, line_number - rank + 1 as ordinal, max(rank) as earlier_count
            from rejected group by name, line_number - rank + 1
        )
        select name, ordinal, line, null from accepted where name not in (select name from rejected)
        union all
        select accepted.name, accepted.ordinal + coalesce(gaps.earlier_count, 0), accepted.line, null
        from (from accepted where name in (select name from rejected)) as accepted
        asof left join gaps on accepted.name = gaps.name and accepted.ordinal >= gaps.ordinal
        union all
        select
            name,
            line_number,
            line,
            case error_type
                when 'INVALID ENCODING' then 'the line is not UTF-8 text'
                when 'LINE SIZE OVER MAXIMUM' then 'the line is longer than 16,000,000 bytes'
                else 'the line holds the control character U+001F'
            end
        from rejected
        """
    )


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
