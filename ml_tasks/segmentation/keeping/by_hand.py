"""What a person does to models: promote one, say no to one, take the champion back."""

from datetime import datetime
from typing import TYPE_CHECKING

import duckdb

from ml_tasks.segmentation.keeping.decisions import decide_on, last_action, was_promoted
from ml_tasks.segmentation.keeping.model_cards import complete_version, tell_models
from ml_tasks.segmentation.keeping.models import champion_version
from warehouse.builds import newest_build
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import NothingNew, Refused, WrongUse
from warehouse.settings import Settings

if TYPE_CHECKING:
    # Brings scikit-learn, which every task of every DAG would pay for.
    from ml_tasks.segmentation.config import Segmentation

_LATER = """
select model_version
from ml.segment_models
where
    promotion_number is not null
    and as_of > (select as_of from ml.segment_models where model_version = $version)
    and as_of <= $now
    and segmentation = (select segmentation from ml.segment_models where model_version = $version)
order by promotion_number
"""

# As things stood when a model was promoted the last time.
_BEFORE = """
with

standing as (
    select
        model_version,
        arg_max(action, number) as action,
        max(number) as decided_as
    from ml.model_promotions
    where
        action in ('promoted', 'withdrawn')
        and number < (
            select max(number) from ml.model_promotions where model_version = $champion and action = 'promoted'
        )
    group by model_version
)

select model_version
from standing
inner join ml.segment_models using (model_version)
where action = 'promoted' and segmentation = $segmentation and as_of <= $now
order by as_of desc, decided_as desc
limit 1
"""

# Segments that are new in a model must not have a number that people have seen mean another.
_ORIGIN = """
select
    any_value(previous_version),
    count(*) filter (where event in ('born', 'split') and segment_id in (
        select segment_id
        from ml.model_segments
        inner join ml.segment_models using (model_version)
        where
            segmentation = $segmentation
            and model_version in (select model_version from ml.model_promotions where action = 'promoted')
    ))
from ml.segment_lineage
where model_version = $version
"""


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
        champion = _champion(connection, _segmentation(connection, version))
        if version == champion:
            raise NothingNew(f"Model {version} is the champion already.")
        _require_promotable(connection, version, champion, despite_gate=despite_gate)
        later = connection.execute(_LATER, {"version": version, "now": _now(connection)}).fetchall()
        connection.begin()
        # First, so that a rollback finds those that it displaced standing before it.
        decide_on(connection, version, "promoted", reason)
        for (other,) in later:
            decide_on(connection, other, "withdrawn", f"Model {version} takes its place: {reason}")
        connection.commit()
        tell_models(settings, connection)
        return version


def decline_model(settings: Settings, version: str, reason: str) -> None:
    """Enter that a person said no to a model that waits; training does not promote it again by itself.

    One that was decided on meanwhile stays what it is.
    """
    with warehouse_lock(settings, "decline a model"), build_connection(settings, "decline a model") as connection:
        if last_action(connection, version) == "waits":
            connection.begin()
            decide_on(connection, version, "withdrawn", reason)
            connection.commit()
            tell_models(settings, connection)


def roll_back_model(settings: Settings, reason: str, segmentation: "Segmentation" = "main") -> tuple[str, str]:
    """Withdraw the champion, so that the one before it scores again; return both versions, the withdrawn first.

    The one before is the champion when this one was promoted, also if it was displaced by hand.

    Raises
    ------
    WrongUse
        When there is no champion, or none before it.
    """
    with warehouse_lock(settings, "roll a model back"), build_connection(settings, "roll back") as connection:
        champion = _champion(connection, segmentation)
        if champion is None:
            raise WrongUse("There is no model to roll back: none was ever promoted for this data.")
        asked = {"champion": champion, "segmentation": segmentation, "now": _now(connection)}
        found = connection.execute(_BEFORE, asked).fetchone()
        if found is None:
            raise WrongUse(f"Model {champion} is the first: there is none before it to go back to.")
        (previous,) = found
        connection.begin()
        decide_on(connection, champion, "withdrawn", reason)
        if _champion(connection, segmentation) != previous:
            decide_on(connection, previous, "promoted", f"Model {champion} was taken back: {reason}")
        connection.commit()
        tell_models(settings, connection)
        return champion, previous


def _require_promotable(
    connection: duckdb.DuckDBPyConnection, version: str, champion: str | None, *, despite_gate: bool
) -> None:
    if was_promoted(connection, version):
        return
    if last_action(connection, version) == "refused" and not despite_gate:
        raise Refused(
            f"The gate refused model {version}; `segmart model show {version}` says why. "
            "`--despite-gate` promotes it all the same."
        )
    asked = {"version": version, "segmentation": _segmentation(connection, version)}
    (previous, reused) = connection.execute(_ORIGIN, asked).fetchone()
    if previous != champion or reused:
        raise Refused(
            f"The segment ids of model {version} follow from another champion ({previous or 'none'}) than today's, so "
            "they would mean two things. Run `segmart train`, which matches anew."
        )


def _known(connection: duckdb.DuckDBPyConnection, version: str) -> str:
    rows = connection.execute("select model_version from ml.segment_models").fetchall()
    return complete_version(version, [known for (known,) in rows])


def _segmentation(connection: duckdb.DuckDBPyConnection, version: str) -> "Segmentation":
    return connection.execute(
        "select segmentation from ml.segment_models where model_version = ?", [version]
    ).fetchone()[0]


def _champion(connection: duckdb.DuckDBPyConnection, segmentation: "Segmentation") -> str | None:
    return champion_version(connection, _now(connection), segmentation)


def _now(connection: duckdb.DuckDBPyConnection) -> datetime:
    """Moment of the newest build, which is what readers see of time."""
    newest = newest_build(connection)
    return datetime.max if newest is None else newest.as_of
