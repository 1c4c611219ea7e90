"""The figures on febrl's data sets. One configuration for all, unsupervised: the truth only measures."""

import duckdb
import pytest

from ml_tasks.identity.matching import score_pairs, train_matching
from ml_tasks.identity.matching_config import MatchingConfig
from tests.ml_tasks.identity.febrl import joined, load_febrl

CONFIG = MatchingConfig()


def match(name):
    """Return the pairs that are merged, and the pairs that are one person."""
    with duckdb.connect() as connection:
        truth = load_febrl(connection, name)
        model = train_matching(connection, "profiles", CONFIG)
        score_pairs(connection, "profiles", model, CONFIG, only_changed=False)
        merged = connection.execute(
            "select left_ref, right_ref from scored_pairs where match_probability >= ?", [CONFIG.match_probability]
        ).fetchall()
    return set(merged), truth


@pytest.mark.parametrize(("name", "least_f1"), [("febrl1", 0.998), ("febrl2", 0.995), ("febrl3", 0.998)])
def test_duplicates_of_febrl_are_found_pair_by_pair(name, least_f1):
    merged, truth = match(name)
    merged = joined(merged)
    assert 2 * len(merged & truth) / (len(merged) + len(truth)) >= least_f1


def test_the_two_files_of_febrl4_are_linked():
    merged, truth = match("febrl4")
    assert len(merged & truth) / len(truth) >= 0.99
    assert len(merged & truth) / len(merged) >= 0.995
