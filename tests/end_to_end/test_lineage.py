"""A whole run of the planted shop, and what its events say of it."""

import csv
import re
import shutil
from collections import Counter, defaultdict

import pytest

from tests.lineage_events import parent_of, read_events
from warehouse import cli, versions
from warehouse.cli import console
from warehouse.lineage.graph import upstream
from warehouse.settings import Settings


@pytest.fixture(scope="module")
def home(tmp_path_factory, planted_shop):
    """A home after `segmart run`, with one record in quarantine."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), pii_key="a key for tests", _env_file=None)
    shutil.copytree(planted_shop, settings.landing)
    first = min((settings.landing / "crm" / "customers").rglob("*.csv"))
    with first.open("a") as extract:
        extract.write("a record of one field\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEGMART_HOME", str(settings.home))
        patch.setenv("SEGMART_PII_KEY", "a key for tests")
        assert cli.run(["run"]) == 0
        yield settings
    console.stop_logging()


@pytest.fixture(scope="module")
def events(home):
    return read_events(home.lineage)


@pytest.fixture(scope="module")
def ends(events):
    """Map the jobs of finished runs to their last event."""
    return {event["job"]["name"]: event for event in events if event["eventType"] != "START"}


def test_customer_segments_go_back_to_every_landing_folder(home):
    graph = upstream(home, "segments.customer_segments")
    landing = {str(folder) for folder in home.landing.glob("*/*")}
    assert len(landing) > 3
    assert {name for name in graph.files if name.startswith(str(home.landing))} == landing
    # Through the model that scored them, too.
    assert "build.ml.segment_models" in graph.names()


def test_every_published_table_has_a_way_back_to_a_file(home, ends):
    published = [job.removeprefix("publish.") for job in ends if job.startswith("publish.")]
    assert "marts.customer_rfm" in published
    for table in published:
        assert upstream(home, table).files, f"{table} comes from nowhere"


def test_every_run_begins_and_completes_once_and_names_a_run_above_it(events):
    states = defaultdict(list)
    for event in events:
        states[event["run"]["runId"]].append(event["eventType"])
    assert Counter(map(tuple, states.values())) == {("START", "COMPLETE"): len(states)}
    command = events[0]
    assert command["job"]["name"] == "segmart.run"
    for event in events:
        if event["job"]["name"] != "segmart.run":
            parent = event["run"]["facets"]["parent"]
            assert parent["root"]["run"]["runId"] == command["run"]["runId"]
            assert parent["run"]["runId"] in states
    jobs = {event["run"]["runId"]: event["job"]["name"] for event in events}
    by_job = {event["job"]["name"]: parent_of(event) for event in events[1:-1]}
    assert jobs[by_job["dbt.marts.dim_customers"][1]] == "dbt.marts"
    assert jobs[by_job["publish.marts.dim_customers"][1]] == "publish"


def test_a_load_tells_how_many_records_went_where(ends):
    (source,) = ends["load.crm.customers"]["inputs"]
    raw, quarantine = ends["load.crm.customers"]["outputs"]
    assert (raw["name"], quarantine["name"]) == ("build.raw.crm__customers", "build.quarantine.rejected_rows")
    rows = [dataset["outputFacets"]["outputStatistics"]["rowCount"] for dataset in (raw, quarantine)]
    assert rows[1] == 1
    assert sum(rows) == source["inputFacets"]["inputStatistics"]["rowCount"]


def test_tables_have_columns_with_types_and_say_which_version_they_belong_to(home, ends):
    (model,), (published,) = (
        ends[job]["outputs"] for job in ("dbt.marts.dim_customers", "publish.marts.dim_customers")
    )
    assert {"name": "customer_id", "type": "varchar"} in published["facets"]["schema"]["fields"]
    assert published["facets"]["version"]["datasetVersion"] == versions.current_version(home)
    assert model["facets"]["version"]["datasetVersion"] == "1"
    assert model["outputFacets"] == published["outputFacets"]


def test_no_personal_data_is_in_the_events(home):
    told = "".join(path.read_text() for path in home.lineage.iterdir()).lower()
    personal = set()
    for path in (home.landing / "crm" / "customers").rglob("*.csv"):
        with path.open(newline="") as extract:
            for record in csv.DictReader(extract):
                personal |= {record[column] or "" for column in ("first_name", "last_name", "email", "phone")}
    personal = {value.strip().lower() for value in personal if value.strip()}
    assert len(personal) > 300
    words = set(re.findall(r"[^\s\"/,:]+", told))
    assert not personal & words
    assert "@" not in told


def test_the_command_needs_nothing_but_the_events(home, tmp_path, monkeypatch, capsys):
    shutil.copytree(home.lineage, tmp_path / "elsewhere" / "lineage")
    monkeypatch.setenv("SEGMART_HOME", str(tmp_path / "elsewhere"))
    assert cli.run(["lineage", "segments.customer_segments"]) == 0
    tree = capsys.readouterr().out
    assert tree.startswith("published segments.customer_segments")
    assert "staging.stg_web__events" in tree
    assert cli.run(["lineage", "segments.customer_segments", "--mermaid"]) == 0
    assert capsys.readouterr().out.startswith("flowchart LR\n")
    assert cli.run(["lineage", "segments.no_such_table"]) == 2
