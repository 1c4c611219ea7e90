"""Our runs and datasets as OpenLineage events. Imports the client: import it late."""

from collections.abc import Iterable
from datetime import datetime
from importlib import metadata

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import (
    base_subset_dataset,
    dataset_version_dataset,
    input_statistics_input_dataset,
    job_type_job,
    output_statistics_output_dataset,
    parent_run,
    schema_dataset,
)

from warehouse.lineage.datasets import Dataset, Files, Table
from warehouse.lineage.tracing import RunId
from warehouse.lineage.transport import HomeTransport
from warehouse.settings import Settings

PRODUCER = f"urn:segmart:{metadata.version('segmart')}"


def open_client(settings: Settings) -> OpenLineageClient:
    """Make a client that writes into the home, or to where the client's own configuration says."""
    # The client would add the address of the repository's remote, which may hold somebody's token.
    config = {"facets": {"source_code_location": {"disabled": True}}}
    return OpenLineageClient(transport=HomeTransport.of(settings), config=config)


def run_event(
    run: RunId,
    parent: RunId | None,
    *,
    state: str,
    at: datetime,
    job_type: str,
    inputs: Iterable[Dataset] = (),
    outputs: Iterable[Dataset] = (),
) -> RunEvent:
    """Return the event that says what became of a run."""
    integration = "DBT" if run.job.startswith("dbt.") else "SEGMART"
    kind = job_type_job.JobTypeJobFacet("BATCH", integration, job_type, producer=PRODUCER)
    return RunEvent(
        eventType=RunState[state],
        eventTime=at.isoformat(),
        run=Run(run.run_id, {"parent": _parent(parent)} if parent else {}),
        job=Job(run.namespace, run.job, {"jobType": kind}),
        inputs=[_input(run.namespace, dataset) for dataset in inputs],
        outputs=[_output(run.namespace, dataset) for dataset in outputs],
        producer=PRODUCER,
    )


def dataset_namespace(namespace: str, dataset: Dataset) -> str:
    """Return where a dataset's name is unique: all tables of a company share one namespace, wherever its home lies."""
    return "file" if isinstance(dataset, Files) else f"duckdb://{namespace}"


def _parent(parent: RunId) -> parent_run.ParentRunFacet:
    root = parent.root or parent
    return parent_run.ParentRunFacet(
        parent_run.Run(parent.run_id),
        parent_run.Job(parent.namespace, parent.job),
        parent_run.Root(parent_run.RootRun(root.run_id), parent_run.RootJob(root.namespace, root.job)),
        producer=PRODUCER,
    )


def _input(namespace: str, dataset: Dataset) -> InputDataset:
    facets = {}
    if isinstance(dataset, Files) and dataset.names:
        facets["inputStatistics"] = input_statistics_input_dataset.InputStatisticsInputDatasetFacet(
            dataset.row_count, dataset.byte_count, len(dataset.names), producer=PRODUCER
        )
        facets["subset"] = base_subset_dataset.InputSubsetInputDatasetFacet(
            base_subset_dataset.LocationSubsetCondition(list(dataset.names)), producer=PRODUCER
        )
    return InputDataset(dataset_namespace(namespace, dataset), dataset.name, inputFacets=facets)


def _output(namespace: str, table: Table) -> OutputDataset:
    facets, output_facets = {}, {}
    if table.columns:
        fields = [schema_dataset.SchemaDatasetFacetFields(name, type_, fields=None) for name, type_ in table.columns]
        facets["schema"] = schema_dataset.SchemaDatasetFacet(fields, producer=PRODUCER)
    if table.version is not None:
        facets["version"] = dataset_version_dataset.DatasetVersionDatasetFacet(table.version, producer=PRODUCER)
    if table.row_count is not None:
        output_facets["outputStatistics"] = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
            table.row_count, producer=PRODUCER
        )
    return OutputDataset(dataset_namespace(namespace, table), table.name, facets=facets, outputFacets=output_facets)
