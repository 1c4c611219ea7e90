"""Publish the newest build: write a new file beside the others, prove it, then swap one link."""

import duckdb

from warehouse import journal, recovery, versions
from warehouse.builds import Build, newest_build
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import Refused
from warehouse.faults import system_faults
from warehouse.parquet_mirror import write_mirror
from warehouse.publication import Publication, PublishSkipped, next_moment, version_of
from warehouse.published_file import enter_publication, write_published_file
from warehouse.settings import Settings
from warehouse.verdicts import verdicts_of

_ADVICE = "Readers keep a complete publication; mend that and publish again."


def publish(
    settings: Settings, *, release_pin: bool, accept_schema_change: bool = False
) -> Publication | PublishSkipped:
    """Publish the newest build, which must have passed, as a new version.

    Parameters
    ----------
    release_pin
        Whether to publish although a rollback pinned an earlier version, and so release the pin. Scheduled runs
        do not.
    accept_schema_change
        Whether a table that readers have may lose or retype columns.

    Raises
    ------
    Refused
        When the newest build has not passed, or its tables may not be published. The earlier publication stays.
    EnvironmentFault
        When the system refuses a write. No part of the new version is left behind.
    """
    with system_faults("Publishing", _ADVICE), warehouse_lock(settings, "publish"):
        with versions.publish_lock(settings):
            recovery.follow_the_link(settings)
        recovery.remove_leftovers(settings)
        if not release_pin and (pinned := versions.pinned_version(settings)):
            return _skipped(pinned)
        with build_connection(settings, "publish") as build:
            _remember_publications(settings, build)
            publication = _next_publication(settings, build)
        outcome = _write_and_swap(settings, publication, release_pin, accept_schema_change)
        with build_connection(settings, "publish") as build:
            _remember_publications(settings, build)
        return outcome


def _skipped(pinned: str) -> PublishSkipped:
    return PublishSkipped(
        f"Nothing was published: a rollback pinned version {pinned}. `segmart publish` releases the pin."
    )


def _remember_publications(settings: Settings, build: duckdb.DuckDBPyConnection) -> None:
    """Enter what the journal knows into the build's ``ops.publications``, from which the next file gets its history."""
    known = {version for (version,) in build.execute("select version from ops.publications").fetchall()}
    for entry in journal.read(settings, "published"):
        if entry["version"] not in known:
            enter_publication(build, Publication.from_facts(entry))
            known.add(entry["version"])


def _next_publication(settings: Settings, build: duckdb.DuckDBPyConnection) -> Publication:
    newest = newest_build(build)
    if newest is None:
        raise Refused("There is no build to publish yet. Run `segmart build` first.")
    if newest.state != "passed":
        raise Refused(_why_not(newest))
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


def _why_not(build: Build) -> str:
    said = f" ({build.message.strip().rstrip('.')})" if build.message else ""
    words = {
        "open": "is still open, or was interrupted",
        "prepared": "has no segments",
        "refused": "was refused by a gate",
        "failed": "failed",
    }
    return (
        f"Build {build.build_id} {words[build.state]}{said}, and only a passed build is published. "
        "The earlier publication stays. Mend the cause and run `segmart build`."
    )


def _write_and_swap(
    settings: Settings, publication: Publication, release_pin: bool, accept_schema_change: bool
) -> Publication | PublishSkipped:
    """Announce, write everything that can fail, and only then swap; whatever goes wrong before leaves no trace."""
    journal.record(settings, "publishing", **publication.facts())
    try:
        tables = write_published_file(settings, publication, accept_schema_change=accept_schema_change)
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
