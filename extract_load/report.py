"""What a load tells a person, the journal, and the gate after it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class LoadReport:
    """What one load of one source found.

    ``batches_to_judge`` are those whose rows no gate has passed yet: this load's, and earlier ones that a crash or a
    gate's no left behind.
    """

    source: str
    file_count: int = 0
    row_count: int = 0
    rejected_count: int = 0
    refused_files: dict[str, str] = field(default_factory=dict)
    reasons: Counter = field(default_factory=Counter)
    batches_to_judge: list[int] = field(default_factory=list)

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
        if not self.file_count and not self.refused_files:
            return f"{self.source}: nothing new"
        counted = f"{self.row_count:,} loaded, {self.rejected_count:,} quarantined"
        refused = f", {_files(len(self.refused_files))} refused" if self.refused_files else ""
        return f"{self.source}: {counted} from {_files(self.file_count)}{refused}"


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"
