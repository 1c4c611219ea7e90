"""What was promised and is not kept: a source that readers see too old, a build that does not end.

Found in the journal and the published file alone, so that a pipeline that nobody started is noticed too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from warehouse import journal
from warehouse.alerts import Alert, send
from warehouse.freshness import SourceFreshness, look_at_sources
from warehouse.settings import Settings
from warehouse.task_runs import note_build
from warehouse.versions import pinned_version

LONGEST_BUILD = timedelta(hours=3)
"""A build that is open for longer is stuck, and so is whoever holds the lock for longer."""


@dataclass(frozen=True)
class Trouble:
    """Something that is wrong until somebody mends it; ``since`` is naive UTC.

    ``key`` says it in a few words that stay the same for as long as it lasts.
    """

    key: str
    what: str
    to_do: str
    since: datetime | None = None


def broken_promises(settings: Settings, sources: list[SourceFreshness], now: datetime) -> list[Trouble]:
    """Name the sources that readers see too old, and a build that has been open for too long."""
    broken = [_lateness(settings, source) for source in sources if source.is_late(now)]
    build = open_build(settings)
    if build is not None and now - build[1] > LONGEST_BUILD:
        build_id, opened_at = build
        broken.append(
            Trouble(
                f"build {build_id} does not end",
                f"It has been open since {_minute(opened_at)}, and has neither passed nor failed.",
                "See whether `build_marts` was stopped or waits for its turn; `segmart run` takes the build over.",
                opened_at + LONGEST_BUILD,
            )
        )
    return broken


def _lateness(settings: Settings, source: SourceFreshness) -> Trouble:
    seen = "What readers see of it was loaded" if source.is_published else "Readers see nothing of it; it was loaded"
    return Trouble(
        f"{source.source} is late",
        f"{seen} at {_minute(source.last_loaded_at)}, and its contract promises news every "
        f"{source.promised_hours:g} hours.",
        _what_holds_it_up(settings, source),
        source.due_at(),
    )


def _what_holds_it_up(settings: Settings, source: SourceFreshness) -> str:
    if pinned := pinned_version(settings):
        return f"A rollback pinned {pinned}; `segmart publish` lets readers see the newest build again."
    if source.has_newer_load:
        return (
            f"It was loaded, but not published since: see whether `load_{source.source}` refused it, and what came of "
            "`build_marts` (`segmart status` lists the last builds)."
        )
    return (
        f"Nothing newer was loaded: see whether files arrive in {settings.landing / source.source}, and whether "
        f"`load_{source.source}` runs (is it paused, is the scheduler up?)."
    )


def note_opened(settings: Settings, build_id: int) -> None:
    """Tell the journal that a build has begun, for those who look without opening the build file."""
    note_build(build_id)
    journal.record(settings, "build_opened", build_id=build_id)


def open_build(settings: Settings) -> tuple[int, datetime] | None:
    """Return the id of a build that has begun and not ended, by the journal, and when it began."""
    opened = journal.last(settings, "build_opened")
    ended = {entry["build_id"] for entry in journal.read(settings, "build_ended")}
    if opened is None or opened["build_id"] in ended:
        return None
    return opened["build_id"], journal.moment(opened["at"])


def watch(settings: Settings, promised_hours: Mapping[str, float], now: datetime | None = None) -> str:
    """Send an alert for what has become late, and for what is so no longer; return in a sentence what is late.

    The journal remembers what was told, so that each is told once; what could not be posted is told the next time.
    """
    now = now or datetime.now(UTC).replace(tzinfo=None)
    sources = look_at_sources(settings, promised_hours)
    broken = {trouble.key: trouble for trouble in broken_promises(settings, sources, now)}
    told = _told(settings)
    for key in sorted(broken.keys() - told.keys()):
        trouble = broken[key]
        if send(settings, _alert(settings, key, trouble.what, trouble.since, trouble.to_do)):
            journal.record(settings, "promise_broken", key=key, since=trouble.since)
    for key in sorted(told.keys() - broken.keys()):
        if send(settings, _alert(settings, f"Over: {key}", "That is no longer so.", told[key], "", is_over=True)):
            journal.record(settings, "promise_kept", key=key)
    return f"Not kept: {', '.join(broken)}." if broken else "Every promise is kept."


def _told(settings: Settings) -> dict[str, datetime]:
    """What people believe to be late, and since when."""
    newest = {entry["key"]: entry for entry in journal.read(settings, "promise_broken", "promise_kept")}
    return {
        key: datetime.fromisoformat(entry["since"])
        for key, entry in newest.items()
        if entry["event"] == "promise_broken"
    }


def _alert(settings: Settings, title: str, what: str, since: datetime, to_do: str, *, is_over: bool = False) -> Alert:
    where = f"segmart status, with SEGMART_HOME={settings.home}"
    return Alert(title, what, since, observed="", to_do=to_do, where=where, is_over=is_over)


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
