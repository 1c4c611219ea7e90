"""The three tasks of every load DAG, and what to do when one of them is red."""

from typing import Any

from airflow.sdk import Asset

from orchestration import load_steps
from orchestration.airflow_policy import step
from warehouse.settings import load_settings

TRIAGE = """
Bad records go to `quarantine.rejected_rows` and the load goes on. The asset is emitted by the gate, the last hop, so
that nobody builds on rows that no gate has seen; when there is nothing new, the gate is skipped.

A scheduled or manual run loads whatever is new. A run of a backfill loads the files of its day: those below a folder
`dt=<day>`, where the day is its logical date's.

When it is red:
- **load**: the log's last line says which lock, disk or contract stopped it. Nothing is half loaded; clear the task.
- **judge**: the gate refused a new batch. Its verdicts are in `ops.gate_results` and in the Data Docs. The batch stays
  out of all builds until its file is replaced by a mended one of the same name (an empty file with a header takes the
  records back), or the expectation is mended, and this DAG runs again.
- **require_accepted**: a file could not be used at all, or a batch still stands refused; all else was loaded. It stays
  red until somebody has mended, replaced or removed what it names.
"""


def load_hop(source: str, asset: Asset) -> None:
    """Load, then judge (which emits the asset), and be red as long as anything stands refused."""

    @step
    def load(dag_run: Any = None) -> str:
        """Read new files of the landing folder into raw; what breaks the contract goes to quarantine."""
        # What a scheduled run finds, it loads. A backfill is asked for certain days.
        day = dag_run.logical_date.date() if dag_run.run_type == "backfill" else None
        return load_steps.load(load_settings(), source, day).sentence()

    @step(outlets=[asset])
    def judge() -> list[int]:
        """Put the new batches through the load gate, and wake the build; skipped when there is none."""
        settings = load_settings()
        return load_steps.require_news(settings, load_steps.judge_batches(settings, source), source)

    # Not "all done": as the last task it would turn a run green whose load had failed.
    @step(trigger_rule="none_failed")
    def require_accepted() -> None:
        """Be red as long as a landed file or a batch stands refused."""
        load_steps.require_accepted(load_settings(), [source])

    load() >> judge() >> require_accepted()
