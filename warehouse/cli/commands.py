"""The commands. Each reads its arguments, calls one function that the DAGs call too, and prints what came of it.

Heavy packages (dbt, Great Expectations, scikit-learn) are imported by the commands that need them, so that
``status``, ``sql`` and ``rollback`` answer at once.
"""

from datetime import date, datetime
from importlib import metadata
from typing import Annotated

import typer

from warehouse.cli import console
from warehouse.errors import NothingNew, WrongUse
from warehouse.settings import load_settings

# ruff: noqa: PLC0415  (the late imports that the docstring explains)

app = typer.Typer(
    help="Customer segments out of your own warehouse. Everything lives under SEGMART_HOME (default ./data).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="T",
        help="The build's only clock, UTC: 2017-06-30 (its first moment) or 2017-06-30T18:00:00Z.",
    ),
]


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


@app.command()
def sample(context: typer.Context, first: FirstDay = None, last: LastDay = None) -> None:
    """Write the sample's extracts into the landing folder, and the demo's key."""
    from extract_load.sample.write import FIRST_DAY, LAST_DAY, write_sample

    summary = write_sample(context.obj, _day(first) or FIRST_DAY, _day(last) or LAST_DAY)
    console.show_sample(summary)


@app.command()
def load(
    context: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="All, if none is named.")] = None,
) -> None:
    """Load what is new in the landing folder into raw, and judge it."""
    from orchestration import pipeline, steps

    outcomes = pipeline.load_all(context.obj, sources or [])
    console.show_loads(outcomes)
    steps.require_accepted(context.obj, [outcome.load.source for outcome in outcomes])


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
def train(context: typer.Context, as_of: AsOf = None) -> None:
    """Fit, choose and validate a segmentation, and store its parameters; the next run scores with it."""
    from orchestration import pipeline

    console.show_training(pipeline.train(context.obj, _moment(as_of)))


@app.command()
def publish(
    context: typer.Context,
    accept_schema_change: Annotated[
        bool,
        typer.Option(
            "--accept-schema-change",
            help="Let a published table lose or retype columns, which breaks those who read them.",
        ),
    ] = False,
) -> None:
    """Publish the last build, which must have passed; releases the pin of a rollback."""
    from warehouse.publish import publish as publish_build

    console.show_publication(
        context.obj, publish_build(context.obj, release_pin=True, accept_schema_change=accept_schema_change)
    )


@app.command()
def run(context: typer.Context, as_of: AsOf = None) -> None:
    """Do all of it: load, build, train if there is no model, score, judge, publish if anything changed."""
    from orchestration import pipeline, steps

    report = pipeline.run(context.obj, _moment(as_of))
    console.show_loads(report.loads)
    if report.publication is None:
        console.say(report.nothing_published_because)
    else:
        console.show_publication(context.obj, report.publication)
        console.show_segments(context.obj)
    steps.require_accepted(context.obj, [outcome.load.source for outcome in report.loads])


@app.command()
def rollback(
    context: typer.Context,
    to: Annotated[str | None, typer.Option("--to", metavar="VERSION", help="Without it, the previous version.")] = None,
) -> None:
    """Let readers see an earlier version at once, and pin it until `segmart publish`."""
    from warehouse.rollback import rollback as roll_back

    console.show_rollback(roll_back(context.obj, to))


@app.command()
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One object, for monitoring.")] = False,
) -> None:
    """Say what is published, how old it is, what the gates said and who holds the lock."""
    from extract_load.contracts import read_contracts
    from warehouse.status import status as look

    promises = {source: contract.freshness_hours for source, contract in read_contracts(context.obj).items()}
    console.show_status(look(context.obj, promises), as_json=as_json)


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
