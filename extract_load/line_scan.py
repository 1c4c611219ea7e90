"""One call of DuckDB's CSV reader over many files, with every line as its only column, and the lines numbered."""

from pathlib import Path

import duckdb

_MAX_LINE_BYTES = 16_000_000


def scan_lines(connection: duckdb.DuckDBPyConnection, names: dict[Path, str], *, unused: str, compression: str) -> None:
    """Append the lines of the files (path -> name) to the temporary table ``lines``.

    ``unused`` is the delimiter: DuckDB drops one at a line's end, so it must be a character that no line holds.
    """
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
            "delimiter": unused,
            "line_size": _MAX_LINE_BYTES,
            "buffer_size": 4 * _MAX_LINE_BYTES,
            "compression": compression,
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
            if(
                error_type = 'LINE SIZE OVER MAXIMUM',
                'the line is longer than 16,000,000 bytes',
                'the line is not UTF-8 text'
            )
        from rejected
        """
    )
