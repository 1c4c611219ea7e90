"""What is asked of a benchmark, and what it found."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Options:
    """How large, where and how often; ``folder`` has room for extracts and homes, and is emptied afterwards."""

    customers: int
    folder: Path
    memory_limit: str | None = None
    sizes: tuple[int, ...] = (100_000, 300_000, 1_000_000)
    rounds: int = 3
    tiny_customers: int = 300


@dataclass(frozen=True)
class Section:
    """A table of findings with the sentences below it; ``figures`` are the same for a machine."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    sentences: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
