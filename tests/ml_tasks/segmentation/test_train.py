from datetime import datetime

import pytest

from ml_tasks.segmentation.keeping.models import champion_version
from ml_tasks.segmentation.train import train
from warehouse.connection import build_connection
from warehouse.errors import Refused, WrongUse

from .planted import noise_only


def test_a_stable_model_is_written_and_promoted(settings, config, planted, write_features, query):
    write_features(planted[0])
    report = train(settings, config=config)
    assert report.promoted
    assert report.left_out == {}
    assert query("select model_version, k, customer_count, promotion_number from ml.segment_models") == [
        (report.model_version, 5, 400, 1)
    ]
    counts = {
        "model_features": 10,
        "segment_names": 5,
        "segmentation_candidates": 18,
    }
    for table, count in counts.items():
        assert query(f"select count(*), any_value(model_version) from ml.{table}") == [(count, report.model_version)]
    assert query("select k from ml.segmentation_candidates where is_chosen") == [(5,)]


def test_the_same_again_writes_nothing(settings, config, planted, write_features, query):
    write_features(planted[0])
    first = train(settings, config=config)
    second = train(settings, config=config)
    assert (second.outcome, second.promoted, second.model_version) == ("unchanged", False, first.model_version)
    assert first.model_version in second.reason
    assert query("select count(*), max(promotion_number) from ml.segment_models") == [(1, 1)]


def test_an_unstable_model_is_kept_for_looking_and_the_champion_stays(settings, config, planted, write_features, query):
    write_features(planted[0])
    champion = train(settings, config=config).model_version
    write_features(noise_only(400))
    report = train(settings, config=config)
    assert (report.outcome, report.model_version) == ("refused", champion)
    assert f"Model {champion} stays." in report.reason
    assert query("select count(*) from ml.segment_models where promotion_number is null") == [(1,)]


def test_an_earlier_champion_may_come_back(settings, config, planted, write_features, query):
    customers, _ = planted
    write_features(customers)
    first = train(settings, config=config).model_version
    write_features(customers.iloc[5:])
    second = train(settings, config=config).model_version
    write_features(customers)
    assert train(settings, config=config).model_version == first != second
    assert query("select model_version, promotion_number from ml.segment_models order by 2") == [
        (second, 2),
        (first, 3),
    ]
    assert query("select count(*) from ml.segment_names") == [(10,)]


def test_without_web_extracts_nothing_breaks(settings, config, planted, write_features):
    web = {"sessions_last_90_days_count": None, "cart_abandonment_share": None, "coupon_redemption_count": None}
    write_features(planted[0].assign(**web))
    report = train(settings, config=config)
    assert report.promoted
    assert report.left_out == {"coupon_redemption_count": "coupon_redemption_count is NULL for 100% of the customers."}


def test_too_few_customers_is_a_clear_outcome(settings, config, planted, write_features, query):
    write_features(planted[0].head(40))
    report = train(settings, config=config)
    assert (report.outcome, report.model_version) == ("not enough customers", None)
    assert "40 customers with at least 3 orders" in report.reason
    assert "at least 100 are needed" in report.reason
    assert query("select count(*) from ml.segment_models") == [(0,)]


def test_a_missing_mart_is_refused(settings):
    with pytest.raises(Refused, match=r"no marts\.customer_features to train on"):
        train(settings)


def test_a_column_that_the_mart_lacks_is_named(settings, planted, write_features):
    write_features(planted[0].drop(columns="discount_share"))
    with pytest.raises(WrongUse, match="lacks: discount_share"):
        train(settings)


def test_marts_that_their_gate_refused_are_not_trained_on(settings, planted, write_features, query):
    write_features(planted[0])
    query(
        "insert into ops.builds (build_id, as_of, raw_through_batch, fingerprint, state, opened_at) "
        "values (7, '2018-01-01', 1, 'f', 'refused', '2018-01-01')"
    )
    query(
        "insert into ops.gate_results values "
        "('marts', 'customer_features', 'spend is known', null, '3', '0', 'block', false, null, 7, null, '2018-01-01')"
    )
    with pytest.raises(Refused, match=r"build 7 are not fit to train on"):
        train(settings)


def test_marts_that_no_gate_has_judged_are_not_trained_on(settings, planted, write_features, query):
    write_features(planted[0])
    query(
        "insert into ops.builds (build_id, as_of, raw_through_batch, fingerprint, state, opened_at) "
        "values (7, '2018-01-01', 1, 'f', 'open', '2018-01-01')"
    )
    with pytest.raises(Refused, match=r"build 7 are not fit to train on"):
        train(settings)


def test_a_build_that_is_not_open_is_refused(settings, planted, write_features):
    write_features(planted[0])
    with pytest.raises(Refused, match="Build 7 cannot go on"):
        train(settings, build_id=7)


def test_a_fresh_build_file_has_no_champion(settings):
    with build_connection(settings, "test") as connection:
        assert champion_version(connection, datetime.max) is None
        commented = connection.execute(
            "select count(*) from duckdb_columns() where schema_name = 'ml' and comment is null "
            "and column_name not in ('model_version', 'feature', 'segment_id')"
        ).fetchone()
    assert commented == (0,)
