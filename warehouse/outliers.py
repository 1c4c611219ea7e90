"""What a build found of outliers: the fences that its models computed, and how many values lay beyond them."""

import duckdb

from warehouse.quoting import identifier, text

_FENCES = """
select table_name from duckdb_tables()
where schema_name = 'intermediate' and ends_with(table_name, '_outliers__fenced')
order by table_name
"""


def record_outliers(connection: duckdb.DuckDBPyConnection, build_id: int) -> None:
    """Enter the fences and the counts of a build's marts in ``ops.outliers``, in place of what it entered before."""
    connection.begin()
    connection.execute("delete from ops.outliers where build_id = ?", [build_id])
    for (fences,) in connection.execute(_FENCES).fetchall():
        judged = connection.execute(f"select table_name, column_name from intermediate.{identifier(fences)}").fetchall()
        for table, column in sorted(judged):
            _record(connection, build_id, fences, table, column)
    connection.commit()


def _record(connection: duckdb.DuckDBPyConnection, build_id: int, fences: str, table: str, column: str) -> None:
    """Count by the mart's flag, which knows what there was to judge; the fences tell on which side a value lies."""
    value = identifier(column)
    connection.execute(
        f"""
        insert into ops.outliers by name
        select
            ? as build_id,
            fences.*,
            count(*) filter (beyond.{value} < fences.lower_fence) as low_count,
            count(*) filter (beyond.{value} > fences.upper_fence) as high_count
        from intermediate.{identifier(fences)} as fences
        left join (
            select {value} from {identifier("marts", table)} where {identifier(f"is_{column}_outlier")}
        ) as beyond on true
        where fences.table_name = {text(table)} and fences.column_name = {text(column)}
        group by all
        """,
        [build_id],
    )
