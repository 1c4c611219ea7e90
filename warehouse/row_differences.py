"""How many rows of a table two files do not share, without knowing its key: both are taken as multisets of rows.

Floats count as equal to 1e-9. Rows are told apart by a hash of 64 bits, so that a million of them take about a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from warehouse.published_tables import Column
from warehouse.quoting import identifier

_FLOATS = ("DOUBLE", "FLOAT")


@dataclass(frozen=True)
class RowDifference:
    """Rows that only one of the two files has; of equal rows, those that the other has fewer of."""

    only_earlier: int
    only_later: int


def count_different_rows(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, columns: Sequence[Column]
) -> RowDifference:
    """Compare a table of the attached databases ``earlier`` and ``later`` by columns that both have."""
    floats = [identifier(column.name) for column in columns if column.data_type in _FLOATS]
    others = [identifier(column.name) for column in columns if column.data_type not in _FLOATS]
    surplus = _surplus(identifier(schema, table), [*others, *floats])
    only_earlier, only_later = connection.execute(
        f"""
        with {surplus}
        select
            coalesce(sum(surplus_count) filter (where surplus_count > 0), 0)::bigint,
            coalesce(-sum(surplus_count) filter (where surplus_count < 0), 0)::bigint
        from surplus
        """
    ).fetchone()
    if floats and only_earlier and only_later:
        pairs = connection.execute(f"with {surplus}, {_pairs(others, floats)} select count(*) from pairs").fetchone()[0]
        only_earlier, only_later = only_earlier - pairs, only_later - pairs
    return RowDifference(only_earlier, only_later)


def _surplus(table: str, columns: list[str]) -> str:
    """CTEs: the rows of both files with their hash, and by how many copies each file exceeds the other."""
    row_hash = f"hash({', '.join(columns) or 'true'})"
    return f"""
        earlier_rows as (select *, {row_hash} as "row hash" from earlier.{table}),
        later_rows as (select *, {row_hash} as "row hash" from later.{table}),
        surplus as (
            select "row hash", sum(side) as surplus_count
            from (
                select "row hash", 1 as side from earlier_rows
                union all
                select "row hash", -1 from later_rows
            )
            group by "row hash"
            having surplus_count <> 0
        )
    """


def _pairs(others: list[str], floats: list[str]) -> str:
    """CTEs: pairs of rows, one from each file's surplus, that differ by no more than the tolerance of their floats.

    Rows with equal other values are paired in the order of their floats, which so small a difference leaves as it is.
    Where many rows are told apart by floats alone, one row more may count as several; it never counts as none.
    """
    same = [f"earlier_left.{name} is not distinct from later_left.{name}" for name in others]
    close = [
        f"(earlier_left.{name} is not distinct from later_left.{name} or abs(earlier_left.{name} - later_left.{name}) "
        f"<= 1e-9 * greatest(1, abs(earlier_left.{name}), abs(later_left.{name})))"
        for name in floats
    ]
    return f"""
        earlier_left as ({_left("earlier_rows", "surplus_count", others, floats)}),
        later_left as ({_left("later_rows", "-surplus_count", others, floats)}),
        pairs as (
            select 1
            from earlier_left
            inner join later_left on {" and ".join(['earlier_left."place" = later_left."place"', *same, *close])}
        )
    """


def _left(rows: str, surplus_count: str, others: list[str], floats: list[str]) -> str:
    return f"""
        select
            {", ".join([*others, *floats])},
            row_number() over (partition by {", ".join(others) or "true"} order by {", ".join(floats)}) as "place"
        from (
            select {rows}.*, row_number() over (partition by "row hash") as "copy", {surplus_count} as "copies"
            from {rows}
            inner join surplus using ("row hash")
            where {surplus_count} > 0
        )
        where "copy" <= "copies"
    """
