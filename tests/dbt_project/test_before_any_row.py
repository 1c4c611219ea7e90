"""A new home has raw tables and nothing in them; dbt must build it, and its unit tests need no more."""

import duckdb

from tests.dbt_project.small_shop import VARIABLES
from warehouse.dbt_runner import invoke


def test_an_empty_home_builds(empty_home, empty_verdicts):
    unhappy = {node: verdict for node, verdict in empty_verdicts.items() if not verdict.startswith(("success", "pass"))}
    assert not unhappy
    with duckdb.connect(str(empty_home.build_file), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.customer_features").fetchone() == (0,)


def test_unit_tests_hold(empty_home, empty_verdicts):
    command = ["test", "--select", "test_type:unit", "--exclude", "path:models/segments"]
    outcome = invoke(empty_home, command, variables=VARIABLES)
    assert outcome.result is not None, outcome.exception
    messages = {result.node.name: result.message for result in outcome.result.results if result.status != "pass"}
    assert not messages
    assert len(outcome.result.results) >= 23, "dbt found fewer unit tests than there are"
