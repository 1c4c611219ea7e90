"""Extracts of a small shop with planted kinds of customers: 300 people, one file an entity and week of 2017.

The sample is real, but to train on it takes its whole year. Here the kinds lie far enough apart for a stable model, and
everything follows from one seed. Files lie where the contracts look; ``dt`` is the week's Monday.
"""

import csv
import gzip
import io
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np

YEAR_BEGINS = datetime(2017, 1, 1)
_ORDER_FIELDS = (
    "basket_id",
    "household_id",
    "store_id",
    "product_id",
    "quantity",
    "sales_value",
    "retail_disc",
    "coupon_disc",
    "coupon_match_disc",
    "transaction_timestamp",
)


@dataclass(frozen=True)
class Kind:
    """What customers of a kind have in common."""

    name: str
    order_count: int
    basket_usd: float
    discount_share: float
    last_day: int


KINDS = (
    Kind("regular", order_count=40, basket_usd=60, discount_share=0.05, last_day=363),
    Kind("deal hunter", order_count=20, basket_usd=20, discount_share=0.40, last_day=360),
    Kind("occasional", order_count=6, basket_usd=30, discount_share=0.10, last_day=340),
    Kind("dormant", order_count=12, basket_usd=35, discount_share=0.10, last_day=170),
    Kind("stock-up", order_count=5, basket_usd=180, discount_share=0.15, last_day=350),
)
_CUSTOMERS_OF_A_KIND = 60


def write_planted_shop(landing: Path) -> None:
    """Write all weeks' extracts below ``landing``."""
    rng = np.random.default_rng(20170101)
    lines, events, profiles = defaultdict(list), defaultdict(list), defaultdict(list)
    for number in range(_CUSTOMERS_OF_A_KIND * len(KINDS)):
        kind = KINDS[number % len(KINDS)]
        orders = sorted(_orders(rng, number, kind))
        profiles[_week(orders[0][0])].append(_profile(number, orders[0][0]))
        for ordered_at, order_id, basket in orders:
            lines[_week(ordered_at)] += basket
            events[_week(ordered_at)] += _visit(number, ordered_at, order_id, basket)
    # Somebody who registered and never bought, and somebody whose second profile shares the first one's e-mail.
    profiles["2017-01-30"].append(_profile(9_000, datetime(2017, 2, 3)))
    profiles["2017-02-27"].append(_profile(9_001, datetime(2017, 3, 3), email="Person0@Example.com "))
    for week, rows in lines.items():
        _write(landing, "transactions/order_lines", week, "order_lines.csv.gz", _as_csv(_ORDER_FIELDS, rows))
    for week, rows in events.items():
        text = "".join(json.dumps(event) + "\n" for event in rows)
        _write(landing, "web/events", week, "events.jsonl.gz", text)
    for week, rows in profiles.items():
        _write(
            landing, "crm/customers", week, "customers.csv", _as_csv(tuple(rows[0]), [tuple(r.values()) for r in rows])
        )
    _write_products(landing)


def _week(moment: datetime) -> str:
    return f"{moment - timedelta(days=moment.weekday()):%Y-%m-%d}"


def _orders(rng: np.random.Generator, number: int, kind: Kind) -> Iterator[tuple[datetime, str, list[tuple]]]:
    """Spread a customer's orders evenly over their days, with some jitter, and end close to the kind's last day.

    Within a kind, people differ by a quarter or so in how often and how much they buy.
    """
    order_count = round(kind.order_count * rng.uniform(0.75, 1.25))
    basket_usd = kind.basket_usd * rng.uniform(0.75, 1.25)
    for place in range(order_count):
        day = kind.last_day * (place + 1) / order_count - rng.uniform(0, 8)
        ordered_at = YEAR_BEGINS + timedelta(days=max(day, 0.1))
        ordered_at = ordered_at.replace(microsecond=0)
        order_id = f"{number:04}-{place:03}"
        worth = basket_usd * rng.uniform(0.8, 1.2) / 2
        discount = worth * kind.discount_share * rng.uniform(0.8, 1.2)
        stamp = f"{ordered_at:%Y-%m-%dT%H:%M:%SZ}"
        basket = [
            (
                order_id,
                f"{number}",
                "1",
                f"p{(number + place + line) % 20}",
                1,
                f"{worth:.2f}",
                f"{discount:.2f}",
                0,
                0,
                stamp,
            )
            for line in range(2)
        ]
        yield ordered_at, order_id, basket


def _profile(number: int, registered_at: datetime, email: str | None = None) -> dict[str, str]:
    stamp = f"{registered_at:%Y-%m-%dT00:00:00Z}"
    return {
        "customer_ref": f"{number}",
        "first_name": f"First{number}",
        "last_name": f"Last{number}",
        "email": email or f"person{number}@example.com",
        "phone": f"212-555-{number:04}",
        "registered_at": stamp,
        "updated_at": stamp,
        "age": ("", "35-44", "65+")[number % 3],
    }


def _visit(number: int, ordered_at: datetime, order_id: str, basket: list[tuple]) -> Iterator[dict]:
    """Let every third order be made on the web: a look, a cart, a purchase, within four minutes."""
    if int(order_id[-3:]) % 3:
        return
    steps = (("product_view", 4), ("add_to_cart", 2), ("purchase", 0))
    for event, minutes_before in steps:
        yield {
            "messageId": f"{order_id}-{event}",
            "event": event,
            "anonymousId": f"cookie-{number}",
            "userId": f"{number}",
            "timestamp": f"{ordered_at - timedelta(minutes=minutes_before):%Y-%m-%dT%H:%M:%SZ}",
            "properties": {
                "product_id": basket[0][3] if event != "purchase" else None,
                "order_id": order_id if event == "purchase" else None,
            },
            "context": {"device": {"type": "mobile" if number % 2 else "desktop"}},
        }


def _as_csv(fields: tuple[str, ...], rows: list[tuple]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows(rows)
    return text.getvalue()


def _write(landing: Path, entity: str, week: str, name: str, text: str) -> None:
    path = landing / entity / f"dt={week}" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    content = text.encode()
    path.write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)


def land(source: Path, landing: Path, *, since: str = "", before: str = "9999") -> None:
    """Copy the extracts of the weeks that begin within [since, before) from one landing folder to another."""
    for folder in source.glob("*/*/dt=*"):
        if since <= folder.name.removeprefix("dt=") < before:
            shutil.copytree(folder, landing / folder.relative_to(source))


def _write_products(landing: Path) -> None:
    path = landing / "transactions" / "products" / "dt=2016-12-26" / "products.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            copy (
                select
                    'p' || n as product_id,
                    'm1' as manufacturer_id,
                    'department ' || n % 7 as department,
                    'National' as brand,
                    'category ' || n % 10 as product_category,
                    'type ' || n as product_type,
                    '1 LB' as package_size
                from range(20) as numbers(n)
            ) to '{path}' (format parquet)
            """
        )
