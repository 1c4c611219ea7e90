"""``segmart schema``: what publishing the newest build would change for readers, and letting go what it loses."""

import typer

from warehouse.cli import console
from warehouse.schema_acceptance import ComingSchema, accept_schema, coming_schema

app = typer.Typer(help="What the newest build changes in the published schema.", no_args_is_help=True)


@app.command()
def diff(context: typer.Context) -> None:
    """List the tables and columns that publishing the newest build would add, lose or retype."""
    coming = coming_schema(context.obj)
    if not coming.changes:
        console.say(_nothing(coming))
        return
    console.say(f"Publishing build {coming.build_id} would change, against {coming.version}:")
    for change in coming.changes:
        state = "" if not change.breaks_readers else " - accepted" if change in coming.accepted else " - breaks readers"
        console.say(f"  {change}{state}")
    if any(change.breaks_readers and change not in coming.accepted for change in coming.changes):
        console.say("`segmart schema accept` lets the next publication bring what breaks readers.")


@app.command()
def accept(context: typer.Context) -> None:
    """Let the next publication bring the losses and retypes that `segmart schema diff` lists, and no others."""
    coming = accept_schema(context.obj)
    breaking = [change for change in coming.changes if change.breaks_readers]
    if not breaking:
        console.say(f"There is nothing to accept: build {coming.build_id} takes nothing from readers.")
        return
    console.say(f"Accepted for the publication that follows {coming.version}:")
    for change in breaking:
        console.say(f"  {change}")
    console.say("`segmart publish` or the next scheduled run brings it to readers. Anything else is refused as before.")


def _nothing(coming: ComingSchema) -> str:
    if coming.version is None:
        return f"Nothing has been published yet, so everything in build {coming.build_id} would be new."
    return f"Publishing build {coming.build_id} would change no table and no column of {coming.version}."
