"""Where the components of a local Airflow write: a file each, not among the logs of tasks, which are pruned by age."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_BYTES_KEPT = 10_000_000


@dataclass(frozen=True)
class ComponentLogs:
    """The logs in one folder."""

    folder: Path

    def open(self, component: str) -> BinaryIO:
        """Open a component's log at its end, after moving a long one aside.

        It is for appending, so that maintenance may cut it while the component goes on writing.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(component)
        if path.exists() and path.stat().st_size > _BYTES_KEPT:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")

    def last_words(self, component: str) -> str:
        """Return the last line that a component wrote, and where the rest is."""
        path = self._path(component)
        lines = path.read_text(errors="replace").strip().splitlines()
        return f"{lines[-1].strip() if lines else 'it said nothing'} (all of it in {path})."

    def _path(self, component: str) -> Path:
        return self.folder / f"{component}.log"
