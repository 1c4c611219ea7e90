"""Personas: a row of ``segments.personas`` as questions with answers, and as a Markdown card."""

from datetime import datetime
from typing import Any

import pandas as pd

from ml_tasks.segmentation.explaining.report.words import share

_TELLING = 0.2
_ANSWERS = (
    ("newsletter_clicks", "click on e-mails"),
    ("campaign_responses", "respond to campaigns"),
    ("coupons", "redeem coupons"),
)


def persona_lines(row: Any) -> list[tuple[str, str]]:
    """Answer a card's questions, in their order, but those whose answer is unknown.

    Expects a row of ``segments.personas`` with its columns.
    """
    lines = [
        ("Who", _and([_most(row, "age_band", "{} years"), _household(row), _most(row, "region", "in {}")])),
        ("What they buy", _buys(row)),
        ("When", _and([_most(row, "daypart", "{}"), _most(row, "weekday", "{}")])),
        ("On which device", _and([_most(row, "device", "{}")])),
        ("What they answer to", _and([*(_answer(row, column, words) for column, words in _ANSWERS), _discount(row)])),
        ("What to do", row.tactic if _is_known(row.tactic) else ""),
    ]
    return [(question, answer) for question, answer in lines if answer]


def persona_card(row: Any) -> str:
    """Give the Markdown of a card."""
    as_of: datetime = row.as_of
    head = (
        f"# {row.segment_name}\n\n{row.customer_count:,} customers as of {as_of:%Y-%m-%d}, model {row.model_version}.\n"
    )
    body = "\n".join(f"- **{question}:** {answer}" for question, answer in persona_lines(row))
    foot = "Shares are of the customers of whom it is known; an index of 100 is the same as everybody."
    return f"{head}\n{body}\n\n{foot}\n"


def _household(row: Any) -> str:
    return _most(row, "household_size", "household of {}")


def _most(row: Any, column: str, words: str) -> str:
    """Say the commonest value with its share, or nothing when so few have it that it describes nobody."""
    value, known_share = getattr(row, column), getattr(row, f"{column}_share")
    if not _is_known(value) or known_share < _TELLING:
        return ""
    return f"{words.format(value)} ({share(known_share)})"


def _buys(row: Any) -> str:
    most = _most(row, "department", "most of all {}")
    favoured = f"more than others: {row.favoured_departments}" if _is_known(row.favoured_departments) else ""
    return _and([most, favoured], joint="; ")


def _answer(row: Any, column: str, words: str) -> str:
    own, index = getattr(row, f"{column}_share"), getattr(row, f"{column}_index")
    return f"{share(own)} {words}{_index(index)}" if _is_known(own) else ""


def _discount(row: Any) -> str:
    own = row.discounts_share
    return f"{share(own)} off on average{_index(row.discounts_index)}" if _is_known(own) else ""


def _index(index: float) -> str:
    return f" (index {index:,.0f})" if _is_known(index) else ""


def _and(said: list[str], joint: str = ", ") -> str:
    return joint.join(part for part in said if part)


def _is_known(value: Any) -> bool:
    return value is not None and not pd.isna(value)
