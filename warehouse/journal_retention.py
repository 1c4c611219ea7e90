"""Which entries of the journal are still needed: whatever is asked of it must have the same answer afterwards."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

Entry = dict[str, Any]

_ABOUT_VERSIONS = ("publishing", "published", "rolled_back")
_KEPT_OF_EACH_KIND = 50


def still_needed(
    entries: list[Entry], *, versions_on_disk: Collection[str], remembered: Collection[str], before: datetime
) -> list[Entry]:
    """Choose what stays of a journal, besides all that is younger than ``before`` (naive UTC).

    Parameters
    ----------
    versions_on_disk
        From the first entry on that names one of these, or that a later entry rolled back to, all that tells of
        versions stays: which version a rollback leads to follows from it.
    remembered
        Versions that ``ops.publications`` holds; other publications stay.
    """
    of_versions = _first_that_matters(entries, versions_on_disk)
    newest_of_kind: Counter = Counter()
    kept = []
    for place, entry in reversed(list(enumerate(entries))):
        # For whoever asks what happened last to a source, or to whatever else an event is about.
        kind = (entry["event"], entry.get("source"), entry.get("key"))
        newest_of_kind[kind] += 1
        if entry["event"] in _ABOUT_VERSIONS:
            is_needed = place >= of_versions or (
                entry["event"] == "published" and entry.get("version") not in remembered
            )
        else:
            is_needed = newest_of_kind[kind] <= _KEPT_OF_EACH_KIND
        if is_needed or not _is_older(entry, before):
            kept.append(entry)
    return kept[::-1]


def _first_that_matters(entries: list[Entry], versions_on_disk: Collection[str]) -> int:
    """Place of the first entry from which on the succession of the versions on disk can be told."""
    first_mention: dict[str, int] = {}
    for place, entry in enumerate(entries):
        if entry["event"] in _ABOUT_VERSIONS:
            first_mention.setdefault(entry.get("version"), place)
    on_disk = [place for version, place in first_mention.items() if version in versions_on_disk]
    first = min(on_disk, default=len(entries))
    # Backwards, because what an entry leads to may in turn have been rolled back to from still later.
    for place, entry in reversed(list(enumerate(entries))):
        if place < first:
            break
        if entry["event"] == "rolled_back":
            first = min(first, first_mention[entry.get("version")])
    return first


def _is_older(entry: Entry, before: datetime) -> bool:
    try:
        return datetime.fromisoformat(entry["at"]).replace(tzinfo=None) < before
    except (KeyError, ValueError):
        return True
