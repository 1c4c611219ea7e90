"""What a home does not need any more: old publications, records of single runs, rejected records past their time."""

from datetime import UTC, datetime, timedelta

import duckdb

from warehouse import backup, compaction, journal, recovery, versions
from warehouse.build_figures import absorb_task_runs
from warehouse.builds import newest_build
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import NothingNew
from warehouse.faults import system_faults
from warehouse.journal_retention import still_needed
from warehouse.lineage.files import PATTERN, compress_closed_days
from warehouse.old_files import Removal, bytes_below, remove_files
from warehouse.publish import remember_publications
from warehouse.settings import Settings
from warehouse.verdicts import remove_met_verdicts

# Twice what a batch is held against, so that loads that come late find others of their time.
_DAYS_OF_FIGURES = 120
_ADVICE = "What was removed was not needed; mend that and run it again."


def remove_what_is_old(settings: Settings) -> list[Removal]:
    """Remove what is past its retention from a home, and return what that was.

    Raises
    ------
    NothingNew
        When there is no build file yet.
    """
    require_something(settings)
    logs_before = retention_ends(settings.log_retention_days)
    with system_faults("Maintenance", _ADVICE), warehouse_lock(settings, "maintain"):
        compaction.remove_leftovers(settings)
        backup.remove_leftovers(settings)
        removals = [_remove_versions(settings)]
        with build_connection(settings, "maintain") as connection:
            absorb_task_runs(settings, connection)
            remember_publications(settings, connection)
            removals.append(_purge_rejected_rows(settings, connection))
            removals += _remove_run_records(settings, connection, logs_before)
            removals.append(_shorten_journal(settings, connection, logs_before))
        removals.append(remove_files("dbt's logs", settings.dbt_target / "logs", logs_before))
        removals.append(remove_files("lineage events", settings.lineage, logs_before, PATTERN))
        compress_closed_days(settings.lineage, datetime.now(UTC).date())
    return removals


def require_something(settings: Settings) -> None:
    """Raise NothingNew when no command has made a build file in this home yet."""
    if not settings.build_file.exists():
        raise NothingNew(f"There is nothing in {settings.home} to maintain yet.")


def retention_ends(days: int) -> datetime:
    """Return the moment (naive UTC) before which things are older than some days."""
    return datetime.now(UTC).replace(tzinfo=None) - timedelta(days=days)


def _remove_versions(settings: Settings) -> Removal:
    with versions.publish_lock(settings):
        recovery.follow_the_link(settings)
    recovery.remove_leftovers(settings)
    with versions.publish_lock(settings):
        kept, size = versions.kept_versions(settings), bytes_below(settings.published)
        recovery.remove_old_versions(settings)
        removed = set(kept) - set(versions.kept_versions(settings))
    return Removal("publications", len(removed), size - bytes_below(settings.published))


def _purge_rejected_rows(settings: Settings, connection: duckdb.DuckDBPyConnection) -> Removal:
    past = [retention_ends(settings.quarantine_retention_days)]
    (count,) = connection.execute(
        "select count(*) from quarantine.rejected_rows where rejected_at < ?", past
    ).fetchone()
    if count:
        # First, so that a crash in between costs a compaction and not the privacy of those records.
        journal.record(settings, compaction.PURGED, rows=count)
        connection.execute("delete from quarantine.rejected_rows where rejected_at < ?", past)
    return Removal("rejected records", count)


def _remove_run_records(settings: Settings, connection: duckdb.DuckDBPyConnection, before: datetime) -> list[Removal]:
    """Remove what single nodes and tasks cost, and verdicts that were met.

    Of the newest build and of kept publications' builds all of it stays.
    """
    kept = connection.execute(
        "select build_id from ops.publications where version in (select unnest($versions::varchar[])) "
        "union select build_id from ops.builds where state = 'open'",
        {"versions": versions.kept_versions(settings)},
    ).fetchall()
    newest = newest_build(connection)
    build_ids = [build_id for (build_id,) in kept] + ([newest.build_id] if newest else [])
    removals = []
    for what, table in (("results of dbt nodes", "dbt_run_results"), ("records of tasks", "task_runs")):
        (count,) = connection.execute(
            f"delete from ops.{table} where ended_at < $before "
            "and (build_id is null or build_id not in (select unnest($build_ids::bigint[])))",
            {"before": before, "build_ids": build_ids},
        ).fetchone()
        removals.append(Removal(what, count))
    removals += _remove_books(connection, before, build_ids)
    raw_through_batch = newest.raw_through_batch if newest else 0
    count = remove_met_verdicts(connection, before, build_ids, raw_through_batch)
    return [*removals, Removal("verdicts that were met", count)]


def _remove_books(connection: duckdb.DuckDBPyConnection, before: datetime, build_ids: list[int]) -> list[Removal]:
    """Remove what was noted of old loads and builds and is no control total: those are needed for as long as raw is."""
    of_looks = "looked_at < $before and build_id not in (select unnest($build_ids::bigint[]))"
    of_builds = (
        "build_id in (select build_id from ops.builds where opened_at < $before) "
        "and build_id not in (select unnest($build_ids::bigint[]))"
    )
    of_batches = "batch_id in (select batch_id from ops.batches where ended_at < $before)"
    of_build = {"before": before, "build_ids": build_ids}
    of_batch = {"before": before}
    compared = {"before": retention_ends(_DAYS_OF_FIGURES)}
    removals = []
    for what, table, condition, values in (
        ("looks at the sources' freshness", "source_freshness", of_looks, of_build),
        ("counts of values without a standard", "unmapped_values", of_builds, of_build),
        ("fences of outliers", "outliers", of_builds, of_build),
        ("reasons of rejection", "rejections", of_batches, of_batch),
        ("figures of batches", "batch_figures", of_batches, compared),
    ):
        (count,) = connection.execute(f"delete from ops.{table} where {condition}", values).fetchone()
        removals.append(Removal(what, count))
    return removals


def _shorten_journal(settings: Settings, connection: duckdb.DuckDBPyConnection, before: datetime) -> Removal:
    remembered = {version for (version,) in connection.execute("select version from ops.publications").fetchall()}
    on_disk = set(versions.kept_versions(settings))

    def choose(entries: list[dict]) -> list[dict]:
        return still_needed(entries, versions_on_disk=on_disk, remembered=remembered, before=before)

    return Removal("entries of the journal", journal.shorten(settings, choose))
