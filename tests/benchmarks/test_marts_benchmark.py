"""The benchmark of the marts compares like with like, and says so when it does not."""

import json

import duckdb
import pytest

from benchmarks.marts import __main__ as command
from benchmarks.marts import growth, increment
from benchmarks.marts.against_pandas import features_in_pandas
from benchmarks.marts.apart import Measured, run_apart
from benchmarks.marts.floor import compare_floor, run_floor
from benchmarks.marts.homes import home_without_last_day
from benchmarks.marts.options import Options, Section
from benchmarks.marts.outputs import OUTPUTS, models_by_output
from benchmarks.marts.slowest import profile
from benchmarks.marts.whole_run import STEPS, RunFigures, run_once
from warehouse.builds import newest_build
from warehouse.connection import build_connection
from warehouse.dbt_runner import read_manifest

CUSTOMERS = 300


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """A home that was built twice, the second time with one more day; and what both runs took."""
    home = home_without_last_day(tmp_path_factory.mktemp("marts") / "home", CUSTOMERS, None)
    full = run_once(home.settings)
    home.land_the_day()
    return home, full, run_once(home.settings)


@pytest.fixture(scope="module")
def floor_file(grown, tmp_path_factory):
    home, *_ = grown
    file = tmp_path_factory.mktemp("floor") / "floor.duckdb"
    assert run_floor(home.settings, as_of(home.settings), file).keys() == {*OUTPUTS, "closing the file"}
    return file


def as_of(settings):
    with build_connection(settings, "test") as connection:
        return newest_build(connection).as_of


def test_one_more_day_is_about_a_day_and_builds_only_what_follows_from_it(grown):
    home, full, day = grown
    assert 0.5 < home.late_bytes / home.all_bytes * 365 < 3
    assert 0 < day.records < full.records / 100
    assert (full.selection, day.selection) == ("full", "transactions,web")
    assert day.models
    assert day.models.keys() < full.models.keys()


def test_a_run_accounts_for_every_step(grown):
    _, full, day = grown
    assert full.steps.keys() == day.steps.keys() == set(STEPS)
    assert all(full.steps.values())


def test_the_floor_says_what_the_marts_say_after_one_more_day(grown, floor_file):
    home, *_ = grown
    agreements = compare_floor(home.settings, floor_file)
    assert [one.output for one in agreements] == list(OUTPUTS)
    for one in agreements:
        assert one.floor_rows == one.mart_rows >= CUSTOMERS, one
        assert one.differing_rows == 0, one


def test_the_comparison_sees_what_differs(grown, floor_file, tmp_path):
    home, *_ = grown
    spoilt = tmp_path / "spoilt.duckdb"
    spoilt.write_bytes(floor_file.read_bytes())
    with duckdb.connect(str(spoilt)) as connection:
        connection.execute("update rfm set monetary_score = 6 where customer_id = (select max(customer_id) from rfm)")
        connection.execute("delete from sessions where started_at = (select max(started_at) from sessions)")
    orders, sessions, rfm, behaviour = compare_floor(home.settings, spoilt)
    assert sessions.floor_rows < sessions.mart_rows
    assert (orders.differing_rows, rfm.differing_rows, behaviour.differing_rows) == (0, 1, 0)


def test_pandas_says_what_the_marts_say(grown):
    home, *_ = grown
    found = features_in_pandas(home.settings, as_of(home.settings).isoformat())
    assert found["customers"] >= CUSTOMERS
    assert found["differing"] == 0


def test_a_models_plan_names_its_costly_operators_first(grown):
    home, *_ = grown
    found = profile(home.settings, "int_web_events__sessionized")
    seconds = [operator["seconds"] for operator in found["operators"]]
    assert seconds == sorted(seconds, reverse=True)
    assert "WINDOW" in {operator["type"] for operator in found["operators"]}


def test_the_same_outputs_are_what_the_graph_says(grown):
    home, *_ = grown
    outputs = models_by_output(read_manifest(home.settings))
    assert {output: OUTPUTS[output] in models for output, models in outputs.items()} == dict.fromkeys(OUTPUTS, True)
    assert "stg_transactions__order_lines" in outputs["orders"]
    assert "int_web_events__sessionized" in outputs["sessions"]
    named = [name for models in outputs.values() for name in models]
    assert len(named) == len(set(named))
    assert not {"dim_customers", "profiles"} & set(named)


def test_work_apart_has_a_process_and_a_memory_of_its_own():
    mine = bytearray(400_000_000)
    measured = run_apart(sorted, [2, 1])
    assert measured.value == [1, 2]
    assert 1_000_000 < measured.peak_bytes < len(mine)
    with pytest.raises(TypeError):
        run_apart(sorted, 1)


@pytest.mark.parametrize(("seconds", "slope"), [((2, 20, 200), 1), ((5, 5, 5), 0), ((1, 100, 10_000), 2)])
def test_the_exponent_is_the_slope_of_the_logarithms(seconds, slope):
    assert growth.exponent((10, 100, 1000), seconds) == pytest.approx(slope)


def figures(seconds):
    return Measured(
        RunFigures(dict.fromkeys(STEPS, seconds / 20), {"a_model": seconds}, "web", 10), seconds, seconds, 10**9
    )


def test_an_increment_is_judged_beyond_the_overhead(monkeypatch, tmp_path):
    runs = {"tiny": (figures(15), figures(10), 0.003), "increment": (figures(110), figures(14), 0.003)}
    monkeypatch.setattr(increment, "_two_runs", lambda folder, *_: runs[folder.name])
    summary, steps, _ = increment.measure_increment(Options(1000, tmp_path))
    assert summary.figures["day_beyond_overhead_share"] == pytest.approx((14 - 10) / (110 - 10))
    assert len(steps.rows) == len(STEPS) + 1


def test_an_increment_of_overhead_alone_has_no_share(monkeypatch, tmp_path):
    monkeypatch.setattr(increment, "_two_runs", lambda *_: (figures(10), figures(14), 0.003))
    summary, *_ = increment.measure_increment(Options(300, tmp_path))
    assert summary.figures["day_beyond_overhead_share"] is None
    assert "cannot be told" in summary.sentences[0]


def test_growth_prints_the_sizes_that_went_well(monkeypatch, tmp_path):
    monkeypatch.setattr(growth, "write_extracts", lambda *_: {})
    monkeypatch.setattr(growth, "new_home", lambda folder, *_, memory_limit: int(folder.name.split("-")[1]))

    def run(_, customers):
        if customers > 300:
            raise MemoryError("no more")
        return figures(customers / 10)

    monkeypatch.setattr(growth, "run_apart", run)
    (section,) = growth.measure_growth(Options(1, tmp_path, sizes=(100, 300, 900)))
    assert section.figures["sizes"] == [100, 300]
    assert section.figures["exponents"]["the whole process"] == pytest.approx(1)
    assert section.figures["stopped"] == ["900 customers: MemoryError: no more"]


def test_a_section_that_fails_does_not_take_the_others_with_it(monkeypatch, tmp_path, capsys):
    def fail(_):
        raise RuntimeError("the disk is full")

    sections = {"floor": fail, "pandas": lambda _: [Section("A table", ("what", "ratio"), [("it", "1.5")])]}
    monkeypatch.setattr(command, "SECTIONS", sections)
    monkeypatch.setattr(command, "run_apart", lambda work, *given: Measured(work(*given), 0.0, 0.0, 0))
    asked = ["--customers", "10", "--what", "floor,pandas", "--results", str(tmp_path), "--folder", str(tmp_path)]
    assert command.main(asked) == 1
    printed = capsys.readouterr().out
    assert "A table" in printed
    assert "floor failed: RuntimeError: the disk is full" in printed
    (path,) = tmp_path.glob("marts-*.json")
    written = json.loads(path.read_text())
    assert written["sections"]["pandas"][0]["rows"] == [["it", "1.5"]]
    assert written["failed"] == {"floor": "RuntimeError: the disk is full"}


def test_an_unknown_section_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        command.main(["--what", "flor"])
    assert "'flor' is none of floor, pandas" in capsys.readouterr().err
