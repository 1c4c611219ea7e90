"""``segmart identities``: how many profiles are how many people, why two are one, and which pairs wait for a person."""

from typing import Annotated

import typer

from warehouse.cli import console

# ruff: noqa: PLC0415  (imported late, as in warehouse.cli.commands)

app = typer.Typer(help="Who is who: count, show, review.", no_args_is_help=True)


@app.command(name="count")
def count(context: typer.Context) -> None:
    """Say how many profiles are how many people, and by what; never opens the build file."""
    from warehouse.cli.identities_view import figures_view

    console.out.print(figures_view(context.obj))


@app.command()
def show(
    context: typer.Context,
    customer_id: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER_ID", help="Of today or earlier; without it, a telling example.")
    ] = None,
) -> None:
    """Show a customer's profiles, masked, and what makes them one person. Waits for the build file."""
    from ml_tasks.identity.looking import show_person
    from warehouse.cli.identities_view import person_view

    console.out.print(person_view(show_person(context.obj, customer_id)))


@app.command()
def review(context: typer.Context, limit: Annotated[int, typer.Option("--limit", metavar="N", min=1)] = 20) -> None:
    """List pairs that may be one person, the likeliest first. Waits for the build file.

    A decision is a record of the CRM's match_decisions: force_match or never_match.
    """
    from ml_tasks.identity.looking import pairs_to_review
    from warehouse.cli.identities_view import review_view

    total, pairs = pairs_to_review(context.obj, limit)
    if not pairs:
        console.say("No pair waits for a decision.")
        return
    console.out.print(review_view(pairs))
    console.say(
        f"{total:,} wait. Decide in an extract crm/match_decisions: force_match or never_match (docs/identities.md)."
    )
