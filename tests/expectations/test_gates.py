"""A gate says yes or no, writes every verdict down, and leaves the file free."""

import subprocess
import sys
from datetime import datetime

import duckdb
import pytest

import expectations
from expectations.gates import run_gate
from expectations.suites import load_suites
from warehouse.connection import lock_holder
from warehouse.errors import Refused, WrongUse


def test_a_sound_build_passes(world, execute):
    report = run_gate(world, "marts", build_id=7)

    assert not report.refused
    assert not report.warned
    report.raise_if_refused()
    count = sum(len(suite.expectations) for suite in load_suites("marts"))
    assert execute("select count(*), bool_and(is_met) from ops.gate_results") == [(count, True)]


def test_a_verdict_is_a_row_that_a_person_can_read(world, execute):
    execute("update marts.customer_features set order_count = null where customer_id = 'id-5'")

    run_gate(world, "marts", build_id=7)

    assert execute(
        "select gate, suite, column_name, observed, threshold, severity, as_of, build_id, batch_id "
        "from ops.gate_results where not is_met"
    ) == [
        (
            "marts",
            "marts.customer_features",
            "order_count",
            "1 of 40 rows do not",
            "every row",
            "block",
            datetime(2018, 1, 1, 4, 1, 20),
            7,
            None,
        )
    ]


def test_an_as_of_that_is_given_is_the_one_that_is_recorded(world, execute):
    run_gate(world, "marts", as_of=datetime(2017, 6, 1))

    assert execute("select distinct as_of from ops.gate_results") == [(datetime(2017, 6, 1),)]


def test_a_block_refuses_in_one_sentence(world, execute):
    execute("update segments.cluster_assignments set is_outlier = true where customer_id like 'id-1%'")

    report = run_gate(world, "segments", build_id=7)

    assert report.refused
    with pytest.raises(Refused) as refusal:
        report.raise_if_refused()
    sentence = str(refusal.value)
    assert "segments gate refused build 7" in sentence
    assert "segments.cluster_assignments should satisfy 'Few customers fit nowhere.'" in sentence
    assert "(expected: at most 0.2; observed: 0.275)" in sentence


def test_a_warning_is_recorded_and_the_run_goes_on(world, execute):
    execute("update marts.customer_rfm set rfm_segment = 'Lost'")

    report = run_gate(world, "marts", build_id=7)

    assert report.warned
    assert not report.refused
    report.raise_if_refused()
    assert execute("select expectation, severity from ops.gate_results where not is_met") == [
        ("No label covers nearly all buyers.", "warn")
    ]


def test_an_expectation_that_cannot_be_judged_blocks(world, execute):
    """Even one that would only warn: nobody knows what it would have said."""
    execute("alter table marts.customer_features drop column average_order_value_usd")

    report = run_gate(world, "marts", build_id=7)

    assert [(verdict.expectation, verdict.severity) for verdict in report.unmet] == [
        ("Few baskets are worth 10,000 or more.", "block")
    ]
    with pytest.raises(Refused, match=r"could not be judged: .*average_order_value_usd"):
        report.raise_if_refused()


def test_a_native_expectation_that_cannot_be_judged_blocks(world, execute):
    execute("alter table segments.cluster_assignments drop column confidence")

    report = run_gate(world, "segments", build_id=7)

    assert [verdict.expectation for verdict in report.unmet] == ["A confidence is a share."]
    assert report.refused


def test_a_missing_table_refuses(world, execute):
    execute("drop table segments.customer_segments")

    with pytest.raises(Refused, match=r"segments gate judges segments\.customer_segments, which is not in the build"):
        run_gate(world, "segments", build_id=7)


def test_a_gate_without_a_suite_is_an_error(world, tmp_path, monkeypatch):
    (tmp_path / "hollow").mkdir()
    (tmp_path / "hollow" / "__init__.py").touch()
    monkeypatch.setattr(expectations, "__path__", [*expectations.__path__, str(tmp_path)])

    with pytest.raises(WrongUse, match="hollow gate has no suite"):
        run_gate(world, "hollow")


@pytest.mark.parametrize("given", [{}, {"source": "web"}, {"batch_id": 3}])
def test_the_raw_gate_must_know_what_to_judge(world, given):
    with pytest.raises(WrongUse, match="give it a source and a batch_id"):
        run_gate(world, "raw", **given)


@pytest.mark.parametrize(("batch_id", "why"), [(99, "is not in ops.batches"), (1, "is one of transactions")])
def test_the_raw_gate_refuses_a_batch_that_is_not_the_sources(world, batch_id, why):
    with pytest.raises(WrongUse, match=why):
        run_gate(world, "raw", source="web", batch_id=batch_id)


def test_the_raw_gate_judges_no_other_batch(world, execute):
    execute(
        "insert into raw.crm__customers select * replace (99 as _batch_id, null as email) "
        "from raw.crm__customers, range(5) as copies (n)".replace("select *", "select * exclude (n)")
    )

    assert not run_gate(world, "raw", source="crm", batch_id=2).unmet


def test_rows_that_a_passed_batch_superseded_are_not_judged(world, execute):
    """A mended file saves the batch that its forerunner spoilt."""
    execute("update raw.transactions__order_lines set customer_ref = null, _superseded_in = 4 where _source_row < 150")
    assert run_gate(world, "raw", source="transactions", batch_id=1).refused

    execute("insert into ops.batches values (4, 'transactions', 'passed', '2018-01-03', '2018-01-03', 1, 148, 0)")

    assert not run_gate(world, "raw", source="transactions", batch_id=1).refused


def test_a_source_without_a_suite_is_judged_by_its_files(world, execute):
    execute(
        "insert into ops.batches values (4, 'loyalty', 'loaded', '2018-01-02', '2018-01-02', 1, 10, 190); "
        "insert into ops.loaded_files select 'cards.csv', 'hash', 'contract', 4, 'loyalty', 'cards', 100, 0, 'loaded', "
        "null, 200, 10, 190, null, '2018-01-02', null"
    )

    report = run_gate(world, "raw", source="loyalty", batch_id=4)

    assert {verdict.suite for verdict in report.results} == {"ops.loaded_files of loyalty"}
    assert report.refused


def test_the_file_and_the_lock_are_free_afterwards(world):
    run_gate(world, "marts", build_id=7)

    duckdb.connect(str(world.build_file), config={"threads": 1}).close()
    assert lock_holder(world) == ""


def test_importing_the_gates_does_not_import_great_expectations():
    program = "import sys, expectations.gates; sys.exit('great_expectations' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
