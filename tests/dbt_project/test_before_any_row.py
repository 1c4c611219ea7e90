"""A new home has raw tables and nothing in them; dbt must build it, and its unit tests need no more."""

import json

import duckdb
import pytest

from tests.dbt_project.small_shop import VARIABLES
from warehouse.dbt_runner import invoke


@pytest.fixture(scope="module")
def segments_verdicts(empty_home, empty_verdicts) -> dict[str, str]:
    """Build the segments of nobody without a model, and return dbt's verdicts."""
    command = ["build", "--select", "path:models/segments", "--exclude", "test_type:unit"]
    outcome = invoke(empty_home, command, variables=VARIABLES)
    assert outcome.result is not None, outcome.exception
    return {result.node.name: f"{result.status}: {result.message}" for result in outcome.result.results}


def test_an_empty_home_builds(empty_home, empty_verdicts, segments_verdicts):
    verdicts = empty_verdicts | segments_verdicts
    assert verdicts.keys() >= {"customer_features", "segment_explanations"}
    unhappy = {node: verdict for node, verdict in verdicts.items() if not verdict.startswith(("success", "pass"))}
    assert not unhappy
    with duckdb.connect(str(empty_home.build_file), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.customer_features").fetchone() == (0,)


def test_unit_tests_hold(empty_home, segments_verdicts):
    outcome = invoke(empty_home, ["test", "--select", "test_type:unit"], variables=VARIABLES)
    assert outcome.result is not None, outcome.exception
    messages = {result.node.name: result.message for result in outcome.result.results if result.status != "pass"}
    assert not messages
    manifest = json.loads((empty_home.dbt_target / "target" / "manifest.json").read_text(encoding="utf-8"))
    assert len(outcome.result.results) == len(manifest["unit_tests"]) > 100
