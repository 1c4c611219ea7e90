"""Every decision about a model: promoted, withdrawn, waiting for a person, refused. The log is never shortened."""

from typing import Literal

import duckdb

Action = Literal["promoted", "withdrawn", "waits", "refused"]


def decide_on(connection: duckdb.DuckDBPyConnection, version: str, action: Action, reason: str) -> None:
    """Enter a decision, unless it is what was decided about this model the last time; the transaction is the caller's.

    A model that is promoted becomes the last of its as_of, one that is withdrawn scores nothing any more.
    """
    if action == "promoted":
        connection.execute(
            "update ml.segment_models set promotion_number = "
            "(select coalesce(max(promotion_number), 0) + 1 from ml.segment_models) where model_version = ?",
            [version],
        )
    elif action == "withdrawn":
        connection.execute(
            "update ml.segment_models set promotion_number = null where model_version = ?",
            [version],
        )
    elif _is_last(connection, version, action):
        return
    connection.execute(
        """
        insert into ml.model_promotions by name
        select
            (select coalesce(max(number), 0) + 1 from ml.model_promotions) as number,
            model_version,
            ? as action,
            ? as reason,
            as_of
        from ml.segment_models
        where model_version = ?
        """,
        [action, reason, version],
    )


def last_action(connection: duckdb.DuckDBPyConnection, version: str) -> Action | None:
    """What was decided the last time about a model, or about one of another day with the same content."""
    row = connection.execute(
        "select action from ml.model_promotions where split_part(model_version, '-', 2) = split_part(?, '-', 2) "
        "order by number desc limit 1",
        [version],
    ).fetchone()
    return row[0] if row else None


def is_withdrawn(connection: duckdb.DuckDBPyConnection, version: str) -> bool:
    """Whether a person took back, or declined, this model or one of another day with the same content.

    That it has waited or was refused since then does not undo it; a promotion does.
    """
    row = connection.execute(
        "select action from ml.model_promotions where split_part(model_version, '-', 2) = split_part(?, '-', 2) "
        "and action in ('promoted', 'withdrawn') order by number desc limit 1",
        [version],
    ).fetchone()
    return row == ("withdrawn",)


def _is_last(connection: duckdb.DuckDBPyConnection, version: str, action: Action) -> bool:
    row = connection.execute(
        "select action from ml.model_promotions where model_version = ? order by number desc limit 1", [version]
    ).fetchone()
    return row == (action,)


def was_promoted(connection: duckdb.DuckDBPyConnection, version: str) -> bool:
    """Whether this very model was ever the champion."""
    rows = connection.execute(
        "select 1 from ml.model_promotions where model_version = ? and action = 'promoted'", [version]
    ).fetchall()
    return bool(rows)


def highest_promoted_id(connection: duckdb.DuckDBPyConnection) -> int:
    """Highest segment id that people have ever seen; 0 before the first promotion."""
    (highest,) = connection.execute(
        """
        select coalesce(max(segment_id), 0)
        from ml.model_segments
        where model_version in (select model_version from ml.model_promotions where action = 'promoted')
        """
    ).fetchone()
    return highest
