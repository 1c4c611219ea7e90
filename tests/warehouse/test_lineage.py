"""Events of steps, where they go, and the graph that is read from them."""

import json
import logging
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.airflow_home import lineage_environment
from tests.lineage_events import job_states, parent_of, read_events
from warehouse.cli.lineage_view import lineage_tree, mermaid_text
from warehouse.errors import Refused, WrongUse
from warehouse.lineage.datasets import Files, Table
from warehouse.lineage.files import compress_closed_days, file_of, lines_newest_first
from warehouse.lineage.graph import upstream
from warehouse.lineage.tracing import Part, RunId, traced, traced_command, under

RAW = Table("build", "raw", "crm__customers", columns=(("email", "varchar"),), row_count=2, version="7")
MART = Table("build", "marts", "dim_customers", row_count=2, version="3")
PUBLISHED = Table("segmart", "marts", "dim_customers", row_count=2, version="v3")


@pytest.fixture(autouse=True)
def nobody_configured_openlineage(monkeypatch, tmp_path):
    for name in os.environ:
        if name.startswith("OPENLINEAGE"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def landed(settings, *names):
    return Files(settings.landing / "crm" / "customers", names, row_count=2, byte_count=10)


def tell(settings, job, inputs, outputs):
    with traced(settings, job) as trace:
        trace.tell(lambda: [Part(f"{job}.part", tuple(inputs), tuple(outputs))])


class TestEvents:
    def test_a_step_and_its_part_begin_and_end_under_their_own_ids(self, settings):
        tell(settings, "load.crm", [landed(settings, "a.csv", "b.csv")], [RAW])
        events = read_events(settings.lineage)
        assert job_states(events) == [
            ("load.crm", "START"),
            ("load.crm.part", "START"),
            ("load.crm.part", "COMPLETE"),
            ("load.crm", "COMPLETE"),
        ]
        step, part, part_end, step_end = (event["run"]["runId"] for event in events)
        assert step == step_end != part == part_end
        assert parent_of(events[1]) == parent_of(events[2]) == ("load.crm", step)
        assert "parent" not in events[0]["run"]["facets"]

    def test_datasets_are_named_without_the_home_and_described(self, settings):
        tell(settings, "load.crm", [landed(settings, "a.csv", "b.csv")], [RAW])
        event = read_events(settings.lineage)[2]
        (source,), (output,) = event["inputs"], event["outputs"]
        assert (source["namespace"], source["name"]) == ("file", str(settings.landing / "crm" / "customers"))
        assert source["inputFacets"]["inputStatistics"]["fileCount"] == 2
        assert source["inputFacets"]["subset"]["inputCondition"]["locations"] == ["a.csv", "b.csv"]
        assert (output["namespace"], output["name"]) == ("duckdb://segmart", "build.raw.crm__customers")
        assert output["facets"]["schema"]["fields"] == [{"name": "email", "type": "varchar"}]
        assert output["facets"]["version"]["datasetVersion"] == "7"
        assert output["outputFacets"]["outputStatistics"]["rowCount"] == 2

    def test_a_failed_step_tells_that_it_failed_but_not_what_was_said(self, settings):
        with pytest.raises(Refused, match=r"ann@example\.com"), traced(settings, "train"):
            raise Refused("ann@example.com is in two places")
        assert job_states(read_events(settings.lineage)) == [("train", "START"), ("train", "FAIL")]
        assert "ann@example.com" not in file_text(settings)

    def test_an_interrupted_step_is_aborted(self, settings):
        with pytest.raises(KeyboardInterrupt), traced(settings, "train"):
            raise KeyboardInterrupt
        assert job_states(read_events(settings.lineage))[-1] == ("train", "ABORT")

    def test_a_failed_part_has_made_nothing(self, settings):
        with traced(settings, "dbt.marts") as trace:
            trace.tell(lambda: [Part("dbt.marts.dim_customers", (RAW,), (MART,), has_failed=True)])
        failed = read_events(settings.lineage)[2]
        assert failed["eventType"] == "FAIL"
        assert failed["outputs"] == []

    def test_steps_of_a_command_are_below_its_run(self, settings):
        with traced_command(settings, "segmart.run"):
            tell(settings, "load.crm", [], [RAW])
        events = read_events(settings.lineage)
        command = events[0]["run"]["runId"]
        assert job_states(events)[0] == ("segmart.run", "START")
        assert job_states(events)[-1] == ("segmart.run", "COMPLETE")
        assert parent_of(events[1]) == ("segmart.run", command)
        part = events[2]["run"]["facets"]["parent"]
        assert part["job"]["name"] == "load.crm"
        assert part["root"]["run"]["runId"] == command

    def test_a_command_without_steps_tells_nothing(self, settings):
        with traced_command(settings, "segmart.status"):
            pass
        assert not settings.lineage.exists()

    def test_a_parent_that_others_record_is_named_and_not_recorded(self, settings):
        dag = RunId("segmart", "load_crm", "00000000-0000-4000-8000-000000000001")
        task = RunId("segmart", "load_crm.load", "00000000-0000-4000-8000-000000000002", root=dag)
        with under(task):
            tell(settings, "load.crm", [], [RAW])
        events = read_events(settings.lineage)
        assert job_states(events)[0] == ("load.crm", "START")
        assert parent_of(events[0]) == (task.job, task.run_id)
        assert {event["run"]["facets"]["parent"]["root"]["run"]["runId"] for event in events} == {dag.run_id}


class TestFaults:
    def test_where_nothing_can_be_written_the_step_goes_on_and_says_so_once(self, settings, caplog):
        settings.home.mkdir()
        settings.lineage.write_text("a file where the folder should be")
        with caplog.at_level(logging.WARNING):
            tell(settings, "load.crm", [], [RAW])
        assert [record.getMessage().partition(" (")[0] for record in caplog.records] == [
            "The lineage of this run is not recorded"
        ]

    def test_a_fault_in_describing_is_no_fault_of_the_step(self, settings, caplog):
        def broken():
            raise RuntimeError("no such table")

        with traced(settings, "load.crm") as trace:
            trace.tell(broken)
        assert "no such table" in caplog.text


class TestWhereEventsGo:
    def test_variables_of_the_client_win_over_the_home(self, settings, monkeypatch, tmp_path):
        monkeypatch.setenv("OPENLINEAGE__TRANSPORT__TYPE", "file")
        monkeypatch.setenv("OPENLINEAGE__TRANSPORT__LOG_FILE_PATH", str(tmp_path / "elsewhere.jsonl"))
        monkeypatch.setenv("OPENLINEAGE__TRANSPORT__APPEND", "true")
        tell(settings, "load.crm", [], [RAW])
        assert len((tmp_path / "elsewhere.jsonl").read_text().splitlines()) == 4
        assert not settings.lineage.exists()

    def test_they_win_in_airflow_too(self, settings, monkeypatch, tmp_path):
        from openlineage.client import OpenLineageClient

        monkeypatch.setenv("OPENLINEAGE__TRANSPORT__TYPE", "file")
        monkeypatch.setenv("OPENLINEAGE__TRANSPORT__LOG_FILE_PATH", str(tmp_path / "elsewhere.jsonl"))
        monkeypatch.setenv("OPENLINEAGE__TRANSPORT__APPEND", "true")
        # As the provider makes its client out of Airflow's configuration.
        transport = json.loads(lineage_environment(settings)["AIRFLOW__OPENLINEAGE__TRANSPORT"])
        OpenLineageClient(config={"transport": transport}).emit(task_event())
        assert len((tmp_path / "elsewhere.jsonl").read_text().splitlines()) == 1
        assert not settings.lineage.exists()

    def test_a_configuration_file_may_name_both_a_backend_and_the_home(self, settings, monkeypatch, tmp_path):
        transports = {
            "home": {"type": "warehouse.lineage.transport.DailyFileTransport", "folder": str(settings.lineage)},
            "backend": {"type": "file", "log_file_path": str(tmp_path / "backend.jsonl"), "append": True},
        }
        configuration = tmp_path / "lineage.yml"
        configuration.write_text(json.dumps({"transport": {"type": "composite", "transports": transports}}))
        monkeypatch.setenv("OPENLINEAGE_CONFIG", str(configuration))
        tell(settings, "load.crm", [], [RAW])
        assert len(read_events(settings.lineage)) == 4
        assert len((tmp_path / "backend.jsonl").read_text().splitlines()) == 4

    def test_it_can_be_switched_off(self, settings, monkeypatch):
        monkeypatch.setenv("OPENLINEAGE_DISABLED", "true")
        tell(settings, "load.crm", [], [RAW])
        assert not settings.lineage.exists()

    def test_what_airflow_says_of_an_error_is_left_out(self, settings):
        from openlineage.client.facet_v2 import error_message_run

        from warehouse.lineage.transport import HomeTransport

        failed = task_event(errorMessage=error_message_run.ErrorMessageRunFacet("not 'ann@example.com'", "python"))
        HomeTransport.of(settings).emit(failed)
        assert job_states(read_events(settings.lineage)) == [("load_crm.load", "FAIL")]
        assert "ann@example.com" not in file_text(settings)
        assert "errorMessage" in failed.run.facets


def task_event(**run_facets):
    from openlineage.client.event_v2 import Job, Run, RunEvent, RunState

    return RunEvent(
        eventTime="2026-01-01T00:00:00Z",
        eventType=RunState.FAIL,
        run=Run("00000000-0000-4000-8000-000000000001", run_facets),
        job=Job("segmart", "load_crm.load"),
        producer="urn:x",
    )


def file_text(settings):
    return "".join(path.read_text() for path in settings.lineage.iterdir())


@pytest.fixture
def published(settings):
    """A home in which one table was loaded, built and published; then loaded and built again, for nothing."""
    source = landed(settings, "a.csv")
    tell(settings, "load.crm", [source], [RAW])
    tell(settings, "dbt.marts", [RAW], [MART])
    tell(settings, "publish", [MART], [PUBLISHED])
    tell(settings, "load.crm", [source], [Table("build", "raw", "crm__customers", row_count=99)])
    tell(settings, "dbt.marts", [RAW], [Table("build", "marts", "dim_customers", row_count=99)])
    return settings


class TestGraph:
    def test_the_way_leads_from_the_table_to_the_folder(self, published):
        graph = upstream(published, "marts.dim_customers")
        folder = str(published.landing / "crm" / "customers")
        assert graph.names() == [PUBLISHED.name, MART.name, RAW.name, folder]
        assert graph.edges() == [(MART.name, PUBLISHED.name), (RAW.name, MART.name), (folder, RAW.name)]
        assert graph.files == {folder: 1}

    def test_it_is_the_published_build_that_counts_and_not_the_newest(self, published):
        graph = upstream(published, "marts.dim_customers")
        assert {name: origin.row_count for name, origin in graph.origins.items()} == {
            PUBLISHED.name: 2,
            MART.name: 2,
            RAW.name: 2,
        }

    def test_half_a_line_is_passed_over(self, published):
        (path,) = published.lineage.iterdir()
        with path.open("a") as events:
            events.write('{"eventType": "COMPLETE", "outputs": [{"name": "segmart.marts.dim_customers", ')
        assert upstream(published, "marts.dim_customers").origins[MART.name].row_count == 2

    def test_half_an_event_of_a_crash_is_passed_over(self, published):
        (file,) = published.lineage.glob("events-*.jsonl")
        whole = next(line for line in file.read_text().splitlines() if '"segmart.marts' in line and "COMPLETE" in line)
        with file.open("a") as stream:
            stream.write(whole[:-1])
        assert upstream(published, "marts.dim_customers").origins
        with pytest.raises(WrongUse, match=r"Published were: marts\.dim_customers\."):
            upstream(published, "marts.nothing")

    def test_an_unknown_table_is_answered_with_those_that_are_known(self, published):
        with pytest.raises(WrongUse, match=r"tells of marts\.nothing\. Published were: marts\.dim_customers\."):
            upstream(published, "marts.nothing")

    def test_a_home_without_events_says_how_to_get_some(self, settings):
        with pytest.raises(WrongUse, match="`segmart run`"):
            upstream(settings, "marts.dim_customers")

    def test_the_flowchart(self, published):
        assert mermaid_text(published, upstream(published, "marts.dim_customers")).splitlines() == [
            "flowchart LR",
            '    n0[("published marts.dim_customers")]',
            '    n1["marts.dim_customers"]',
            '    n2["raw.crm__customers"]',
            '    n3[/"landing/crm/customers"/]',
            "    n1 --> n0",
            "    n2 --> n1",
            "    n3 --> n2",
        ]

    def test_the_tree_shows_a_shared_ancestor_once(self, settings):
        twin = Table("build", "marts", "customer_rfm")
        tell(settings, "dbt.staging", [], [RAW])
        tell(settings, "dbt.marts", [RAW], [MART])
        tell(settings, "dbt.twin", [RAW, MART], [twin])
        tell(settings, "publish", [MART, twin], [PUBLISHED])
        shown = labels(lineage_tree(settings, upstream(settings, "marts.dim_customers")))
        assert [label.split()[0] for label in shown] == [
            "published",
            "marts.customer_rfm",
            "marts.dim_customers",
            "raw.crm__customers",
            "raw.crm__customers",
            "marts.dim_customers",
        ]
        assert [label.endswith("see above") for label in shown] == [False, False, False, False, True, True]


def labels(tree):
    return [tree.label.plain] + [label for child in tree.children for label in labels(child)]


class TestFilesOfEvents:
    TODAY = date(2026, 3, 2)

    @pytest.fixture
    def folder(self, tmp_path) -> Path:
        for days_ago in range(4):
            day = self.TODAY - timedelta(days=days_ago)
            file_of(tmp_path, day).write_text(f"{day} first\n{day} last\n" * 100)
        return tmp_path

    def test_they_are_read_backwards(self, folder):
        lines = list(lines_newest_first(folder))
        assert lines[0] == "2026-03-02 last"
        assert lines[-1] == "2026-02-27 first"

    def test_days_long_over_are_compressed_and_read_as_before(self, folder):
        before = list(lines_newest_first(folder))
        old = file_of(folder, date(2026, 2, 27))
        modified = old.stat().st_mtime_ns
        compress_closed_days(folder, self.TODAY)
        again = sorted(folder.iterdir())
        assert sorted(path.name for path in folder.iterdir()) == [
            "events-2026-02-27.jsonl.gz",
            "events-2026-02-28.jsonl.gz",
            "events-2026-03-01.jsonl",
            "events-2026-03-02.jsonl",
        ]
        assert old.with_name(f"{old.name}.gz").stat().st_mtime_ns == modified
        assert list(lines_newest_first(folder)) == before
        compress_closed_days(folder, self.TODAY)
        assert sorted(folder.iterdir()) == again
