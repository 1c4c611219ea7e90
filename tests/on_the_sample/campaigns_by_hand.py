"""What campaigns sent to somebody and what came of it, and how engaged that is, from typed touches alone."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.on_the_sample.purchases_by_hand import WINDOWS
from tests.on_the_sample.the_ten import TODAY, Touch
from warehouse.settings import REPOSITORY

_RESPONSES = {("engagement/email_events", "clicked"), ("engagement/ad_touches", "click")}
_REDEMPTIONS = "crm/coupon_redemptions"


def campaign_habits(touches: list[Touch]) -> dict[str, Any]:
    """Return what customer_behaviour says of campaigns; a coupon counts once its day is over."""
    touches = [touch for touch in touches if touch.log != _REDEMPTIONS or touch.touched_on < TODAY]
    habits = {
        "campaign_touch_count": sum(touch.log == "crm/campaign_touches" for touch in touches),
        "coupon_redemption_count": sum(touch.log == _REDEMPTIONS for touch in touches),
    }
    for window in WINDOWS:
        recent = [touch for touch in touches if (TODAY - touch.touched_on).days < window]
        responses = [touch for touch in recent if touch.log == _REDEMPTIONS or (touch.log, touch.action) in _RESPONSES]
        habits |= {
            f"email_opens_last_{window}_days_count": _emails(recent, "opened"),
            f"email_clicks_last_{window}_days_count": _emails(recent, "clicked"),
            f"campaign_responses_last_{window}_days_count": len(responses),
        }
    return habits


def _emails(touches: list[Touch], action: str) -> int:
    return sum(touch.log == "engagement/email_events" and touch.action == action for touch in touches)


def engagement_score(habits: dict[str, Any]) -> float:
    """Return the weighted mean of what was done in 90 days, where all but the last 30 days count by half."""
    with (REPOSITORY / "dbt_project/seeds/engagement_weights.csv").open(newline="") as file:
        components = list(csv.DictReader(file))
    score = Decimal(0)
    for row in components:
        last_30, last_90 = (habits.get(f"{row['component']}_last_{days}_days_count", 0) for days in (30, 90))
        weighted_count = last_30 + Decimal(last_90 - last_30) / 2
        score += 100 * Decimal(row["weight"]) * min(weighted_count / int(row["full_at_count"]), 1)
    return float(score.quantize(Decimal("0.01"), ROUND_HALF_UP))
