"""Each question of the promotion gate says no by itself, and nothing else does."""

import pytest

from ml_tasks.segmentation.keeping.keeping_config import KeepingConfig
from ml_tasks.segmentation.train import train


def _unmet(report) -> list[str]:
    return [verdict.expectation for verdict in report.verdicts if not verdict.is_met]


@pytest.fixture
def keeping(config):
    """The quick configuration with other bounds of the gate."""
    return lambda **bounds: config.model_copy(update={"keeping": KeepingConfig(**bounds)})


def test_a_segment_that_is_too_small_refuses_the_model(settings, keeping, planted, write_features):
    write_features(planted[0])
    # Five kinds, a fifth of the customers each.
    report = train(settings, config=keeping(min_segment_share=0.21), dry_run=True)
    assert (report.outcome, _unmet(report)) == ("refused", ["Every segment holds enough customers."])
    assert train(settings, config=keeping(min_segment_share=0.15), dry_run=True).promoted


def test_a_model_that_parts_customers_worse_than_the_champion_is_refused(settings, keeping, planted, write_features):
    write_features(planted[0])
    assert train(settings, config=keeping()).promoted
    write_features(planted[0].iloc[5:])
    # Nobody is better than the champion by so much.
    report = train(settings, config=keeping(max_silhouette_loss=-0.5), dry_run=True)
    assert report.outcome == "refused"
    assert [sentence.split(" at ")[0] for sentence in _unmet(report)] == ["It parts today's customers"]
    assert train(settings, config=keeping(), dry_run=True).promoted


def test_revenue_that_moves_calls_a_person_also_where_few_customers_do(settings, keeping, planted, write_features):
    customers, _ = planted
    write_features(customers)
    assert train(settings, config=keeping()).promoted
    # Of the loyal ones, who spend the most, every second one falls silent.
    silent = customers.index % 10 == 0
    silenced = {
        "days_since_last_order": customers["days_since_last_order"].where(~silent, 150),
        "orders_last_90_days_count": customers["orders_last_90_days_count"].where(~silent, 0),
        "net_spend_last_90_days_usd": customers["net_spend_last_90_days_usd"].where(~silent, 0),
    }
    write_features(customers.assign(**silenced))
    move = train(settings, config=keeping(), dry_run=True).reassignment
    assert 0 < move.customer_share < move.spend_share
    between = (move.customer_share + move.spend_share) / 2
    report = train(settings, config=keeping(max_reassigned_share=between), dry_run=True)
    assert (report.outcome, len(_unmet(report))) == ("waits for approval", 1)
    assert "the net spend changes segment" in _unmet(report)[0]
