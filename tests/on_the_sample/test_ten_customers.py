"""Ten customers of the sample: the marts say of them what their orders, visits and e-mails come to by hand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.on_the_sample.campaigns_by_hand import campaign_habits, engagement_score
from tests.on_the_sample.purchases_by_hand import purchase_habits, recency_frequency_value
from tests.on_the_sample.raw_purchases import buyers_of, scores_of
from tests.on_the_sample.the_ten import AS_OF, PEOPLE, events_of, lines_of, touches_of
from tests.on_the_sample.visits_by_hand import open_cart, visit_habits, visits_of

# Worked out on paper: days since the last order, orders, US dollars, the scores, and the label that goes with them.
ANSWERS = {
    "orders on the last day before each window": (4, 28, Decimal("648.85"), 4, 2, 2, "Potential Loyalists"),
    "visits on the last day before two windows": (28, 2, Decimal("34.21"), 1, 1, 1, "Lost"),
    "gives back, in euros": (8, 6, Decimal("487.56"), 3, 1, 2, "About To Sleep"),
    "two profiles, and a cart left open": (253, 3, Decimal("131.60"), 1, 1, 1, "Lost"),
    "registered and never bought": (None, 0, Decimal("0.00"), "Prospect"),
    "visits on two browsers, one order": (309, 1, Decimal("11.60"), 1, 1, 1, "Lost"),
    "coupons and e-mails": (5, 55, Decimal("655.37"), 3, 4, 2, "Need Attention"),
    "orders before midnight of New Year's Eve in New York": (0, 5, Decimal("55.54"), 5, 1, 1, "New Customers"),
    "an order worth nothing": (161, 12, Decimal("82.43"), 1, 1, 1, "Lost"),
    "bought at the till what lay in the cart": (2, 8, Decimal("90.98"), 4, 1, 1, "Promising"),
}
# What anybody paid last, before as_of, for a piece of what the ten left in their carts.
PRICES = {
    "883404": Decimal("0.88"),
    "1029743": Decimal("2.60"),
    "867689": Decimal("4.79"),
    "985119": Decimal("1.00"),
    "1014860": Decimal("1.00"),
    "15629778": Decimal("1.50"),
    "928092": Decimal("1.99"),
    "15630096": Decimal("1.50"),
    "14025731": Decimal("1.67"),
    "1034522": Decimal("0.79"),
    "941361": Decimal("4.99"),
}
NO_MEASURES = {
    "customer_id": "the key",
    "as_of": "asked for by itself",
    "area_type": "an attribute of the person, which dim_customers takes from a provider",
    "first_seen_on": "a date; prospects of the past are in test_the_past.py",
}


@pytest.fixture(scope="module")
def ids(ask_builds) -> dict[str, str]:
    """Return everybody's id by reference: who is who is not what is tested here."""
    return dict(ask_builds("select customer_ref, customer_id from whole.pii.customer_links"))


@pytest.fixture(scope="module")
def row_of(published, ids) -> Iterator[Any]:
    """Return what a mart says of one of the ten, by column."""

    def row(mart: str, who: str) -> dict[str, Any]:
        (reference, *others) = PEOPLE[who]
        assert {ids[other] for other in others} <= {ids[reference]}, "these profiles are one person"
        answer = published.execute(f"select * from marts.{mart} where customer_id = ?", [ids[reference]])
        columns = [column for column, *_ in answer.description]
        (values,) = answer.fetchall()
        return dict(zip(columns, values, strict=True))

    return row


@pytest.fixture(scope="module")
def ranking(whole_sample, ids) -> dict[str, dict[str, Any]]:
    """Return everybody's scores by customer, out of all the orders that landed."""
    buyers = {ids[reference]: buyer for reference, buyer in buyers_of(whole_sample.landing).items()}
    counts = [buyer.order_count for buyer in buyers.values()]
    return {
        who: {
            "recency_score": scores.recency,
            "frequency_score": scores.frequency,
            "monetary_score": scores.monetary,
            "rfm_code": f"{scores.recency}-{scores.frequency}-{scores.monetary}",
            "frequency_scaled": (buyers[who].order_count - min(counts)) / (max(counts) - min(counts)),
        }
        for who, scores in scores_of(buyers).items()
    }


def habits_by_hand(who: str) -> dict[str, Any]:
    """Return what customer_behaviour has to say of one of the ten."""
    refs = PEOPLE[who]
    lines, visits = lines_of(refs), visits_of(events_of(refs))
    habits = (
        purchase_habits(lines)
        | visit_habits(visits)
        | open_cart(visits, lines, PRICES)
        | campaign_habits(touches_of(refs))
    )
    return habits | {"engagement_score": engagement_score(habits)}


def assert_agrees(row: dict[str, Any], by_hand: dict[str, Any]) -> None:
    """Compare all measures, exactly where they are exact; what is unknown by hand has to be NULL."""
    expected = {
        column: by_hand.get(column)
        if isinstance(by_hand.get(column), str | int | Decimal | None)
        else pytest.approx(by_hand[column], rel=1e-9, abs=1e-6)
        for column in row
        if column not in NO_MEASURES
    }
    assert {column: row[column] for column in expected} == expected


@pytest.mark.parametrize("mart", ["customer_rfm", "customer_behaviour"])
def test_every_measure_is_worked_out_by_hand(published, ranking, mart):
    columns = {column for column, *_ in published.execute(f"select * from marts.{mart} limit 0").description}
    by_hand = {"days_since_last_order", "order_count", "net_spend_usd", "rfm_segment"}.union(*ranking.values())
    if mart == "customer_behaviour":
        by_hand = {column for who in PEOPLE for column in habits_by_hand(who)}
    forgotten = columns - by_hand - set(NO_MEASURES)
    assert not forgotten, f"{mart} has gained {sorted(forgotten)}: work it out by hand, or say why not"
    gone = by_hand - columns
    assert not gone, f"{mart} has no {sorted(gone)} any more"


@pytest.mark.parametrize("who", PEOPLE)
def test_rfm_agrees(row_of, ranking, ids, who):
    row = row_of("customer_rfm", who)
    measures = recency_frequency_value(lines_of(PEOPLE[who]))
    scores = ranking.get(ids[PEOPLE[who][0]], {})

    *typed, label = ANSWERS[who]
    assert [*measures.values(), *list(scores.values())[:3]] == typed, "the sums by hand do not agree with each other"
    assert row["as_of"] == AS_OF
    assert_agrees(row, measures | scores | {"rfm_segment": label})


@pytest.mark.parametrize("who", PEOPLE)
def test_behaviour_agrees(row_of, who):
    assert_agrees(row_of("customer_behaviour", who), habits_by_hand(who))
