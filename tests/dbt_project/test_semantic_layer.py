"""The metrics as MetricFlow asks for them: its SQL runs on the small shop, whose answers are worked out by hand."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

# By hand from what test_small_shop.py says of orders and sessions. Ann and Bob came again, Fay only gave goods back.
ALL_TIME = {
    "revenue": Decimal("184.58"),
    "orders": 17,
    "average_order_value": pytest.approx(184.58 / 17),
    "active_customers": 4,
    "buyers": 4,
    "repeat_buyers": 2,
    "repeat_rate": 2 / 4,
    "sessions": 5,
    "cart_sessions": 2,
    "abandoned_carts": 1,
    "cart_abandonment_rate": 1 / 2,
    # Ann could have come back in five months that are over, and did in two; Bob in one, and did.
    "earlier_customers": 5 + 1,
    "returned_customers": 2 + 1,
    "retention_rate": 3 / 6,
}


@pytest.fixture(scope="session")
def engine(shop, shop_verdicts) -> MetricFlowEngine:
    """Return MetricFlow over the semantic manifest that building the shop left behind."""
    text = (shop.dbt_target / "target" / "semantic_manifest.json").read_text(encoding="utf-8")
    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(text))
    # It writes the SQL, the shop's own connection runs it.
    writer = SimpleNamespace(sql_engine_type=SqlEngine.DUCKDB, sql_plan_renderer=DuckDbSqlPlanRenderer())
    return MetricFlowEngine(lookup, writer)


@pytest.fixture
def metric(engine, ask) -> Callable[..., list[tuple]]:
    """Ask for metrics by dimensions: rows of dimensions, then metrics, in their order."""

    def metric(*names: str, by: tuple[str, ...] = (), where: str | None = None) -> list[tuple]:
        request = MetricFlowQueryRequest.create(
            metric_names=names,
            group_by_names=by,
            order_by_names=by,
            where_constraints=[where] if where else None,
        )
        return ask(engine.explain(request).sql_statement.sql)

    return metric


def test_every_metric_has_an_answer_here(manifest):
    assert {metric["name"] for metric in manifest["metrics"].values()} == set(ALL_TIME)


@pytest.mark.parametrize("name", ALL_TIME)
def test_over_all_time(metric, name):
    assert metric(name) == [(ALL_TIME[name],)]


def test_by_month(metric):
    names = ("revenue", "orders", "active_customers", "average_order_value")
    assert metric(*names, by=("metric_time__month",)) == [
        (datetime(2017, 1, 1), Decimal("8.00"), 1, 1, 8.0),
        (datetime(2017, 4, 1), Decimal("100.00"), 1, 1, 100.0),
        # Bob's order, and what Fay gave back.
        (datetime(2017, 5, 1), Decimal("-14.00"), 1, 1, -14.0),
        (datetime(2017, 6, 1), Decimal("88.08"), 13, 3, pytest.approx(88.08 / 13)),
        (datetime(2017, 7, 1), Decimal("2.50"), 1, 1, 2.5),
    ]


def test_by_the_calendar_of_the_company(metric, ask):
    weeks = ask("select week_starts_on, net_revenue_usd from marts.weekly_kpis where net_revenue_usd <> 0 order by 1")

    assert metric("revenue", by=("metric_time__company_week",)) == weeks
    assert metric("revenue", by=("metric_time__fiscal_quarter",)) == [
        ("FY2017-Q1", Decimal("8.00")),
        ("FY2017-Q2", Decimal("174.08")),
        ("FY2017-Q3", Decimal("2.50")),
    ]


def test_by_who_the_customers_are(metric):
    """A metric of sessions beside one of orders, each by the customer; the last row is of nobody who is known."""
    assert metric("revenue", "sessions", by=("customer__age_band",)) == [
        ("35-44", Decimal("17.00"), 2),
        ("45-54", Decimal("36.50"), None),
        (None, Decimal("131.08"), 3),
    ]


def test_by_rfm_segment(metric, ask):
    by_hand = ask("""
        select rfm_segment, sum(orders.net_spend_usd)
        from marts.fct_orders as orders
        left join marts.customer_rfm using (customer_id)
        group by rfm_segment
        order by rfm_segment nulls last
    """)
    assert metric("revenue", by=("customer__rfm_segment",)) == by_hand
    assert len(by_hand) > 3


def test_by_segment_is_written_from_the_current_answer(engine):
    """The small shop has no segmentation model, so that this one is only read."""
    request = MetricFlowQueryRequest.create(metric_names=["revenue"], group_by_names=["customer__segment_name"])
    assert '"segments"."customer_segments"' in engine.explain(request).sql_statement.sql


def test_some_orders_only(metric):
    june = "{{ TimeDimension('metric_time', 'month') }} = '2017-06-01'"
    assert metric("orders", by=("order__shop",), where=june) == [("outlet", 2), ("transactions", 11)]


def test_retention_by_month_since_the_first_order(metric):
    assert metric("retention_rate", by=("cohort_month__months_since_first_order",)) == [
        (0, None),
        (1, 0.5),
        (2, 0.0),
        (3, 1.0),
        (4, 0.0),
        (5, 1.0),
        (6, None),
    ]
    assert metric("retention_rate", by=("metric_time__month",))[-2:] == [
        (datetime(2017, 6, 1), 1.0),
        # July is not over.
        (datetime(2017, 7, 1), None),
    ]
