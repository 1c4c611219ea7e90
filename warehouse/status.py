"""Gather what a person wants to know first, without the build file: journal, links, lock and published file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from warehouse import journal
from warehouse.connection import lock_held_since, lock_holder
from warehouse.freshness import SourceFreshness, look_at_sources
from warehouse.promises import LONGEST_BUILD, Trouble, broken_promises
from warehouse.publication import Publication
from warehouse.published import published_connection
from warehouse.settings import Settings
from warehouse.verdicts import Verdict, verdicts_of
from warehouse.versions import current_version, kept_versions, pinned_version, publication_of

_RECENT = 5
# Publishing follows a build at once, and is tried again for a while.
_TIME_TO_PUBLISH = timedelta(minutes=30)

_FIGURES = """
select
    build_id, selection, epoch(ended_at - opened_at) as seconds, work_seconds, lock_wait_seconds, row_count, byte_count
from ops.builds
where ended_at is not null
order by build_id desc
limit ?
"""


@dataclass(frozen=True)
class BuildFigures:
    """What a build that the current publication knows of came to; work and rows are None where nobody counted."""

    build_id: int
    selection: str | None
    seconds: float
    work_seconds: float | None
    lock_wait_seconds: float | None
    row_count: int | None
    byte_count: int | None


@dataclass(frozen=True)
class Status:
    """Everything that ``segmart status`` shows. ``builds`` and ``loads`` are journal entries, oldest first."""

    looked_at: datetime
    home: Path
    lock_holder: str
    current: Publication | None
    pinned: str | None
    versions: list[str]
    builds: list[dict[str, Any]]
    loads: list[dict[str, Any]]
    refusals: list[str]
    sources: list[SourceFreshness]
    troubles: list[Trouble]
    waiting_models: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    figures: list[BuildFigures] = field(default_factory=list)

    @property
    def is_healthy(self) -> bool:
        """Whether nothing is wrong; a model that waits for approval is not."""
        return not self.troubles

    def facts(self) -> dict[str, Any]:
        """Return all of it for programs, the answer first."""
        return {"is_healthy": self.is_healthy} | asdict(self)


def status(settings: Settings, promises: Mapping[str, float] | None = None, now: datetime | None = None) -> Status:
    """Look at a home, whatever is running in it; an empty home gives an empty status.

    ``promises`` are the hours that each source's contract lets pass between two loads, ``now`` is naive UTC.
    """
    now = now or datetime.now(UTC).replace(tzinfo=None)
    version = current_version(settings)
    current = publication_of(settings, version) if version else None
    verdicts, figures = _published_facts(settings, current) if current else ([], [])
    sources = look_at_sources(settings, promises or {})
    builds = journal.read(settings, "build_ended")
    return Status(
        looked_at=now,
        home=settings.home,
        lock_holder=lock_holder(settings),
        current=current,
        pinned=pinned_version(settings),
        versions=kept_versions(settings),
        builds=builds[-_RECENT:],
        loads=journal.read(settings, "loaded")[-_RECENT:],
        refusals=standing_refusals(settings),
        sources=sources,
        troubles=[
            *_unpublished(settings, current, builds[-1] if builds else None, now),
            *broken_promises(settings, sources, now),
            *_refused(standing_refusals(settings)),
            *_held_up(settings, now),
        ],
        waiting_models=_waiting_models(settings),
        verdicts=verdicts,
        figures=figures,
    )


def standing_refusals(settings: Settings) -> list[str]:
    """Return what the last look at each source found refused."""
    newest = {entry["source"]: entry["complaints"] for entry in journal.read(settings, "refusals")}
    return [complaint for complaints in newest.values() for complaint in complaints]


def _waiting_models(settings: Settings) -> list[str]:
    newest = {entry["key"]: entry.get("last_decision") for entry in journal.read(settings, "model")}
    return sorted(version for version, decision in newest.items() if decision == "waits")


def _published_facts(settings: Settings, current: Publication) -> tuple[list[Verdict], list[BuildFigures]]:
    with published_connection(settings) as connection:
        return verdicts_of(connection, current.build_id, current.raw_through_batch), _figures(connection)


def _figures(connection: duckdb.DuckDBPyConnection) -> list[BuildFigures]:
    """Read the last builds' figures, which publications of release 0.1.0 do not have."""
    has_figures = connection.execute(
        "select count(*) from duckdb_columns() where table_name = 'builds' and column_name = 'work_seconds'"
    ).fetchone()[0]
    if not has_figures:
        return []
    return [BuildFigures(*row) for row in connection.execute(_FIGURES, [_RECENT]).fetchall()]


def _unpublished(
    settings: Settings, current: Publication | None, last: dict[str, Any] | None, now: datetime
) -> list[Trouble]:
    """Say why readers do not see the newest build."""
    troubles = []
    pinned = pinned_version(settings)
    if current is None:
        troubles.append(Trouble("nothing is published", "Readers find nothing yet.", "`segmart run` publishes."))
    if pinned:
        what = f"A rollback pinned {pinned}; scheduled runs publish nothing."
        troubles.append(Trouble("readers are pinned", what, "`segmart publish` lets them see the newest build again."))
    if last is None:
        return troubles
    ended_at = journal.moment(last["at"])
    if last["state"] in ("refused", "failed"):
        key = f"build {last['build_id']} {'was refused' if last['state'] == 'refused' else 'failed'}"
        to_do = "Mend what it names, then `segmart run`. Readers keep the publication before."
        troubles.append(Trouble(key, last.get("message") or "It gave no reason.", to_do, ended_at))
    passed = [entry for entry in journal.read(settings, "build_ended") if entry["state"] == "passed"]
    if not passed or pinned:
        return troubles
    last = passed[-1]
    ended_at = journal.moment(last["at"])
    is_newer = current is None or current.build_id < last["build_id"]
    if is_newer and now - ended_at > _TIME_TO_PUBLISH:
        what = "It passed every gate, but readers do not see it."
        to_do = "`segmart publish` publishes it, or says what is in the way."
        troubles.append(Trouble(f"build {last['build_id']} is not published", what, to_do, ended_at))
    return troubles


def _refused(refusals: list[str]) -> list[Trouble]:
    if not refusals:
        return []
    key = f"{len(refusals)} refusals stand" if len(refusals) > 1 else "a refusal stands"
    return [Trouble(key, "\n".join(refusals), "Mend, replace or remove what it names, then load again.")]


def _held_up(settings: Settings, now: datetime) -> list[Trouble]:
    since = lock_held_since(settings)
    if since is None or now - since <= LONGEST_BUILD:
        return []
    what = f"The build file is held by {lock_holder(settings)}."
    return [Trouble("the lock is held for long", what, "If that process is stuck, end it; nothing is lost.", since)]
