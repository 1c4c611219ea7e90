"""Records of CSV that are several lines, because a quoted field holds line breaks."""

import duckdb

from extract_load.landed import LONGEST_LINE
from warehouse.quoting import text


def count_quotes(quote: str) -> str:
    """SQL of the number of quotes in a line."""
    return f"coalesce(length(line) - length(replace(line, {text(quote)}, '')), 0)"


def join_quoted_lines(connection: duckdb.DuckDBPyConnection, quotes: str, split: str, is_whole: str) -> dict[str, int]:
    """Join lines of the table ``lines`` that belong together; return file name -> lines that went into others.

    Counted over the file, a line after an odd number of ``quotes`` (SQL of their number in a line) goes on with the
    record before. A quote that was never closed turns that around for the rest of the file; the records that come of
    it lack fields or have too many, and their lines are taken each for itself: ``split`` is the SQL that takes the
    table ``gathered`` apart, ``is_whole`` the condition over it that a record has all its fields.
    """
    connection.execute(
        f"""
        create or replace temp table numbered as
        with
        counted as (select *, {quotes} as quote_count from lines),
        odd as (select distinct name from counted where quote_count % 2 = 1),
        marked as (
            select
                *,
                coalesce(
                    sum(quote_count) over (
                        partition by name order by line_number rows between unbounded preceding and 1 preceding
                    ) % 2 = 0,
                    true
                ) as is_start
            from counted
            where name in (from odd)
        )
        select
            *,
            max(line_number) filter (where is_start) over (partition by name order by line_number) as start
        from marked
        """
    )
    connection.execute(
        f"""
        create or replace temp table gathered as
        select
            name,
            start as line_number,
            count(line) - 1 as joined_count,
            string_agg(coalesce(line, ''), chr(10) order by line_number) as line,
            null::varchar as defect
        from numbered
        group by name, start
        having count(*) > 1 and count(defect) = 0 and sum(length(line)) < {LONGEST_LINE}
        """
    )
    connection.execute(
        f"""
        create or replace temp table whole as
        select name, line_number, joined_count, line, defect
        from ({split}) where {is_whole}
        """
    )
    connection.execute(
        """
        delete from lines where (name, line_number) in (
            select (numbered.name, numbered.line_number)
            from numbered inner join whole on numbered.name = whole.name and numbered.start = whole.line_number
        )
        """
    )
    connection.execute("insert into lines select name, line_number, line, defect from whole")
    joined = connection.execute("select name, sum(joined_count)::bigint from whole group by name").fetchall()
    connection.execute("drop table numbered; drop table gathered; drop table whole")
    return dict(joined)
