"""The commands that keep a home in shape: ``maintain``, ``backup`` and ``restore``."""

from pathlib import Path
from typing import Annotated

import typer

from warehouse.cli import upkeep_view

# ruff: noqa: PLC0415  (imported late, as in warehouse.cli.commands)


def maintain(
    context: typer.Context,
    compact: Annotated[
        bool, typer.Option("--compact", help="Compact the build file, whatever it pays, even between a build's tasks.")
    ] = False,
) -> None:
    """Remove what is past its retention, and compact the build file if it pays."""
    from orchestration.maintenance import maintain as keep_in_shape

    upkeep_view.show_maintenance(keep_in_shape(context.obj, compact_always=compact))


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, for example /backups/segmart.tar.")],
    with_landing: Annotated[
        bool, typer.Option("--with-landing", help="Landed files too; otherwise save them by other means.")
    ] = False,
) -> None:
    """Save what cannot be made again from landed files in one archive; the key is never in it."""
    from warehouse.backup import backup as save

    upkeep_view.show_backup(save(context.obj, file, with_landing=with_landing))


def restore(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.")]
) -> None:
    """Restore an archive into a home that has nothing yet but landed files and a key."""
    from warehouse.restore import restore as bring_back

    upkeep_view.show_restoration(context.obj, bring_back(context.obj, file))
