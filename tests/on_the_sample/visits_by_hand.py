"""What somebody did in the web shop, in plain Python and from typed events alone."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

from tests.on_the_sample.purchases_by_hand import WINDOWS
from tests.on_the_sample.the_ten import AS_OF, TODAY, Event, Line

_SILENCE = timedelta(minutes=30)
_KNOWN_FOR = timedelta(days=30)
_CART_LASTS = timedelta(days=30)
_DEVICES = ("desktop", "mobile", "tablet")
_DAYPARTS = ("night", "morning", "afternoon", "evening")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Visit:
    """Events of one browser without half an hour of silence."""

    events: list[Event]

    @property
    def started_at(self) -> datetime:
        return self.events[0].occurred_at

    @property
    def days_ago(self) -> int:
        return (TODAY - self.started_at.date()).days

    @property
    def seconds(self) -> float:
        return (self.events[-1].occurred_at - self.started_at).total_seconds()

    @property
    def seconds_on_pages(self) -> list[int]:
        return [event.seconds_on_page_before for event in self.events if event.seconds_on_page_before is not None]

    def count(self, event_type: str) -> int:
        return sum(event.event_type == event_type for event in self.events)

    @property
    def leaves_cart(self) -> bool:
        return self.count("add_to_cart") > self.count("remove_from_cart") and not self.count("purchase")


def visits_of(events: list[Event]) -> list[Visit]:
    """Cut what was done on somebody's browsers into visits, and keep those that are known to be theirs.

    Nobody else ever logged in on the browsers of the ten, so that a visit is theirs when they were logged in during it
    or within 30 days of it.
    """
    visits = []
    for _, those in groupby(events, key=lambda event: event.browser):
        on_browser = list(those)
        log_ins = [event.occurred_at for event in on_browser if event.customer_ref]
        current = [on_browser[0]]
        for before, event in pairwise(on_browser):
            if event.occurred_at - before.occurred_at > _SILENCE:
                visits.append((Visit(current), log_ins))
                current = []
            current.append(event)
        visits.append((Visit(current), log_ins))
    return [visit for visit, log_ins in visits if any(_is_known(event, log_ins) for event in visit.events)]


def _is_known(event: Event, log_ins: list[datetime]) -> bool:
    return any(abs(event.occurred_at - log_in) <= _KNOWN_FOR for log_in in log_ins)


def visit_habits(visits: list[Visit]) -> dict[str, Any]:
    """Return what customer_behaviour says of visits."""
    carts = [visit for visit in visits if visit.count("add_to_cart")]
    habits = {
        "days_since_last_session": min(visit.days_ago for visit in visits) if visits else None,
        "cart_session_count": len(carts),
        "cart_abandonment_share": sum(visit.leaves_cart for visit in visits) / len(carts) if carts else None,
        "favourite_device": _favourite(_DEVICES, [visit.events[0].device for visit in visits]),
        "favourite_daypart": _favourite(_DAYPARTS, [_DAYPARTS[visit.started_at.hour // 6] for visit in visits]),
        "favourite_weekday": _favourite(_WEEKDAYS, [_WEEKDAYS[visit.started_at.weekday()] for visit in visits]),
    }
    for window in WINDOWS:
        habits |= _in_window(f"last_{window}_days", [visit for visit in visits if visit.days_ago < window])
    return habits


def _in_window(window: str, visits: list[Visit]) -> dict[str, Any]:
    on_pages = [seconds for visit in visits for seconds in visit.seconds_on_pages]
    return {
        f"sessions_{window}_count": len(visits),
        f"repeat_sessions_{window}_count": max(len(visits) - 1, 0),
        f"page_views_{window}_count": sum(visit.count("page_view") for visit in visits),
        f"product_views_{window}_count": sum(visit.count("product_view") for visit in visits),
        f"searches_{window}_count": sum(visit.count("search") for visit in visits),
        f"time_on_page_{window}_seconds": sum(on_pages),
        f"mean_time_on_page_{window}_seconds": sum(on_pages) / len(on_pages) if on_pages else None,
        f"mean_session_{window}_seconds": sum(visit.seconds for visit in visits) / len(visits) if visits else None,
    }


def _favourite(values: tuple[str, ...], seen: list[str]) -> str | None:
    """Return the most frequent value, of equals the one that is listed first."""
    counts = Counter(seen)
    return max(values, key=lambda value: counts[value]) if counts else None


def open_cart(visits: list[Visit], lines: list[Line], prices: dict[str, Decimal]) -> dict[str, Any]:
    """Return what lies in the cart: put in of late, and neither taken out nor bought since."""
    added, done = {}, sorted((event for visit in visits for event in visit.events), key=lambda event: event.occurred_at)
    for event in done:
        if event.occurred_at <= AS_OF - _CART_LASTS:
            continue
        if event.event_type == "add_to_cart":
            added[event.product_id] = event.occurred_at
        elif event.event_type == "remove_from_cart":
            added.pop(event.product_id, None)
        elif event.event_type == "purchase":
            added.clear()
    bought = {(line.product_id, line.ordered_at) for line in lines if not line.is_refund}
    cart = [product for product, since in added.items() if not any(p == product and at >= since for p, at in bought)]
    return {
        "open_cart_product_count": len(cart),
        "open_cart_value_usd": sum((prices[product] for product in cart), Decimal(0)),
    }
