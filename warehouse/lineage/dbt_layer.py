"""The models of a dbt layer as parts of a step.

OpenLineage's own reader of dbt's artefacts does not serve here: it names a source by what dbt calls it rather than by
its table, so that no model is tied to what the loader wrote; it leaves seeds out, puts the home's path into every name,
and writes up to 30 kB a model.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.connection import build_connection
from warehouse.lineage.datasets import BUILD, Dataset, Files, Table, described
from warehouse.lineage.tracing import Part
from warehouse.settings import Settings

# What every staging model asks for the batches that it may read; no data comes from there.
_BOOKKEEPING = "ops"


def layer_parts(settings: Settings, project: Path, manifest: Any, results: list[Any], version: str) -> Iterator[Part]:
    """Yield each model and seed that dbt ran, with the tables or the file that it read.

    Parameters
    ----------
    project
        Folder of the dbt project.
    results
        What dbt said of each node, while the build file still holds what they made.
    version
        Of the build.
    """
    ran = [
        result for result in results if result.node.resource_type in ("model", "seed") and result.status != "skipped"
    ]
    made = [Table(BUILD, result.node.schema, result.node.alias, version=version) for result in ran]
    with build_connection(settings, "describe what dbt made") as connection:
        made = described(connection, made)
    for result, table in zip(ran, made, strict=True):
        started_at, ended_at = _times(result)
        yield Part(
            job=f"dbt.{table.schema}.{table.table}",
            inputs=tuple(_inputs(project, manifest, result.node)),
            outputs=(table,),
            started_at=started_at,
            ended_at=ended_at,
            has_failed=str(result.status) != "success",
            job_type=str(result.node.resource_type).upper(),
        )


def _inputs(project: Path, manifest: Any, node: Any) -> Iterator[Dataset]:
    if node.resource_type == "seed":
        yield Files(project / node.original_file_path)
        return
    for key in node.depends_on.nodes:
        if key in manifest.sources:
            source = manifest.sources[key]
            if source.schema != _BOOKKEEPING:
                yield Table(BUILD, source.schema, source.identifier)
        else:
            yield Table(BUILD, manifest.nodes[key].schema, manifest.nodes[key].alias)


def _times(result: Any) -> tuple[datetime | None, datetime | None]:
    """Return when dbt executed a node; it says so in UTC without saying that it is UTC."""
    for timing in result.timing:
        if timing.name == "execute" and timing.started_at and timing.completed_at:
            return timing.started_at.replace(tzinfo=UTC), timing.completed_at.replace(tzinfo=UTC)
    return None, None
