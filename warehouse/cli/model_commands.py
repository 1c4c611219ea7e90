"""``segmart model``: which segmentations there are, what became of each, and which of them scores."""

from typing import Annotated

import typer

from warehouse.cli import console
from warehouse.errors import NothingNew

# ruff: noqa: PLC0415  (imported late, as in warehouse.cli.commands)

app = typer.Typer(help="Segmentation models: list, show, promote, roll back.", no_args_is_help=True)

Version = Annotated[str, typer.Argument(metavar="VERSION", help="Or its beginning, or what follows its dash.")]
Reason = Annotated[str, typer.Option("--reason", help="Kept with the decision, for whoever asks later.")]


@app.command(name="list")
def list_all(context: typer.Context) -> None:
    """List all models, the newest first, with the last decision about each. Waits for the build file."""
    from ml_tasks.segmentation.keeping.by_hand import list_models
    from warehouse.cli.model_view import models_view

    champion, models = list_models(context.obj)
    if not models:
        console.say("No model yet: `segmart train` makes one.")
        return
    console.out.print(models_view(champion, models))


@app.command()
def show(context: typer.Context, version: Version) -> None:
    """Show a model's segments, where they come from, who would change, and all decisions. Waits for the build file."""
    from ml_tasks.segmentation.keeping.by_hand import show_model
    from warehouse.cli.model_view import model_view

    console.out.print(model_view(show_model(context.obj, version)))


@app.command()
def promote(
    context: typer.Context,
    version: Version,
    reason: Reason = "promoted by hand",
    *,
    despite_gate: Annotated[bool, typer.Option("--despite-gate", help="Also one that the gate refused.")] = False,
) -> None:
    """Make a stored model the champion, for example one that waits for approval; the next run scores with it."""
    from ml_tasks.segmentation.keeping.by_hand import promote_model

    try:
        promoted = promote_model(context.obj, version, reason, despite_gate=despite_gate)
    except NothingNew as nothing:
        console.say(str(nothing))
    else:
        console.say(f"Model {promoted} is the champion. The next `segmart run` scores every customer with it.")


@app.command()
def rollback(context: typer.Context, reason: Reason = "rolled back by hand") -> None:
    """Withdraw the champion; the next run scores with the model before it, and gives the labels that it gave."""
    from ml_tasks.segmentation.keeping.by_hand import roll_back_model

    withdrawn, champion = roll_back_model(context.obj, reason)
    console.say(
        f"Model {withdrawn} is withdrawn, and {champion} is the champion again. `segmart run` scores with it; training "
        "does not promote the withdrawn one again unless somebody approves."
    )
