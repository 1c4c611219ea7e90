"""The demo: a year of a grocer's purchases through all DAGs, in this process, and what came of it.

``dag.test`` runs a DAG for real, with Airflow's metadata in sqlite under SEGMART_HOME, but wakes no consumers of
assets: so the DAGs are called here in the order in which the assets would call them.
"""

import logging
import sys
import time
import warnings

from extract_load.contracts import read_contracts
from ml_tasks.identity.looking import show_person
from warehouse.cli import console
from warehouse.cli.identities_view import figures_view, person_view
from warehouse.cli.segments_view import segments_view
from warehouse.errors import SegmartError
from warehouse.quiet_exit import leave_quietly
from warehouse.settings import REPOSITORY, Settings, load_settings
from warehouse.status import status
from warehouse.status_view import status_view

log = logging.getLogger("orchestration.demo")

ORDER = (
    "load_crm",
    "load_transactions",
    "load_web",
    "load_engagement",
    "load_enrichment",
    "build_marts",
    "train_segments",
    "build_marts",
    "review_segments",
)
_DONE = ("success", "skipped")


def main() -> int:
    """Run the demo and return its exit status."""
    leave_quietly()
    console.start_logging()
    try:
        settings = load_settings()
        durations = run_demo(settings)
    except SegmartError as error:
        console.say(f"segmart: {error}")
        return error.exit_status
    show_outcome(settings, durations)
    return 0


def run_demo(settings: Settings) -> list[tuple[str, float]]:
    """Write the sample, run the DAGs, and return (what, seconds) in order."""
    # Imported late, so that the first line of progress is there before Airflow is.
    console.say(f"Segmart's demo. Everything it makes lies under {settings.home}.")
    from extract_load.sample import write_sample  # noqa: PLC0415
    from orchestration.airflow_home import prepare_airflow  # noqa: PLC0415

    # Airflow's own libraries deprecate each other at import; nobody at the demo can do anything about it.
    warnings.simplefilter("ignore")
    durations = [_timed("write the sample's extracts", write_sample, settings)]
    durations.append(_timed("prepare Airflow (metadata in sqlite)", prepare_airflow, settings))
    from airflow.dag_processing.dagbag import DagBag  # noqa: PLC0415

    # Airflow takes over logging when it starts.
    console.start_logging()
    dags = DagBag(str(REPOSITORY / "dags")).dags
    for place, dag_id in enumerate(ORDER, start=1):
        log.info("DAG %d of %d: %s", place, len(ORDER), dag_id)
        durations.append(_timed(f"DAG {dag_id}", _run_dag, dags[dag_id]))
    return durations


def _timed(what: str, function, *arguments) -> tuple[str, float]:
    started = time.monotonic()
    function(*arguments)
    return what, time.monotonic() - started


def _run_dag(dag) -> None:
    for task in dag.tasks:
        # dag.test really sleeps between tries, and here somebody is waiting.
        task.retries = 0
    run = dag.test()
    failed = [task.task_id for task in run.get_task_instances() if task.state not in _DONE]
    if failed:
        raise SegmartError(f"DAG {dag.dag_id} failed at {', '.join(failed)}; its log above says why.")


def show_outcome(settings: Settings, durations: list[tuple[str, float]]) -> None:
    """Print what a person wants to see, the most wanted last."""
    console.out.print()
    times = console.table("what took how long", "seconds", right=["seconds"])
    for what, seconds in durations:
        times.add_row(what, f"{seconds:.1f}")
    console.out.print(times)
    console.out.print()
    promises = {source: contract.freshness_hours for source, contract in read_contracts(settings).items()}
    console.out.print(status_view(status(settings, promises)))
    console.out.print()
    console.out.print(figures_view(settings))
    console.out.print()
    console.say("For example (masked; `segmart identities show` shows any customer):")
    console.out.print(person_view(show_person(settings)))
    console.out.print()
    console.out.print(segments_view(settings))
    console.say(f"""
The published file: {settings.published_link}
Three things to try next:
  .venv/bin/segmart sql "select rfm_segment, count(*) as customers from segments.customer_segments group by all"
  .venv/bin/segmart rollback      # readers see the version before, which had RFM segments only; `publish` undoes it
  open {settings.reports / "segments" / "index.html"}      # the segments, to show to people; data_docs: the gates""")


if __name__ == "__main__":
    sys.exit(main())
