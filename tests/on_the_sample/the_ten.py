"""Ten customers of the sample, typed from the extracts: what their files say of them, and nothing from the marts."""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from warehouse.settings import REPOSITORY

AS_OF = datetime(2018, 1, 1, 4, 1, 20)
"""The last order of the sample: New Year's Eve in the shops, 1 January in the company's zone, which is UTC."""
TODAY = AS_OF.date()

# Nobody in the sample has visits alone: whoever visits the web shop is a household, and those all buy in the year.
PEOPLE = {
    "orders on the last day before each window": ("388",),
    "visits on the last day before two windows": ("1253",),
    "gives back, in euros": ("outlet:17",),
    "two profiles, and a cart left open": ("1886", "R004335"),
    "registered and never bought": ("R004790",),
    "visits on two browsers, one order": ("2306",),
    "coupons and e-mails": ("2441",),
    "orders before midnight of New Year's Eve in New York": ("532",),
    "an order worth nothing": ("559",),
    "bought at the till what lay in the cart": ("1866",),
}
"""Whom the references of the extracts belong to."""

_TYPED = Path(__file__).parent / "typed"


@dataclass(frozen=True)
class Line:
    """A product in an order, or given back on it."""

    order_id: str
    ordered_at: datetime
    product_id: str
    department: str | None
    amount_usd: Decimal
    discount_usd: Decimal
    is_refund: bool


@dataclass(frozen=True)
class Event:
    """A call of a browser: ``event_type`` as the marts name it, ``customer_ref`` if somebody was logged in."""

    browser: str
    occurred_at: datetime
    event_type: str
    customer_ref: str | None
    product_id: str | None
    seconds_on_page_before: int | None
    device: str


@dataclass(frozen=True)
class Touch:
    """What marketing and a customer had to do with each other."""

    log: str
    action: str | None
    touched_on: date


_EVENT_TYPES = {
    "page": "page_view",
    "identify": "login",
    "product viewed": "product_view",
    "products searched": "search",
    "product added": "add_to_cart",
    "product removed": "remove_from_cart",
    "checkout started": "begin_checkout",
    "order completed": "purchase",
}


def lines_of(refs: tuple[str, ...]) -> list[Line]:
    """Return what somebody bought and gave back."""
    bought = [
        Line(
            order_id=row["order_id"],
            ordered_at=moment(row["ordered_at"]),
            product_id=row["product_id"],
            department=row["department"] or None,
            amount_usd=in_usd(row["amount"], row["currency"], moment(row["ordered_at"]).date()),
            discount_usd=in_usd(row["discount"], row["currency"], moment(row["ordered_at"]).date()),
            is_refund=False,
        )
        for row in _rows("order_lines", refs)
    ]
    # Changes of refunds stand in their order: the last one counts.
    refunds = {row["refund_id"]: row for row in _rows("refund_changes", refs)}
    return bought + [
        Line(
            order_id=row["order_id"],
            ordered_at=moment(row["refunded_at"]),
            product_id=row["product_id"],
            department=None,
            amount_usd=-in_usd(row["amount"], row["currency"], moment(row["refunded_at"]).date()),
            discount_usd=Decimal(0),
            is_refund=True,
        )
        for row in refunds.values()
        if row["op"] != "D"
    ]


def events_of(refs: tuple[str, ...]) -> list[Event]:
    """Return all that was done on the browsers on which somebody ever logged in, by browser and time."""
    rows = _read("web_events")
    browsers = {row["browser"] for row in rows if row["user_id"] in refs}
    return [
        Event(
            browser=row["browser"],
            occurred_at=moment(row["occurred_at"]),
            event_type=_EVENT_TYPES[row["call"]],
            customer_ref=row["user_id"] or None,
            product_id=row["product_id"] or None,
            seconds_on_page_before=int(seconds) if (seconds := row["time_on_previous_page_seconds"]) else None,
            device=row["device"],
        )
        for row in rows
        if row["browser"] in browsers
    ]


def touches_of(refs: tuple[str, ...]) -> list[Touch]:
    """Return what campaigns sent to somebody, and what came of it."""
    return [
        Touch(row["entity"], row["action"] or None, moment(row["touched_at"]).date()) for row in _rows("touches", refs)
    ]


def in_usd(amount: str, currency: str, day: date) -> Decimal:
    """Convert at the last rate on or before a day, and round to cents."""
    if currency == "USD":
        return Decimal(amount)
    rates = [row for row in _rates() if row["currency"] == currency and row["valid_on"] <= f"{day}"]
    newest = max(rates, key=lambda row: row["valid_on"])
    return (Decimal(amount) * Decimal(newest["usd_per_unit"])).quantize(Decimal("0.01"), ROUND_HALF_UP)


@cache
def _rates() -> list[dict[str, str]]:
    with (REPOSITORY / "dbt_project/seeds/exchange_rates.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def moment(text: str) -> datetime:
    """Read a time of the extracts, as UTC without saying so."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def _rows(name: str, refs: tuple[str, ...]) -> list[dict[str, str]]:
    return [row for row in _read(name) if row["customer_ref"] in refs]


def _read(name: str) -> list[dict[str, str]]:
    with (_TYPED / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))
