"""The commands about sources: ``sources``, ``audit`` and ``catalogue``."""

import json
import re
import sys
from typing import Annotated

import typer

from warehouse.cli import console
from warehouse.errors import WrongUse

# ruff: noqa: PLC0415  (imported late, as in warehouse.cli.commands)


def sources(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One object, for programs.")] = False,
) -> None:
    """List the sources: how fresh they are, what was loaded last, what is refused, what has changed its columns."""
    from orchestration.source_list import list_sources
    from warehouse.cli.sources_view import sources_view

    found = list_sources(context.obj)
    if as_json:
        sys.stdout.write(json.dumps(found.facts(), indent=2, default=str) + "\n")
    else:
        console.out.print(sources_view(found))


def audit(
    context: typer.Context,
    month: Annotated[
        str | None,
        typer.Option("--month", metavar="M", help="For example 2017-12; without it, that of the publication's as_of."),
    ] = None,
) -> None:
    """Write the audit of the sources of a month: records, rejects, drift, overlaps, freshness, anomalies."""
    from orchestration.source_audit import write_audit

    if month is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise WrongUse(f"--month {month!r} is no month; write it as 2017-12.")
    console.say(f"The audit: {write_audit(context.obj, month)}")


def catalogue(context: typer.Context) -> None:
    """Write the catalogue of data sources: what each tells, and which marts, segments and reports use it."""
    from orchestration.source_catalogue import write_catalogue

    console.say(f"The catalogue: {write_catalogue(context.obj)}")
