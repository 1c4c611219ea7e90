"""How many customers each segment held, build by build: one build cannot tell whether that is much."""

import duckdb


def record_segment_sizes(connection: duckdb.DuckDBPyConnection, build_id: int) -> None:
    """Enter the sizes of the segments that a build made just now, in place of what it entered before."""
    connection.begin()
    connection.execute("delete from ops.segment_sizes where build_id = ?", [build_id])
    connection.execute(
        """
        insert into ops.segment_sizes by name
        select ? as build_id, as_of, model_version, segment_id, segment_name, customer_count
        from segments.segment_profiles
        """,
        [build_id],
    )
    connection.commit()
