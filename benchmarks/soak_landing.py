"""What lands in the course of the soak, and how much of it there was."""

import gzip
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

FIRST_TICK = datetime(2018, 1, 2, 8, tzinfo=UTC)
INTERVAL = timedelta(minutes=15)
VISITS_A_TICK = 40
ORDERS_AN_HOUR = 30


@dataclass
class Landed:
    """What was put into the landing folder, and when."""

    events: int = 0
    lines: int = 0
    profiles: int = 0
    at: list[tuple[str, float]] = field(default_factory=list)


def write(landing: Path, landed: Landed, name: str, text: str) -> None:
    """Put a file into the landing folder, whole at once, as a careful sender does; compressed if its name says so."""
    path = landing / name
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    draft.rename(path)
    landed.at.append((name, time.time()))


def land_web(landing: Path, landed: Landed, tick: int, moment: datetime) -> None:
    """Land one interval's events; a tenth of them repeats the interval before, as overlapping extracts do."""
    numbers = range(tick * VISITS_A_TICK - (VISITS_A_TICK // 10 if tick else 0), (tick + 1) * VISITS_A_TICK)
    events = [
        {
            "messageId": f"soak-{number}",
            "event": "product_view",
            "anonymousId": f"cookie-{number % 50}",
            "userId": f"{number % 300}" if number % 3 else None,
            "timestamp": f"{FIRST_TICK + INTERVAL * (number / VISITS_A_TICK):%Y-%m-%dT%H:%M:%SZ}",
            "properties": {"product_id": f"p{number % 20}"},
            "context": {"device": {"type": "mobile"}},
        }
        for number in numbers
    ]
    landed.events = max(landed.events, numbers[-1] + 1)
    folder = f"web/events/dt={moment:%Y-%m-%d}"
    write(landing, landed, f"{folder}/{moment:%H%M}.jsonl.gz", "".join(json.dumps(event) + "\n" for event in events))


def land_orders(landing: Path, landed: Landed, moment: datetime) -> None:
    """Land one hour's orders of two lines each."""
    header = (
        "basket_id,household_id,store_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,"
        "transaction_timestamp"
    )
    rows = [
        f"soak-{moment:%d%H}-{order},{order * 7 % 300},1,p{line},1,9.99,0,0,0,{moment:%Y-%m-%dT%H:%M:%SZ}"
        for order in range(ORDERS_AN_HOUR)
        for line in range(2)
    ]
    landed.lines += len(rows)
    folder = f"transactions/order_lines/dt={moment:%Y-%m-%d}"
    write(landing, landed, f"{folder}/{moment:%H}.csv.gz", "\n".join([header, *rows, ""]))


def land_profiles(landing: Path, landed: Landed, moment: datetime) -> None:
    """Land the night's new profiles."""
    header = "customer_ref,first_name,last_name,email,phone,registered_at,updated_at,age"
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    rows = [f"soak-{n},First,Last,soak{n}@example.com,,{stamp},{stamp}," for n in range(20)]
    landed.profiles += len(rows)
    write(landing, landed, f"crm/customers/dt={moment:%Y-%m-%d}/customers.csv", "\n".join([header, *rows, ""]))
