"""What builds that passed believed of each customer's segment: ``ml.segment_history``, which outlives them."""

import duckdb

_BELIEVED = "intermediate.int_customer_segments__believed"
"""The periods up to the build that was made just now, and with it."""

_PERIOD = "customer_id, segment_id, segment_name, model_version, valid_from, valid_to, is_gone"

_ENTER = (
    f"create or replace temp table believed as select {_PERIOD} from {_BELIEVED}",
    # Most periods stand: nothing is written of them.
    f"create or replace temp table outdated as select {_PERIOD} from ml.segment_history except from believed",
    f"create or replace temp table missing as from believed except select {_PERIOD} from ml.segment_history",
    """
    delete from ml.segment_history as history
    using outdated
    where history.customer_id = outdated.customer_id and history.valid_from = outdated.valid_from
    """,
    "insert into ml.segment_history by name from missing",
    "drop table missing",
    "drop table outdated",
    "drop table believed",
)


def record_segment_history(connection: duckdb.DuckDBPyConnection, build_id: int) -> None:
    """Let the history say what a build that passes believes. Doing it again changes nothing.

    A build of the past shows the history up to its ``as_of``, and does not change it.
    """
    if not _is_newest(connection, build_id):
        return
    connection.begin()
    try:
        for statement in _ENTER:
            connection.execute(statement)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _is_newest(connection: duckdb.DuckDBPyConnection, build_id: int) -> bool:
    """Whether no build of a later moment has passed."""
    return connection.execute(
        """
        select not exists (
            select 1
            from ops.builds as builds
            inner join ops.builds as passed on passed.as_of > builds.as_of
            where builds.build_id = ? and passed.state = 'passed'
        )
        """,
        [build_id],
    ).fetchone()[0]
