"""``segmart model``: which segmentations there are, what became of each, and which of them scores."""

from typing import Annotated

import typer

from warehouse.cli import console
from warehouse.errors import NothingNew
from warehouse.versions import published_model

# ruff: noqa: PLC0415  (imported late, as in warehouse.cli.commands)

app = typer.Typer(help="Segmentation models: list, show, promote, roll back.", no_args_is_help=True)

Version = Annotated[str, typer.Argument(metavar="VERSION", help="Or its beginning, or what follows its dash.")]
Reason = Annotated[str, typer.Option("--reason", help="Kept with the decision, for whoever asks later.")]


@app.command(name="list")
def list_all(context: typer.Context) -> None:
    """List all models, the newest first, with the last decision about each; never opens the build file."""
    from ml_tasks.segmentation.keeping.model_cards import list_models
    from warehouse.cli.model_view import models_view

    champions, models = list_models(context.obj)
    scoring = published_model(context.obj)
    if models:
        console.out.print(models_view(champions, models))
    elif scoring is None:
        console.say("No model yet: `segmart train` makes one.")
    if scoring is not None and scoring != champions.get("main"):
        console.say(f"What readers see now is by model {scoring}.")
    for version in (model["model_version"] for model in models if model["last_decision"] == "waits"):
        console.say(f"{version} waits: `segmart model promote {version}` approves it.")


@app.command()
def show(context: typer.Context, version: Version) -> None:
    """Show a model's segments, where they come from, who would change, and decisions; never opens the build file."""
    from ml_tasks.segmentation.keeping.model_cards import show_model
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
def rollback(
    context: typer.Context,
    reason: Reason = "rolled back by hand",
    *,
    profile: Annotated[bool, typer.Option("--profile", help="The profile segmentation's, not the main one's.")] = False,
) -> None:
    """Withdraw the champion; the next run scores with the model before it, and gives the labels that it gave."""
    from ml_tasks.segmentation.keeping.by_hand import roll_back_model

    withdrawn, champion = roll_back_model(context.obj, reason, "profile" if profile else "main")
    console.say(
        f"Model {withdrawn} is withdrawn, and {champion} is the champion again. `segmart run` scores with it; training "
        "does not promote the withdrawn one again unless somebody approves."
    )
