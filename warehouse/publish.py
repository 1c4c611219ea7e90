"""Publish the newest build: write a new file beside the others, prove it, then swap one link."""

import duckdb

from warehouse import journal, recovery, versions
from warehouse.connection import build_connection, warehouse_lock
from warehouse.faults import system_faults
from warehouse.lineage.publication import published_parts
from warehouse.lineage.tracing import traced
from warehouse.parquet_mirror import write_mirror
from warehouse.publication import Publication, PublishSkipped, next_moment, version_of
from warehouse.publishable import publishable_build
from warehouse.published_file import enter_publication, write_published_file
from warehouse.schema_acceptance import accepted_changes
from warehouse.settings import Settings
from warehouse.source_freshness import record_publication
from warehouse.task_runs import note_build
from warehouse.timed_steps import timed
from warehouse.verdicts import verdicts_of

_ADVICE = "Readers keep a complete publication; mend that and publish again."


@timed("publish")
def publish(settings: Settings, *, release_pin: bool) -> Publication | PublishSkipped:
    """Publish the newest build, which must have passed, as a new version.

    Parameters
    ----------
    release_pin
        Whether to publish although a rollback pinned an earlier version, and so release the pin. Scheduled runs
        do not.

    Raises
    ------
    Refused
        When the newest build has not passed, its tables may not be published, or they lack something that readers
        have and nobody let go (see ``schema_acceptance``). The earlier publication stays.
    EnvironmentFault
        When the system refuses a write. No part of the new version is left behind.
    """
    with (
        system_faults("Publishing", _ADVICE),
        warehouse_lock(settings, "publish"),
        traced(settings, "publish") as lineage,
    ):
        with versions.publish_lock(settings):
            recovery.follow_the_link(settings)
        recovery.remove_leftovers(settings)
        if not release_pin and (pinned := versions.pinned_version(settings)):
            return _skipped(pinned)
        with build_connection(settings, "publish") as build:
            remember_publications(settings, build)
            publication = _next_publication(settings, build)
            record_publication(build, publication)
        note_build(publication.build_id)
        outcome = _write_and_swap(settings, publication, release_pin)
        with build_connection(settings, "publish") as build:
            remember_publications(settings, build)
        if isinstance(outcome, Publication):
            lineage.tell(published_parts, settings, outcome)
        return outcome


def _skipped(pinned: str) -> PublishSkipped:
    return PublishSkipped(
        f"Nothing was published: a rollback pinned version {pinned}. `segmart publish` releases the pin."
    )


def remember_publications(settings: Settings, build: duckdb.DuckDBPyConnection) -> None:
    """Enter what the journal knows into the build's ``ops.publications``, from which the next file gets its history."""
    known = {version for (version,) in build.execute("select version from ops.publications").fetchall()}
    for entry in journal.read(settings, "published"):
        if entry["version"] not in known:
            enter_publication(build, Publication.from_facts(entry))
            known.add(entry["version"])


def _next_publication(settings: Settings, build: duckdb.DuckDBPyConnection) -> Publication:
    newest = publishable_build(build)
    verdicts = verdicts_of(build, newest.build_id, newest.raw_through_batch)
    published_at = next_moment(max(versions.kept_versions(settings), default=None))
    return Publication(
        version=version_of(published_at, newest.build_id),
        build_id=newest.build_id,
        as_of=newest.as_of,
        model_version=newest.model_version,
        raw_through_batch=newest.raw_through_batch,
        gates_met=sum(verdict.is_met for verdict in verdicts),
        gates_warned=sum(not verdict.is_met for verdict in verdicts),
        published_at=published_at,
    )


def _write_and_swap(settings: Settings, publication: Publication, release_pin: bool) -> Publication | PublishSkipped:
    """Announce, write everything that can fail, and only then swap; whatever goes wrong before leaves no trace."""
    journal.record(settings, "publishing", **publication.facts())
    try:
        tables = write_published_file(settings, publication, accepted=accepted_changes(settings))
        write_mirror(settings, publication, tables)
        with versions.publish_lock(settings):
            if not release_pin and (pinned := versions.pinned_version(settings)):
                # Somebody rolled back while we were copying.
                recovery.discard(settings, publication.version)
                return _skipped(pinned)
            versions.point_to(settings, publication.version)
            journal.record(settings, "published", **publication.facts())
            recovery.remove_old_versions(settings)
    except BaseException:
        recovery.discard(settings, publication.version)
        raise
    return publication
