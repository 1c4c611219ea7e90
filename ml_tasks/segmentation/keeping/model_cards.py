"""All that is known of each model, told to the journal, so that whoever looks never waits for the build file."""

import json
from datetime import datetime
from typing import Any

import duckdb

from warehouse import journal
from warehouse.errors import WrongUse
from warehouse.settings import Settings

Card = dict[str, Any]
"""Facts of one model as rows: head (one row), segments, lineage, moves, decisions."""

_EVENT = "model"

_FACTS = {
    "head": """
        select
            model_version, segmentation, promotion_number, as_of, algorithm, k, customer_count, verdict, reason
        from ml.segment_models
    """,
    "segments": """
        select
            model_version, segment_id, segment_name, marks, rule, customer_count, customer_share
        from ml.segment_names
        left join ml.model_segments using (model_version, segment_id)
        order by segment_id
    """,
    "lineage": "from ml.segment_lineage order by segment_id, event, from_segment_id",
    "moves": """
        select model_version, from_segment_id, to_segment_id, customer_count, net_spend_usd
        from ml.model_reassignments
        where from_segment_id <> to_segment_id
        order by customer_count desc, from_segment_id, to_segment_id
    """,
    "decisions": "select model_version, number, action, reason from ml.model_promotions order by number",
}


def tell_models(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Tell the journal what it does not know yet of the models in schema ``ml``.

    Called after whatever changes a model, and by every build: for models of an earlier release, and for what a process
    decided that died before it could tell.
    """
    told = _told(settings)
    for version, card in _stored(connection).items():
        if told.get(version) != card:
            journal.record(settings, _EVENT, key=version, last_decision=_last_decision(card), card=card)


def list_models(settings: Settings) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Return each segmentation's champion, and every model with the last decision about it, the newest first.

    A champion is that of the newest build that has ended, without a build that of all data.
    """
    cards = _told(settings)
    models = [
        head | {"last_decision": _last_decision(card)}
        for card in cards.values()
        for head in [_with_moment(card["head"][0])]
    ]
    models.sort(key=lambda model: model["model_version"])
    models.sort(key=lambda model: (model["as_of"], model["promotion_number"] or 0), reverse=True)
    ended = journal.last(settings, "build_ended")
    now = datetime.fromisoformat(ended["as_of"]) if ended else datetime.max
    champions: dict[str, str] = {}
    for model in models:
        if model["promotion_number"] is not None and model["as_of"] <= now:
            champions.setdefault(model["segmentation"], model["model_version"])
    return champions, models


def show_model(settings: Settings, version: str) -> Card:
    """Return a model's card.

    Raises
    ------
    WrongUse
        When the version, or what was given of it, names none or several.
    """
    cards = _told(settings)
    card = cards[complete_version(version, list(cards))]
    return card | {"head": [_with_moment(card["head"][0])]}


def complete_version(given: str, versions: list[str]) -> str:
    """Complete a version of which the beginning, or the end after the dash, was given.

    Raises
    ------
    WrongUse
        When it names none or several.
    """
    if given in versions:
        return given
    found = sorted(known for known in versions if known.startswith(given) or known.partition("-")[2] == given)
    if len(found) != 1:
        which = f"several: {', '.join(found)}" if found else "none"
        raise WrongUse(f"{given!r} names no model of this home ({which}). `segmart model list` names them.")
    return found[0]


def _last_decision(card: Card) -> str | None:
    return card["decisions"][-1]["action"] if card["decisions"] else None


def _told(settings: Settings) -> dict[str, Card]:
    """Newest card of each model, by version."""
    return {entry["key"]: entry["card"] for entry in journal.read(settings, _EVENT)}


def _stored(connection: duckdb.DuckDBPyConnection) -> dict[str, Card]:
    cards: dict[str, Card] = {}
    for fact, sql in _FACTS.items():
        result = connection.execute(sql)
        names = [column[0] for column in result.description]
        for values in result.fetchall():
            row = dict(zip(names, values, strict=True))
            card = cards.setdefault(row["model_version"], {name: [] for name in _FACTS})
            card[fact].append(row)
    # As they come back from the journal, so that equal ones are seen to be equal.
    return json.loads(json.dumps(cards, default=str))


def _with_moment(head: dict[str, Any]) -> dict[str, Any]:
    return head | {"as_of": datetime.fromisoformat(head["as_of"])}
