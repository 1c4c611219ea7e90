"""The command ``segmart report``."""

import typer

from warehouse.cli import console
from warehouse.errors import NothingNew

# ruff: noqa: PLC0415  (imported late, as in warehouse.cli.commands)


def report(context: typer.Context) -> None:
    """Write the segment report, one page to show to people, and a persona per segment."""
    from orchestration.segment_review import review_segments

    try:
        console.say(f"The segment report: {review_segments(context.obj)}")
    except NothingNew as nothing:
        console.say(str(nothing))
