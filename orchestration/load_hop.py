"""The three tasks of every load DAG, and what to do when one of them is red."""

from airflow.sdk import Asset

from orchestration import steps
from orchestration.airflow_policy import step
from warehouse.settings import load_settings

TRIAGE = """
Bad records go to `quarantine.rejected_rows` and the load goes on. The asset is emitted by the gate, the last hop, so
that nobody builds on rows that no gate has seen; when there is nothing new, the gate is skipped.

When it is red:
- **load**: the log's last line says which lock, disk or contract stopped it. Nothing is half loaded; clear the task.
- **judge**: the gate refused a batch. Its verdicts are in `ops.gate_results` and in the Data Docs. The batch stays out
  of all builds until its file (or the expectation) is mended and this DAG runs again.
- **require_whole_files**: a file could not be used at all; the others were loaded. Mend or remove the one it names.
"""


def load_hop(source: str, asset: Asset) -> None:
    """Load, then judge (which emits the asset); beside it, turn red when a whole file was refused."""

    @step
    def load() -> dict[str, str]:
        return steps.load(load_settings(), source).refused_files

    @step(outlets=[asset])
    def judge() -> int:
        return steps.judge_batches(load_settings(), source)

    @step
    def require_whole_files(refused_files: dict[str, str]) -> None:
        steps.require_whole_files(refused_files)

    refused_files = load()
    refused_files >> judge()
    require_whole_files(refused_files)
