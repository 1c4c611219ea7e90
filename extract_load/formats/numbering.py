"""Which record of its file each judged record is, where the reader could not say so by itself."""

import duckdb

from extract_load.landed import LandedFile


def create_starts_table(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the temporary table ``starts``, empty: where in ``judged`` the records of a file begin."""
    connection.execute("create or replace temp table starts (name varchar, first_rowid bigint, first_line bigint)")


def note_starts(
    connection: duckdb.DuckDBPyConnection, files: list[LandedFile], *, skipped: int, doubt: str
) -> list[LandedFile]:
    """Note where the records of scanned files begin, and take back those that do not add up, which are returned.

    A table that was filled from a scan keeps its order, so the n-th record of a file is its n-th line, as long as no
    line is missing: there are as many as were counted in the bytes, in one piece. ``doubt`` is an SQL condition over
    ``judged``: one such record is enough to take its file back.
    """
    rows = connection.execute(
        f"""
        select _file, count(*), min(rowid), max(rowid), bool_or({doubt})
        from judged
        where _row is null and _file in (select unnest(?::varchar[]))
        group by _file
        """,
        [[file.name for file in files]],
    ).fetchall()
    found = {name: counts for name, *counts in rows}
    odd, starts = [], []
    for file in files:
        count, first, last, is_doubtful = found.get(file.name, (0, 0, -1, False))
        if is_doubtful or not count == last - first + 1 == file.line_count.lines - skipped:
            odd.append(file)
        else:
            starts.append((file.name, first, skipped + 1))
    if odd:
        connection.execute(
            "delete from judged where _file in (select unnest(?::varchar[]))", [[file.name for file in odd]]
        )
    if starts:
        connection.execute(
            "insert into starts select unnest(?::varchar[]), unnest(?::bigint[]), unnest(?::bigint[])",
            [list(column) for column in zip(*starts, strict=True)],
        )
    return odd
