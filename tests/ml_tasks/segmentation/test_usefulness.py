"""A label that says nothing about the future gets a p-value like any other; one that does, the lowest there is."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency, kruskal

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.usefulness import Past, separate, usefulness_of
from ml_tasks.segmentation.past_frame import read_past
from warehouse.connection import build_connection

LABELS = np.repeat([1, 2, 4], [200, 150, 50])


def test_labels_that_follow_spend_separate_it():
    spend = LABELS * 10.0 + np.arange(400) % 7
    found = separate(LABELS, spend, np.ones(400), 199, seed=1)
    assert found.p_value == pytest.approx(1 / 200)
    assert found.spend > 0.8
    assert found.conversion == 0


def test_labels_that_follow_only_orders_separate_them():
    found = separate(LABELS, np.zeros(400), LABELS == 2, 199, seed=1)
    assert (found.spend, found.p_value) == (0, pytest.approx(1 / 200))
    assert found.conversion == pytest.approx(1)


def test_an_independent_future_is_found_useful_about_as_often_as_the_level_says():
    random = np.random.default_rng(3)
    p_values = [
        separate(LABELS, random.lognormal(0, 1, 400), random.random(400) < 0.4, 99, seed=seed).p_value
        for seed in range(100)
    ]
    assert 2 <= np.sum(np.array(p_values) <= 0.1) <= 20
    assert 0.35 <= np.mean(p_values) <= 0.65


def test_the_figures_are_those_of_the_textbook():
    random = np.random.default_rng(4)
    spend, has_ordered = random.integers(0, 9, 400).astype(float), random.random(400) < 0.3
    found = separate(LABELS, spend, has_ordered, 1, seed=1)
    groups = [spend[label == LABELS] for label in (1, 2, 4)]
    table = [[np.sum(has_ordered[label == LABELS] == value) for value in (0, 1)] for label in (1, 2, 4)]
    assert found.spend == pytest.approx(kruskal(*groups).statistic / 399)
    assert found.conversion == pytest.approx(np.sqrt(chi2_contingency(table, correction=False).statistic / 400))


def test_without_a_past_usefulness_is_unknown(config, planted):
    assert usefulness_of(None, None, config) is None
    too_few = Past(planted[0].head(5), np.zeros(5), np.zeros(5))
    assert usefulness_of(None, too_few, config) is None


def test_the_past_is_the_last_month_end_whose_outcome_is_known(settings):
    config = SegmentationConfig(min_order_count=3, outcome_days=30)
    with build_connection(settings, "test") as connection:
        assert read_past(connection, config) is None
        _write_history(connection)
        past = read_past(connection, config)
    assert past.customers["order_count"].tolist() == [4, 5, 6]
    # The orders of 31 October and of 1 December are not of the 30 days after 31 October.
    assert past.spend.tolist() == [0, -2, 12.5]
    assert past.has_ordered.tolist() == [False, False, True]
    assert past.customers["discount_share"].isna().all()


def _write_history(connection) -> None:
    connection.execute("create schema if not exists marts")
    connection.execute(
        """
        create or replace table marts.customer_features_history as
        select * from (values
            ('c', date '2017-10-31', true, 6), ('a', date '2017-10-31', true, 4), ('b', date '2017-10-31', true, 5),
            ('few', date '2017-10-31', true, 2), ('c', date '2017-11-30', true, 9),
            ('c', date '2017-11-15', false, 9), ('c', date '2017-12-10', false, 9)
        ) as t (customer_id, as_of_on, is_month_end, order_count)
        """
    )
    connection.execute(
        """
        create or replace table marts.fct_orders as
        select * from (values
            ('a', date '2017-10-31', 3.0, false), ('a', date '2017-12-01', 4.0, false),
            ('b', date '2017-11-30', -2.0, true), ('c', date '2017-11-01', 10.5, false),
            ('c', date '2017-11-30', 2.0, false)
        ) as t (customer_id, ordered_on, net_spend_usd, is_refund_only)
        """
    )


def test_who_people_are_is_taken_as_known_today_and_of_whom_nothing_is_known_does_not_count(settings):
    main = SegmentationConfig(min_order_count=3, outcome_days=30, profile_layers=("rfm", "demographics"))
    with build_connection(settings, "test") as connection:
        _write_history(connection)
        connection.execute(
            """
            create or replace table marts.customer_features as
            select * from (values ('a', '19-24', null, null), ('b', null, null, null), ('c', null, null, '2'))
            as t (customer_id, age_band, income_band, household_size)
            """
        )
        past = read_past(connection, main.of_profiles())
    assert past.customers["order_count"].tolist() == [4, 6]
    assert past.customers["age_band"].fillna("").tolist() == ["19-24", ""]
    assert past.customers["household_size"].fillna("").tolist() == ["", "2"]
