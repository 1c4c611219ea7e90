"""What a build could not make standard, as readers may see it: how often, and under which hash."""

import duckdb


def record_unmapped_values(connection: duckdb.DuckDBPyConnection, build_id: int) -> None:
    """Enter in ``ops.unmapped_values`` what the vault has found to have no standard; once more changes nothing."""
    connection.begin()
    connection.execute("delete from ops.unmapped_values where build_id = ?", [build_id])
    connection.execute(
        """
        insert into ops.unmapped_values by name
        select ? as build_id, attribute, value_hash, profile_count
        from (
            select attribute, value_hash, profile_count from pii.unmapped_values
            union all
            from pii.unmapped_contacts
        )
        order by all
        """,
        [build_id],
    )
    connection.commit()
