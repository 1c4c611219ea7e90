"""The commands. Each reads its arguments, calls one function that the DAGs call too, and prints what came of it.

Heavy packages (dbt, Great Expectations, scikit-learn) are imported by the commands that need them, so that
``status``, ``sql`` and ``rollback`` answer at once.
"""

from datetime import date, datetime
from importlib import metadata
from typing import Annotated

import typer

from warehouse.cli import (
    console,
    identity_commands,
    model_commands,
    quarantine_commands,
    report_command,
    schema_commands,
    source_commands,
    upkeep_commands,
)
from warehouse.errors import NothingNew, WrongUse
from warehouse.lineage.tracing import traced_command
from warehouse.settings import load_settings
from warehouse.timed_steps import timed_command

# ruff: noqa: PLC0415  (the late imports that the docstring explains)

app = typer.Typer(
    help="Customer segments out of your own warehouse. Everything lives under SEGMART_HOME (default ./data).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(schema_commands.app, name="schema")
app.add_typer(quarantine_commands.app, name="quarantine")
app.add_typer(identity_commands.app, name="identities")
app.add_typer(model_commands.app, name="model")

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="T",
        help="The build's only clock, UTC: 2017-06-30 (its first moment) or 2017-06-30T18:00:00Z.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say who would change segment, and store no model.")]
FirstDay = Annotated[str | None, typer.Option("--from", metavar="D", help="First UTC day, for example 2017-01-01.")]
LastDay = Annotated[str | None, typer.Option("--to", metavar="D", help="Last UTC day; the sample ends on 2018-01-01.")]


def _show_version(asked: bool) -> None:
    if asked:
        console.say(f"segmart {metadata.version('segmart')}")
        raise typer.Exit()


@app.callback()
def _prepare(
    context: typer.Context,
    _version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
) -> None:
    console.start_logging()
    context.obj = load_settings()
    context.with_resource(timed_command(f"segmart {context.invoked_subcommand}"))
    context.with_resource(traced_command(context.obj, f"segmart.{context.invoked_subcommand}"))


@app.command()
def sample(
    context: typer.Context,
    first: FirstDay = None,
    last: LastDay = None,
    *,
    with_outlet: Annotated[
        bool, typer.Option("--with-outlet", help="Also a second, simulated shop: other currencies, refunds.")
    ] = False,
) -> None:
    """Write the sample's extracts into the landing folder, and the demo's key."""
    from extract_load.sample.write import FIRST_DAY, LAST_DAY, write_sample

    days = _day(first) or FIRST_DAY, _day(last) or LAST_DAY
    summary = write_sample(context.obj, *days, with_outlet=with_outlet)
    console.show_sample(summary)


@app.command()
def load(
    context: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="All, if none is named.")] = None,
) -> None:
    """Load what is new in the landing folder into raw, and judge it."""
    from orchestration import load_steps, pipeline

    outcomes = pipeline.load_all(context.obj, sources or [])
    console.show_loads(outcomes)
    load_steps.require_accepted(context.obj, [outcome.load.source for outcome in outcomes])


@app.command()
def build(context: typer.Context, as_of: AsOf = None) -> None:
    """Build and judge all layers; ends passed or refused, and publishes nothing."""
    from orchestration import pipeline

    try:
        build_id = pipeline.build(context.obj, _moment(as_of))
    except NothingNew as nothing:
        console.say(str(nothing))
    else:
        console.say(f"Build {build_id} passed every gate. `segmart publish` lets readers see it.")


@app.command()
def train(context: typer.Context, as_of: AsOf = None, dry_run: DryRun = False) -> None:
    """Fit, choose and validate a segmentation, and store its parameters; the next run scores with it."""
    from orchestration import training

    console.show_training(training.train(context.obj, _moment(as_of), dry_run=dry_run), dry_run=dry_run)
    if not dry_run:
        report_command.report(context)


@app.command()
def impute(context: typer.Context, as_of: AsOf = None) -> None:
    """Fill the gaps in customers' attributes, and print how good each method is; the next build shows them."""
    from orchestration import training

    console.show_imputation(training.impute(context.obj, _moment(as_of)))


@app.command()
def publish(context: typer.Context) -> None:
    """Publish the last build, which must have passed; releases the pin of a rollback."""
    from warehouse.publish import publish as publish_build

    console.show_publication(context.obj, publish_build(context.obj, release_pin=True))


@app.command()
def run(context: typer.Context, as_of: AsOf = None) -> None:
    """Do all of it: load, build, train if there is no model, score, judge, publish if anything changed."""
    from orchestration import load_steps, pipeline

    report = pipeline.run(context.obj, _moment(as_of))
    console.show_loads(report.loads)
    if report.publication is None:
        console.say(report.nothing_published_because)
    else:
        console.show_publication(context.obj, report.publication)
        console.show_segments(context.obj)
    load_steps.require_accepted(context.obj, [outcome.load.source for outcome in report.loads])


@app.command()
def rollback(
    context: typer.Context,
    to: Annotated[str | None, typer.Option("--to", metavar="VERSION", help="Without it, the previous version.")] = None,
) -> None:
    """Let readers see an earlier version at once, and pin it until `segmart publish`."""
    from warehouse.rollback import rollback as roll_back

    console.show_rollback(roll_back(context.obj, to))


@app.command()
def diff(
    context: typer.Context,
    earlier: Annotated[
        str | None,
        typer.Argument(metavar="V1", help="A version, its beginning, or its build (b42). Without it, the one before."),
    ] = None,
    later: Annotated[str | None, typer.Argument(metavar="V2", help="Without it, the current version.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object, for programs.")] = False,
) -> None:
    """Say what changed between two publications: customers, segments, totals, rows and schema."""
    from warehouse.diff import diff_versions

    console.show_diff(diff_versions(context.obj, earlier, later), as_json=as_json)


@app.command()
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One object, for monitoring.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit status 1 when something is wrong, for cron.")] = False,
) -> None:
    """Say whether it is healthy, how old it is and what is wrong; then what is published and what was built."""
    from orchestration.watch import promised_hours
    from warehouse.status import status as look

    found = look(context.obj, promised_hours(context.obj))
    console.show_status(found, as_json=as_json)
    if check and not found.is_healthy:
        raise typer.Exit(1)


@app.command()
def lineage(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="A published table, for example segments.customer_segments.")],
    as_mermaid: Annotated[bool, typer.Option("--mermaid", help="The text of a Mermaid flowchart.")] = False,
) -> None:
    """Draw what a published table was made of, back to the landing files."""
    from warehouse.lineage.graph import upstream

    console.show_lineage(context.obj, upstream(context.obj, table), as_mermaid=as_mermaid)


@app.command()
def sql(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help='For example "from segments.customer_segments limit 5".')],
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values, with a header.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="An array of objects.")] = False,
) -> None:
    """Run a query on the published file."""
    from warehouse.query import query as run_query

    if as_csv and as_json:
        raise WrongUse("Choose one of --csv and --json.")
    console.show_result(run_query(context.obj, query), "csv" if as_csv else "json" if as_json else "table")


# In the order of `segmart --help`, these come last.
app.command()(report_command.report)
for _command in (source_commands.sources, source_commands.audit, source_commands.catalogue):
    app.command()(_command)
for _command in (upkeep_commands.maintain, upkeep_commands.backup, upkeep_commands.restore):
    app.command()(_command)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"--as-of {text!r} is no moment; write 2017-06-30 or 2017-06-30T18:00:00Z.") from None


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"{text!r} is no day; write it as 2017-06-30.") from None
