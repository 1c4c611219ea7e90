"""What a load tells a person, the journal, and the gate after it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from extract_load.drift import SchemaChange


@dataclass
class LoadReport:
    """What one load of one source found.

    ``refused_files`` (name -> why) are those that this load tried. ``standing_refusals`` are those that an earlier one
    refused, that lie there as they did, and that nothing will load until they or their contract are mended. ``late``
    counts, by entity, records that came later than its contract expects. ``schema_changes`` are those that no load had
    seen before.
    """

    source: str
    file_count: int = 0
    row_count: int = 0
    rejected_count: int = 0
    refused_files: dict[str, str] = field(default_factory=dict)
    standing_refusals: dict[str, str] = field(default_factory=dict)
    reasons: Counter = field(default_factory=Counter)
    late: Counter = field(default_factory=Counter)
    schema_changes: list[SchemaChange] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        """Return the figures for the journal."""
        return {
            "source": self.source,
            "files": self.file_count,
            "rows": self.row_count,
            "rejected": self.rejected_count,
            "refused_files": self.refused_files,
        }

    def sentence(self) -> str:
        """Return the figures as a person reads them."""
        parts = ["nothing new"]
        if self.file_count or self.refused_files:
            counted = f"{self.row_count:,} loaded, {self.rejected_count:,} quarantined"
            parts = [f"{counted} from {_files(self.file_count)}"]
        if self.refused_files:
            parts.append(f"{_files(len(self.refused_files))} refused")
        if self.standing_refusals:
            parts.append(f"{_files(len(self.standing_refusals))} still refused")
        return f"{self.source}: {', '.join(parts)}"


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"
