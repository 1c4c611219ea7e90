"""How far a build's customers have moved from those that its model was trained on: written down, and told."""

import logging
from collections.abc import Iterator
from datetime import datetime

import duckdb

from ml_tasks.segmentation.keeping.drift_measures import Drift, measure_drift
from ml_tasks.segmentation.keeping.keeping_config import KeepingConfig
from warehouse.verdicts import Verdict, record_verdicts

log = logging.getLogger(__name__)

_SENTENCES = {
    "psi": "No feature is distributed otherwise than at training.",
    "centroid_shift": "The members of each segment are where its centre is.",
    "segment_share": "Each segment's share is about what it was at training.",
    "far_share": "No more customers than at training are far from every segment.",
}


def record_drift(
    connection: duckdb.DuckDBPyConnection,
    build_id: int,
    as_of: datetime,
    version: str,
    config: KeepingConfig | None = None,
) -> list[Drift]:
    """Measure a build that was scored just now, in place of what was measured of it before, and warn of what crossed.

    Models older than release 0.2.0 noted too little at training for some of the measures, which are left out.
    """
    measured = measure_drift(connection, version, config or KeepingConfig())
    connection.begin()
    connection.execute("delete from ops.drift where build_id = ?", [build_id])
    if measured:
        connection.executemany(
            "insert into ops.drift values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [[build_id, as_of, version, *vars(drift).values(), drift.is_crossed] for drift in measured],
        )
        record_verdicts(connection, list(_verdicts(measured)), as_of=as_of, build_id=build_id)
    connection.commit()
    for drift in measured:
        if drift.is_crossed:
            of_what = drift.feature or ("" if drift.segment_id is None else f"segment {drift.segment_id}")
            log.warning("Drift: %s %s is %.3f, beyond %.3f", drift.measure, of_what, drift.value, drift.bound)
    return measured


def has_new_drift(connection: duckdb.DuckDBPyConnection, build_id: int) -> bool:
    """Whether a build crossed a bound that the build before it with the same model had not crossed: told once."""
    (count,) = connection.execute(
        """
        with crossed as (
            select build_id, measure, feature, segment_id from ops.drift where is_crossed
        ),

        earlier as (
            select max(build_id) as build_id
            from ops.drift
            where
                build_id < $build_id
                and model_version = (select any_value(model_version) from ops.drift where build_id = $build_id)
        )

        select count(*)
        from crossed
        where
            build_id = $build_id
            and not exists (
                select 1
                from crossed as known
                where
                    known.build_id = (select build_id from earlier)
                    and known.measure = crossed.measure
                    and known.feature is not distinct from crossed.feature
                    and known.segment_id is not distinct from crossed.segment_id
            )
        """,
        {"build_id": build_id},
    ).fetchone()
    return count > 0


def _verdicts(measured: list[Drift]) -> Iterator[Verdict]:
    for measure, sentence in _SENTENCES.items():
        own = [drift for drift in measured if drift.measure == measure]
        if own:
            worst = max(own, key=lambda drift: abs(drift.value) - drift.bound)
            where = worst.feature or ("all" if worst.segment_id is None else f"segment {worst.segment_id}")
            yield Verdict(
                gate="drift",
                suite="ops.drift",
                expectation=sentence,
                column_name=None,
                observed=f"{worst.value:.3f} ({where})",
                threshold=f"at most {worst.bound:.3f}",
                severity="warn",
                is_met=not any(drift.is_crossed for drift in own),
            )
