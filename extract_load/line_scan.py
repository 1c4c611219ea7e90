"""DuckDB's CSV reader over many files in one call, with every line as the only column."""

from pathlib import Path

import duckdb

from extract_load.landed import LONGEST_LINE, Compression
from warehouse.quoting import text

NO_TEXT = "the line is not UTF-8 text"
TOO_LONG = "the line is longer than 16,000,000 bytes"


def file_names(connection: duckdb.DuckDBPyConnection, names: dict[Path, str]) -> None:
    """Make the temporary table ``file_names``, path -> name, for ``lines_query``."""
    connection.execute(
        "create or replace temp table file_names as select unnest($paths) as path, unnest($names) as name",
        {"paths": [str(path) for path in names], "names": list(names.values())},
    )


def lines_query(
    paths: list[Path], *, unused: str, compression: Compression, skipped: int = 0, is_forgiving: bool = False
) -> str:
    """SQL of the lines of some files, in their order: ``path`` and ``line``, which is NULL for an empty line.

    ``unused`` is the delimiter: DuckDB drops one at a line's end, so it must be a character that no line holds. The
    first ``skipped`` lines of each file are left out. What cannot be read ends the query, or is left to DuckDB's reject
    tables if it ``is_forgiving``.
    """
    return f"""
        select filename as path, line
        from read_csv(
            [{", ".join(map(text, paths))}], columns = {{'line': 'VARCHAR'}}, auto_detect = false, header = false,
            delim = {text(unused)}, quote = '', escape = '', max_line_size = {LONGEST_LINE},
            buffer_size = {4 * LONGEST_LINE}, filename = true, compression = {text(compression)}, skip = {skipped},
            store_rejects = {str(is_forgiving).lower()}
        )
    """


def scan_lines(
    connection: duckdb.DuckDBPyConnection, names: dict[Path, str], *, unused: str, compression: Compression
) -> None:
    """Append the lines of the files (path -> name) to the temporary table ``lines``, numbered."""
    connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
    file_names(connection, names)
    lines = lines_query(list(names), unused=unused, compression=compression, is_forgiving=True)
    connection.execute(
        f"create or replace temp table scanned as select path as filename, row_number() over () as position, line "
        f"from ({lines})"
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
        f"""
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
            if(error_type = 'LINE SIZE OVER MAXIMUM', {text(TOO_LONG)}, {text(NO_TEXT)})
        from rejected
        """
    )
