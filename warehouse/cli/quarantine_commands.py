"""``segmart quarantine``: what stands in quarantine, and bringing it to raw after its contract was mended."""

from typing import Annotated

import typer

from warehouse.cli import console
from warehouse.redaction import without_quoted_values

# ruff: noqa: PLC0415  (imported late, as in warehouse.cli.commands)

app = typer.Typer(help="Records that satisfy no contract: list, show, replay.", no_args_is_help=True)

Source = Annotated[str, typer.Argument(metavar="SOURCE")]
Entity = Annotated[str | None, typer.Option("--entity", metavar="E", help="Without it, all of the source.")]


@app.command(name="list")
def list_(context: typer.Context) -> None:
    """Count what stands in quarantine, by reason; never opens the build file."""
    from extract_load.quarantine import standing_groups
    from warehouse.orders_set_aside import lines_set_aside

    standing, set_aside = standing_groups(context.obj), lines_set_aside(context.obj)
    if set_aside:
        _say_what_is_set_aside(set_aside)
    if not standing:
        if not set_aside:
            console.say("Nothing stands in quarantine.")
        return
    table = console.table("source", "entity", "records", "files", "since (UTC)", "reason", right=("records", "files"))
    for source, (_, groups) in standing.items():
        for group in groups:
            counts = f"{group.record_count:,}", f"{group.file_count:,}"
            table.add_row(source, group.entity, *counts, group.since, group.reason)
    console.out.print(table)
    for source, (total, _) in standing.items():
        console.say(f"{source}: {total:,} record{'' if total == 1 else 's'} in quarantine")
    console.say("`segmart quarantine show SOURCE` shows them; `segmart quarantine replay SOURCE` tries them again.")


def _say_what_is_set_aside(set_aside: list[tuple[str, str | None, int]]) -> None:
    for shop, currency, count in set_aside:
        money = f"in {currency}" if currency else "without a currency"
        lines = f"{count:,} order line {money} is" if count == 1 else f"{count:,} order lines {money} are"
        console.say(f"{shop}: {lines} set aside, for want of an exchange rate")
    console.say("Write the rates into dbt_project/seeds/exchange_rates.csv; the next build takes these orders in.")


@app.command()
def show(
    context: typer.Context,
    source: Source,
    entity: Entity = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="R", help="A part of a reason.")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1)] = 20,
    *,
    with_text: Annotated[bool, typer.Option("--text", help="Also what arrived. It may hold personal data.")] = False,
) -> None:
    """Show the newest records in quarantine: file, record, reasons. Waits for the build file."""
    from orchestration.quarantine import show_quarantine

    records = show_quarantine(context.obj, source, entity, reason, limit)
    if not records:
        console.say("No such record stands in quarantine.")
    for record in records:
        console.say(f"{record.file}, record {record.row:,} ({record.entity}, {record.rejected_at:%Y-%m-%d %H:%M} UTC)")
        for said in record.reasons:
            # A value that slipped into another column may be somebody's name, whatever the column is for.
            console.say(f"    {said if with_text else without_quoted_values(said)}")
        if with_text:
            console.say(f"    > {record.text}")


@app.command()
def replay(
    context: typer.Context,
    source: Source,
    entity: Entity = None,
    *,
    with_set_aside: Annotated[
        bool, typer.Option("--set-aside", help="Also rows that the load gate set aside, after its suite was mended.")
    ] = False,
) -> None:
    """Judge what stands in quarantine by its contract as it is now, bring to raw what passes, and judge that batch."""
    from orchestration.quarantine import replay_quarantine

    for sentence in replay_quarantine(context.obj, source, entity, with_set_aside=with_set_aside):
        console.say(sentence)
