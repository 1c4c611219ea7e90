"""No table, mirror, report, page, log or event of a home holds anybody of the sample; only the vault does.

A week of the sample goes through everything, with records that are refused in the words of whoever refuses them.
"""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from extract_load.sample import write_sample
from tests.leaks import find_leaks, leaks_of_database, leaks_of_file
from tests.needles import Needles
from warehouse.settings import REPOSITORY, Settings

VAULT = {"raw", "quarantine", "pii"}
COMMANDS = (
    "run",
    "status",
    "sources",
    "audit",
    "quarantine list",
    "quarantine show crm",
    "identities count",
    "identities show",
    "identities review",
    "report",
)


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> Path:
    """Run every command that reports anything, and keep what they say in a folder beside the home."""
    folder = tmp_path_factory.mktemp("leaks")
    settings = Settings(home=folder / "home", _env_file=None)
    write_sample(settings, date(2017, 1, 1), date(2017, 1, 7), with_outlet=True)
    misspell_somebody(settings)
    (folder / "said").mkdir()
    for command in COMMANDS:
        segmart(settings, command, folder / "said" / f"{command}.txt")
    return folder


@pytest.fixture(scope="module")
def home(said) -> Settings:
    return Settings(home=said / "home", _env_file=None)


@pytest.fixture(scope="module")
def needles(home) -> Needles:
    """Everybody of the week, but nobody whom a unit test of the project happens to have invented, too."""
    needles = Needles.of_landing(home.landing)
    assert len(needles.kinds) > 1000
    assert {"name", "e-mail", "phone"} <= set(needles.kinds.values())
    for path in (REPOSITORY / "dbt_project").rglob("*.yml"):
        needles.forget(path.read_text(encoding="utf-8"))
    return needles


def segmart(settings: Settings, command: str, log: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); from warehouse.cli import main; sys.exit(main())"
    environment = {**os.environ, "SEGMART_HOME": str(settings.home), "SEGMART_PII_KEY": "a key for tests"}
    with log.open("w") as said:
        done = subprocess.run(
            [sys.executable, "-c", program, *command.split()],
            env=environment, cwd=log.parent, stdout=said, stderr=said, check=False,
        )  # fmt: skip
    assert done.returncode == 0, log.read_text()


def misspell_somebody(settings: Settings) -> None:
    """Send somebody's name and address again where a contract wants something else, and where a file is broken."""
    first = min((settings.landing / "crm" / "customers").rglob("*.csv"))
    header, record, *_ = first.read_text(encoding="utf-8").splitlines()
    person = dict(zip(header.split(","), record.split(","), strict=True))
    contact = f"{person['first_name']} {person['last_name']} {person['email']} {person['phone']}"
    late = first.parent.parent / "dt=2017-01-08" / first.name
    late.parent.mkdir()
    wrong_time = ",".join({**person, "registered_at": contact, "customer_ref": contact}.values())
    late.write_text(f"{header}\n{record},{contact}\n{wrong_time}\n{contact}\n", encoding="utf-8")
    # An unknown column is told of by its name, and a file that is none by whoever cannot read it.
    other = first.parent.parent / "dt=2017-01-09" / first.name
    other.parent.mkdir()
    other.write_text(
        f"{header},notes\n{record.replace(person['customer_ref'], '999999', 1)},{contact}\n", encoding="utf-8"
    )


def test_nothing_that_leaves_the_vault_holds_anybody(home, needles):
    apart = (home.landing, home.build_file)
    assert list(find_leaks(home.home, needles, skip=apart)) == []


def test_no_table_but_those_of_the_vault_holds_anybody(home, needles):
    assert list(leaks_of_database(home.build_file, needles, skip_schemas=VAULT)) == []


def test_no_command_says_who_somebody_is(said, needles):
    assert list(find_leaks(said / "said", needles)) == []


def test_the_vault_holds_them_and_the_search_would_see_it(home, needles):
    places = {leak.place for leak in leaks_of_database(home.build_file, needles)}
    assert {"raw.crm__customers", "quarantine.rejected_rows"} <= places
    assert {place.split(".")[0] for place in places} <= VAULT


def test_a_leak_into_the_publication_would_be_seen(home, needles, tmp_path):
    leaking = tmp_path / "leaking.duckdb"
    with duckdb.connect(str(leaking)) as connection:
        connection.execute(
            f"attach '{home.build_file}' as build (read_only); attach '{home.published_link}' as published (read_only)"
        )
        connection.execute(
            "create table dim_customers as select customers.*, profiles.email as note "
            "from published.marts.dim_customers as customers positional join build.raw.crm__customers as profiles"
        )
    assert {leak.place for leak in leaks_of_file(leaking, needles)} >= {"main.dim_customers"}
