"""What a person sees at the terminal: progress on standard error, answers on standard output."""

import json
import logging
import sys
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.console import Console
from rich.logging import RichHandler
from rich.table import Table

from warehouse.cli.diff_view import diff_view
from warehouse.cli.imputation_view import imputation_view
from warehouse.cli.lineage_view import lineage_tree, mermaid_text
from warehouse.cli.model_view import reassignment_view
from warehouse.cli.segments_view import segments_view
from warehouse.diff import PublicationDiff
from warehouse.lineage.graph import Upstream
from warehouse.progress import terminal as _progress
from warehouse.publication import Publication, PublishSkipped
from warehouse.query import QueryResult
from warehouse.query_view import as_csv, as_json, as_table
from warehouse.settings import Settings
from warehouse.status import Status
from warehouse.status_view import PAGE_WIDTH, status_view
from warehouse.versions import name_of

if TYPE_CHECKING:
    # What these belong to takes seconds to import, and most commands do without.
    from extract_load.sample import SampleSummary
    from ml_tasks.imputation.impute import ImputationReport
    from ml_tasks.segmentation.train import TrainingReport
    from orchestration.pipeline import LoadOutcome

_WIDTH_IN_A_PIPE = 160

out = Console(width=None if sys.stdout.isatty() else _WIDTH_IN_A_PIPE)
_OURS = ("warehouse", "extract_load", "expectations", "ml_tasks", "orchestration")


def start_logging() -> None:
    """Show our own progress: for eyes at a terminal, in plain lines elsewhere."""
    if _progress.is_terminal:
        handler: logging.Handler = RichHandler(console=_progress, show_path=False, log_time_format="%H:%M:%S")
        handler.setFormatter(logging.Formatter("%(message)s"))
    else:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False


def stop_logging() -> None:
    """Undo ``start_logging``, for whoever runs commands in a process of their own."""
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True


def say(sentence: str) -> None:
    """Print one sentence of the answer."""
    out.print(sentence, highlight=False, markup=False)


def table(*columns: str, right: Iterable[str] = ()) -> Table:
    """Make an empty table; the columns named in ``right`` hold numbers."""
    made = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made


def show_loads(outcomes: "list[LoadOutcome]") -> None:
    """Print what each source brought, and why records were quarantined."""
    for outcome in outcomes:
        for sentence in outcome.sentences():
            say(sentence)


def show_publication(settings: Settings, outcome: Publication | PublishSkipped) -> None:
    """Print where the new version is, or why there is none."""
    if isinstance(outcome, PublishSkipped):
        say(outcome.reason)
        return
    say(f"Published {name_of(settings, outcome.version)}")
    say(f"  as of {outcome.as_of} UTC, build {outcome.build_id}, model {outcome.model_version or 'none'}")
    say(f"  gates: {outcome.gates_met} expectations met, {outcome.gates_warned} warned")
    say(f"  readers open {settings.published_link}")


def show_segments(settings: Settings) -> None:
    """Print the published segments."""
    out.print(segments_view(settings))


def show_status(status: Status, *, as_json: bool = False) -> None:
    """Print a home's status, for people or for programs."""
    if as_json:
        sys.stdout.write(json.dumps(status.facts(), indent=2, default=str) + "\n")
    else:
        out.print(status_view(status), width=min(out.width, PAGE_WIDTH))


def show_diff(diff: PublicationDiff, *, as_json: bool = False) -> None:
    """Print what changed between two publications, for people or for programs."""
    if as_json:
        told = {"is_any": diff.is_any, **asdict(diff)}
        sys.stdout.write(
            json.dumps(told, indent=2, default=lambda it: float(it) if isinstance(it, Decimal) else str(it))
        )
        sys.stdout.write("\n")
    else:
        out.print(diff_view(diff))


def show_lineage(settings: Settings, graph: Upstream, *, as_mermaid: bool) -> None:
    """Print the way to a published table."""
    if as_mermaid:
        sys.stdout.write(mermaid_text(settings, graph) + "\n")
    else:
        out.print(lineage_tree(settings, graph))


def show_rollback(publication: Publication) -> None:
    """Print what readers see now, and for how long."""
    say(f"Readers see {publication.version} (as of {publication.as_of} UTC) again.")
    if publication.model_version is None:
        say("It has the segments by RFM only (marts.customer_rfm): there is no schema segments in it.")
    say("It is pinned: scheduled runs publish nothing until `segmart publish`.")


def show_sample(summary: "SampleSummary") -> None:
    """Print what was written, by entity."""
    written = table("extract", "records", "files", "bytes", right=["records", "files", "bytes"])
    for name, entity in summary.entities.items():
        written.add_row(name, f"{entity.records:,}", f"{entity.files:,}", f"{entity.bytes:,}")
    out.print(written)


def show_training(report: "TrainingReport", *, dry_run: bool = False) -> None:
    """Print the outcome, the names, and who would change segment."""
    say(f"{report.outcome}: {report.reason}")
    for name in report.names:
        say(f"  {name.segment_id:>3}  {name.name}: {name.marks}")
    if report.reassignment is not None:
        out.print(reassignment_view(report.reassignment))
    if dry_run:
        say("It was a dry run: no model was stored.")
    elif report.outcome == "waits for approval":
        say(f"`segmart model promote {report.proposed_version}` approves it.")
    if report.promoted and not dry_run:
        say("The next `segmart run` scores every customer with it.")
    if report.profile is not None:
        say("Profile segmentation:")
        show_training(report.profile, dry_run=dry_run)


def show_imputation(report: "ImputationReport") -> None:
    """Print how good each method is at each attribute, which was chosen, and why."""
    if report.fillings:
        out.print(imputation_view(report))
        for filling in report.fillings:
            say(f"{filling.column.column}: {filling.choice.reason}")
    for sentence in report.left_out.values():
        say(f"Not imputed: {sentence}")
    if report.is_new:
        say(f"Imputation {report.version} is stored; the next `segmart run` shows it in marts.customer_attributes.")
    elif report.version:
        say(f"It is what imputation {report.version} is already.")


def show_result(result: QueryResult, form: str) -> None:
    """Print a query's rows; CSV and JSON go out as they are, for other programs to read."""
    if form == "table":
        out.print(as_table(result))
    else:
        sys.stdout.write(as_csv(result) if form == "csv" else as_json(result) + "\n")
