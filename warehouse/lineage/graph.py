"""What the newest events say of a published table: out of what it was made, back to the landing files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from warehouse.errors import WrongUse
from warehouse.lineage.datasets import PUBLISHED
from warehouse.lineage.files import lines_newest_first
from warehouse.settings import Settings

FILES = "file"


@dataclass(frozen=True)
class Origin:
    """How a dataset was last made before it was used."""

    job: str
    ended_at: datetime
    inputs: tuple[str, ...]
    row_count: int | None
    version: str | None


@dataclass
class Upstream:
    """A table and all that it was made of; names are those of the datasets (a table's, or a path)."""

    root: str
    origins: dict[str, Origin] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Return every dataset once, each before what it was made of."""
        seen: dict[str, None] = {self.root: None}
        waiting = [self.root]
        while waiting:
            for name in self._inputs(waiting.pop(0)):
                if name not in seen:
                    seen[name] = None
                    waiting.append(name)
        return list(seen)

    def edges(self) -> list[tuple[str, str]]:
        """Return (from, to) in the direction in which rows flow."""
        return [(source, name) for name in self.names() for source in self._inputs(name)]

    def _inputs(self, name: str) -> tuple[str, ...]:
        return self.origins[name].inputs if name in self.origins else ()


def upstream(settings: Settings, table: str) -> Upstream:
    """Read the lineage of a published table (``schema.table``) from the home's events, and from nothing else.

    Events are read backwards: what made a table is the newest run that ended before the table was used, so a build that
    came to nothing after the last publication does not show.

    Raises
    ------
    WrongUse
        When no event tells of the table's publication.
    """
    graph = Upstream(f"{PUBLISHED}.{table}")
    missing = {graph.root}
    for event in _completed(settings, missing):
        for output in event["outputs"]:
            if output["name"] in missing and output["namespace"] == f"duckdb://{settings.lineage_namespace}":
                missing.remove(output["name"])
                graph.origins[output["name"]] = _origin(event, output)
                missing |= _tables(event) - graph.origins.keys()
                graph.files |= _file_counts(event)
        if not missing:
            break
    if graph.root not in graph.origins:
        raise WrongUse(_unknown(settings, table))
    return graph


def _completed(settings: Settings, wanted: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the ends of runs that may have made one of the tables in ``wanted`` as it is then, newest first."""
    for line in lines_newest_first(settings.lineage):
        # Most lines are about something else, and need no parsing.
        if '"COMPLETE"' in line and any(f'"{name}"' in line for name in wanted):
            event = _event(line)
            if event.get("eventType") == "COMPLETE" and event.get("outputs"):
                yield event


def _event(line: str) -> dict[str, Any]:
    """Read an event; half a line, which a crash has left, tells of nothing."""
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return {}


def _origin(event: dict[str, Any], output: dict[str, Any]) -> Origin:
    return Origin(
        job=event["job"]["name"],
        ended_at=datetime.fromisoformat(event["eventTime"]),
        inputs=tuple(sorted(dataset["name"] for dataset in event.get("inputs", ()))),
        row_count=output.get("outputFacets", {}).get("outputStatistics", {}).get("rowCount"),
        version=output.get("facets", {}).get("version", {}).get("datasetVersion"),
    )


def _tables(event: dict[str, Any]) -> set[str]:
    return {dataset["name"] for dataset in event.get("inputs", ()) if dataset["namespace"] != FILES}


def _file_counts(event: dict[str, Any]) -> dict[str, int]:
    return {
        dataset["name"]: dataset.get("inputFacets", {}).get("inputStatistics", {}).get("fileCount", 1)
        for dataset in event.get("inputs", ())
        if dataset["namespace"] == FILES
    }


def _unknown(settings: Settings, table: str) -> str:
    published = {
        output["name"].removeprefix(f"{PUBLISHED}.")
        for line in lines_newest_first(settings.lineage)
        if f'"{PUBLISHED}.' in line and '"COMPLETE"' in line
        for output in _event(line).get("outputs", ())
    }
    if not published:
        return f"No event in {settings.lineage} tells of a publication. `segmart run` publishes, and records how."
    return f"No event in {settings.lineage} tells of {table}. Published were: {', '.join(sorted(published))}."
