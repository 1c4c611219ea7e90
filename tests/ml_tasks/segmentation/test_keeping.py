"""What becomes of a second model: kept ids and names, the gate, the wait for a person, and the way back."""

import numpy as np
import pandas as pd
import pytest

from ml_tasks.segmentation.keeping.by_hand import promote_model, roll_back_model
from ml_tasks.segmentation.keeping.keeping_config import KeepingConfig
from ml_tasks.segmentation.keeping.model_cards import list_models
from ml_tasks.segmentation.keeping.stored_model import read_model
from ml_tasks.segmentation.proposal import propose
from ml_tasks.segmentation.train import train
from warehouse.connection import build_connection
from warehouse.errors import NothingNew, Refused, WrongUse

from .planted import AS_OF, plant

_UNMET = "select expectation, severity from ops.gate_results where gate = 'promotion' and not is_met order by all"


def _shuffled(customers, config):
    """Every column for itself in another order: each customer is a chimera of others."""
    random = np.random.default_rng(3)
    return customers.assign(
        **{column: random.permutation(customers[column].to_numpy()) for column in config.measured_columns}
    )


def _changed(customers):
    """A third of the frequent and the discount customers fell silent: many move, the kinds stay."""
    moved = customers.index % 5 == 1
    return customers.assign(
        days_since_last_order=customers["days_since_last_order"].where(~moved, 150),
        orders_last_90_days_count=customers["orders_last_90_days_count"].where(~moved, 0),
        net_spend_last_90_days_usd=customers["net_spend_last_90_days_usd"].where(~moved, 0),
    )


def _without_web_of_one_kind(customers):
    return customers[customers.index % 5 != 4]


@pytest.fixture
def champion(settings, config, planted, write_features):
    write_features(planted[0])
    return train(settings, config=config).model_version


def test_a_stored_model_scores_as_the_one_that_was_stored(settings, config, planted, champion):
    customers, _ = planted
    with build_connection(settings, "test") as connection:
        stored = read_model(connection, champion)
    model = propose(customers, AS_OF, config).fit.model
    assert stored.model.assign(customers).equals(model.assign(customers))
    assert len(stored.names) == 5


def test_segments_keep_ids_and_names_when_customers_change_a_little(settings, config, champion, write_features, query):
    write_features(plant(420, seed=2)[0])
    second = train(settings, config=config)
    assert second.promoted
    events = query(f"select distinct event from ml.segment_lineage where model_version = '{second.model_version}'")
    assert events == [("kept",)]
    names = "select segment_id, segment_name from ml.segment_names where model_version = '{}' order by 1"
    assert query(names.format(champion)) == query(names.format(second.model_version))


def test_the_first_models_segments_are_born_by_descending_spend(champion, query):
    assert query("select segment_id, event, previous_version from ml.segment_lineage order by 1") == [
        (number, "born", None) for number in range(1, 6)
    ]
    assert query("select model_version, action from ml.model_promotions") == [(champion, "promoted")]


def test_a_new_segment_never_takes_the_number_of_a_retired_one(settings, config, planted, write_features, query):
    customers, _ = planted
    lenient = config.model_copy(update={"keeping": KeepingConfig(max_reassigned_share=1.0, max_silhouette_loss=2.0)})
    for frame in (customers, _without_web_of_one_kind(customers), customers):
        write_features(frame)
        assert train(settings, config=lenient).promoted
    last = "(select model_version from ml.segment_models order by promotion_number desc limit 1)"
    ids = query(f"select segment_id from ml.model_segments where model_version = {last} order by 1")
    (gone,) = query("select distinct segment_id from ml.segment_lineage where event in ('retired', 'merged')")
    assert gone not in ids
    assert max(ids) == (6,)


def test_shuffled_features_are_refused_by_the_gate(settings, config, planted, champion, write_features, query):
    write_features(_shuffled(planted[0], config))
    report = train(settings, config=config)
    assert (report.outcome, report.model_version) == ("refused", champion)
    assert ("The segmentation is natural or useful.", "block") in query(_UNMET)
    assert query("select action from ml.model_promotions order by number") == [("promoted",), ("refused",)]
    with pytest.raises(Refused, match="--despite-gate"):
        promote_model(settings, report.proposed_version, "I know better")
    assert promote_model(settings, report.proposed_version, "I know better", despite_gate=True)


def test_a_drastic_model_waits_for_a_person(settings, config, champion, planted, write_features, query):
    strict = config.model_copy(update={"keeping": KeepingConfig(max_reassigned_share=0.0, max_silhouette_loss=2.0)})
    write_features(_without_web_of_one_kind(planted[0]))
    report = train(settings, config=strict)
    assert (report.outcome, report.model_version) == ("waits for approval", champion)
    assert {severity for _, severity in query(_UNMET)} == {"warn"}
    assert list_models(settings)[0]["main"] == champion
    assert "| from | to | customers | net spend (USD) |" in report.approval_request()
    assert train(settings, config=strict).outcome == "waits for approval"
    assert query("select count(*) from ml.model_promotions where action = 'waits'") == [(1,)]
    assert promote_model(settings, report.proposed_version, "agreed with marketing") == report.proposed_version
    assert list_models(settings)[0]["main"] == report.proposed_version
    with pytest.raises(NothingNew):
        promote_model(settings, report.proposed_version, "again")


def test_a_dry_run_says_who_would_move_and_writes_nothing(settings, config, champion, planted, write_features, query):
    write_features(_changed(planted[0]))
    report = train(settings, config=config, dry_run=True)
    assert report.proposed_version != champion
    assert sum(move.customer_count for move in report.reassignment.moves) == 400
    assert 0 < report.reassignment.customer_share < 1
    assert query("select count(*) from ml.segment_models") == [(1,)]
    assert query("select count(*) from ml.model_promotions") == [(1,)]


def test_a_withdrawn_model_is_not_promoted_again_without_a_person(
    settings, config, champion, planted, write_features, query
):
    write_features(planted[0].iloc[5:])
    second = train(settings, config=config).model_version
    assert roll_back_model(settings, "nobody understood it") == (second, champion)
    # However often the same is found.
    for _ in range(2):
        report = train(settings, config=config)
        assert (report.outcome, report.model_version) == ("waits for approval", champion)
    assert promote_model(settings, second, "they do now") == second
    assert query("select action from ml.model_promotions order by number") == [
        (action,) for action in ("promoted", "promoted", "withdrawn", "waits", "promoted")
    ]


def test_a_rollback_undoes_a_promotion_by_hand(settings, config, planted, write_features, query):
    versions = []
    for week, day in enumerate(("2018-01-01", "2018-01-08", "2018-01-15")):
        write_features(planted[0].iloc[5 * week :].assign(as_of=pd.Timestamp(day)))
        query(f"update ops.builds set as_of = timestamp '{day}'")
        versions.append(train(settings, config=config).model_version)
    first, second, third = versions
    promote_model(settings, second, "they knew it")
    assert roll_back_model(settings, "the third after all") == (second, third)
    assert roll_back_model(settings, "neither") == (third, first)
    with pytest.raises(WrongUse, match="is the first"):
        roll_back_model(settings, "and that one?")


def test_the_only_model_cannot_be_rolled_back(settings, champion):
    with pytest.raises(WrongUse, match="none before it"):
        roll_back_model(settings, "try")
    assert list_models(settings)[0]["main"] == champion
    with pytest.raises(WrongUse, match="names no model"):
        promote_model(settings, "2016", "typo")
