"""What a publication is: one version of the published file, and which build it holds."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

_VERSION = re.compile(r"(\d{8}T\d{6})(\d{3})Z_b\d+")


@dataclass(frozen=True)
class Publication:
    """One row of ``ops.publications``; all times are naive UTC."""

    version: str
    build_id: int
    as_of: datetime
    model_version: str | None
    raw_through_batch: int
    gates_met: int
    gates_warned: int
    published_at: datetime

    def facts(self) -> dict[str, Any]:
        """As JSON takes it, for the journal and the manifest."""
        return asdict(self) | {"as_of": str(self.as_of), "published_at": str(self.published_at)}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "Publication":
        """Read back what ``facts`` wrote; other keys are passed over."""
        own = {name: facts[name] for name in cls.__dataclass_fields__}
        moments = {name: datetime.fromisoformat(own[name]) for name in ("as_of", "published_at")}
        return cls(**own | moments)


@dataclass(frozen=True)
class PublishSkipped:
    """Nothing was published, and that is right; ``reason`` is a sentence."""

    reason: str


def next_moment(newest_version: str | None) -> datetime:
    """Now in UTC, to the millisecond, but later than the newest version even if the clock was set back."""
    now = datetime.now(UTC).replace(tzinfo=None)
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return max(now, moment_of(newest_version) + timedelta(milliseconds=1)) if newest_version else now


def version_of(moment: datetime, build_id: int) -> str:
    """Name a version: sorts by time, and says which build it holds."""
    return f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}Z_b{build_id}"


def moment_of(version: str) -> datetime:
    """Undo ``version_of``."""
    seconds, milliseconds = _VERSION.fullmatch(version).groups()
    return datetime.strptime(seconds, "%Y%m%dT%H%M%S") + timedelta(milliseconds=int(milliseconds))


def is_version(name: str) -> bool:
    """Whether a name in the published folder is a version's."""
    return _VERSION.fullmatch(name) is not None
