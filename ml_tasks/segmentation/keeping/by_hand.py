"""What a person does to models: list them, look at one, promote one, take the champion back."""

from datetime import datetime
from typing import Any

import duckdb

from ml_tasks.segmentation.keeping.decisions import decide_on, last_action, was_promoted
from ml_tasks.segmentation.keeping.models import champion_version
from warehouse.builds import newest_build
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import NothingNew, Refused, WrongUse
from warehouse.settings import Settings

_MODELS = """
select
    model_version,
    as_of,
    algorithm,
    k,
    customer_count,
    decisions.action as last_decision,
    decisions.reason as last_reason,
    promotion_number is not null as may_score
from ml.segment_models
left join
    (
        select model_version, action, reason
        from ml.model_promotions
        qualify row_number() over (partition by model_version order by number desc) = 1
    ) as decisions
    using (model_version)
order by as_of desc, promotion_number desc nulls last, model_version
"""


def list_models(settings: Settings) -> tuple[str | None, list[dict[str, Any]]]:
    """Return the champion's version, and every model with the last decision about it, the newest first."""
    with build_connection(settings, "list models") as connection:
        return _champion(connection), _dicts(connection, _MODELS)


def show_model(settings: Settings, version: str) -> dict[str, list[dict[str, Any]]]:
    """Return a model's head, segments, lineage, moves and decisions, each as rows."""
    with build_connection(settings, "show a model") as connection:
        known = _known(connection, version)
        return {
            "head": _dicts(connection, "select * from ml.segment_models where model_version = ?", known),
            "segments": _dicts(
                connection,
                "select segment_id, segment_name, marks, rule, customer_count, customer_share from ml.segment_names "
                "left join ml.model_segments using (model_version, segment_id) where model_version = ? order by 1",
                known,
            ),
            "lineage": _dicts(
                connection, "select * from ml.segment_lineage where model_version = ? order by segment_id", known
            ),
            "moves": _dicts(
                connection,
                "select * from ml.model_reassignments where model_version = ? and from_segment_id <> to_segment_id "
                "order by customer_count desc",
                known,
            ),
            "decisions": _dicts(
                connection, "select * from ml.model_promotions where model_version = ? order by number", known
            ),
        }


def promote_model(settings: Settings, version: str, reason: str, *, despite_gate: bool = False) -> str:
    """Make a stored model the champion of the newest build and those that follow; return its whole version.

    Models of later data are withdrawn, because of promoted models the one of the latest data scores.

    Raises
    ------
    NothingNew
        When it is the champion already.
    Refused
        When the gate refused it, or its segments' ids follow from another champion than today's.
    """
    with warehouse_lock(settings, "promote a model"), build_connection(settings, "promote a model") as connection:
        version = _known(connection, version)
        if version == _champion(connection):
            raise NothingNew(f"Model {version} is the champion already.")
        _require_promotable(connection, version, despite_gate)
        later = connection.execute(
            "select model_version from ml.segment_models where promotion_number is not null and as_of > "
            "(select as_of from ml.segment_models where model_version = ?) and as_of <= ? order by promotion_number",
            [version, _now(connection)],
        ).fetchall()
        connection.begin()
        for (other,) in later:
            decide_on(connection, other, "withdrawn", f"Model {version} takes its place: {reason}")
        decide_on(connection, version, "promoted", reason)
        connection.commit()
        return version


def roll_back_model(settings: Settings, reason: str) -> tuple[str, str]:
    """Withdraw the champion, so that the one before it scores again; return both versions, the withdrawn first.

    Raises
    ------
    WrongUse
        When there is no champion, or none before it.
    """
    with warehouse_lock(settings, "roll a model back"), build_connection(settings, "roll back") as connection:
        champion = _champion(connection)
        if champion is None:
            raise WrongUse("There is no model to roll back: none was ever promoted for this data.")
        connection.begin()
        decide_on(connection, champion, "withdrawn", reason)
        previous = _champion(connection)
        if previous is None:
            connection.rollback()
            raise WrongUse(f"Model {champion} is the first: there is none before it to go back to.")
        connection.commit()
        return champion, previous


def _require_promotable(connection: duckdb.DuckDBPyConnection, version: str, despite_gate: bool) -> None:
    if was_promoted(connection, version):
        return
    if last_action(connection, version) == "refused" and not despite_gate:
        raise Refused(
            f"The gate refused model {version}; `segmart model show {version}` says why. "
            "`--despite-gate` promotes it all the same."
        )
    (previous, reused) = connection.execute(
        """
        select
            any_value(previous_version),
            count(*) filter (where event in ('born', 'split') and segment_id in (
                select segment_id from ml.model_segments where model_version in (
                    select model_version from ml.model_promotions where action = 'promoted'
                )
            ))
        from ml.segment_lineage
        where model_version = ?
        """,
        [version],
    ).fetchone()
    if previous != _champion(connection) or reused:
        raise Refused(
            f"The segment ids of model {version} follow from another champion ({previous or 'none'}) than today's, so "
            "they would mean two things. Run `segmart train`, which matches anew."
        )


def _known(connection: duckdb.DuckDBPyConnection, version: str) -> str:
    """Complete a version of which the beginning (or the end after the dash) was given."""
    rows = connection.execute(
        "select model_version from ml.segment_models "
        "where starts_with(model_version, $1) or split_part(model_version, '-', 2) = $1 order by all",
        [version],
    ).fetchall()
    found = [known for (known,) in rows]
    if len(found) != 1 and version not in found:
        which = f"several: {', '.join(found)}" if found else "none"
        raise WrongUse(f"{version!r} names no model of this home ({which}). `segmart model list` names them.")
    return version if version in found else found[0]


def _champion(connection: duckdb.DuckDBPyConnection) -> str | None:
    return champion_version(connection, _now(connection))


def _now(connection: duckdb.DuckDBPyConnection) -> datetime:
    """Moment of the newest build, which is what readers see of time."""
    newest = newest_build(connection)
    return datetime.max if newest is None else newest.as_of


def _dicts(connection: duckdb.DuckDBPyConnection, sql: str, *parameters: str) -> list[dict[str, Any]]:
    result = connection.execute(sql, list(parameters))
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
