"""Maintenance, backup and restore as a person reads them at a terminal."""

from typing import TYPE_CHECKING

from rich.table import Table

from warehouse.cli import console
from warehouse.old_files import Removal
from warehouse.settings import Settings

if TYPE_CHECKING:
    # What these belong to takes seconds to import, and other commands do without.
    from orchestration.maintenance import MaintenanceReport
    from warehouse.backup import Backup
    from warehouse.restore import Restoration


def show_maintenance(report: "MaintenanceReport") -> None:
    """Print what was removed, and what became of the build file."""
    if removals := [removal for removal in report.removals if removal.count]:
        console.out.print(_removals(removals))
    else:
        console.say("Nothing is past its retention.")
    console.say(report.compaction.sentence() if report.compaction else report.not_compacted_because)


def _removals(removals: list[Removal]) -> Table:
    table = console.table("past their retention", "removed", "bytes", right=["removed", "bytes"])
    for removal in removals:
        size = "" if removal.byte_count is None else f"{removal.byte_count:,}"
        table.add_row(removal.what, f"{removal.count:,}", size)
    return table


def show_backup(backup: "Backup") -> None:
    """Print where the archive is, and above all what is not in it."""
    console.say(
        f"Saved {backup.path} ({backup.byte_count:,} bytes), for its owner's eyes only: it holds personal data."
    )
    if backup.landed_file_count is None:
        console.say("Landed files are not in it: save the landing folder as well, or use --with-landing.")
    else:
        console.say(f"{backup.landed_file_count:,} landed files are in it.")
    console.say(
        "THE KEY IS NOT IN IT. Keep SEGMART_PII_KEY (in the demo: the file pii.key) somewhere else: without that key "
        "no build of the restored home will run."
    )


def show_restoration(settings: Settings, restoration: "Restoration") -> None:
    """Print what was restored, and what is left to do."""
    manifest = restoration.manifest
    console.say(f"Restored {settings.home} as it was at {manifest.created_at}, saved by release {manifest.release}.")
    if not restoration.landed_file_count:
        console.say(f"Landed files were not in the archive: put them back into {settings.landing}.")
    console.say("Set the key that the home had (SEGMART_PII_KEY, or in the demo the file pii.key).")
    console.say("Nothing is published until the next `segmart run`.")
