"""Every bad input: one sentence, the right exit status, the earlier publication stays, and the next run recovers."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.planted_shop import land

LAST_WEEK = "2017-12-25"
SEGMART = str(Path(sys.executable).with_name("segmart"))


@pytest.fixture(scope="module")
def published_home(tmp_path_factory, planted_shop):
    """A home that has published all but the last week; each test gets a copy."""
    home = tmp_path_factory.mktemp("published") / "home"
    land(planted_shop, home / "landing", before=LAST_WEEK)
    run(home, "run").check_returncode()
    return home


@pytest.fixture
def home(published_home, tmp_path):
    return Path(shutil.copytree(published_home, tmp_path / "home", symlinks=True))


def environment(home: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "SEGMART_HOME": str(home), "SEGMART_PII_KEY": "a key for tests", **more}


def run(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [SEGMART, *arguments], env=environment(home, **more), capture_output=True, text=True, check=False, timeout=300
    )


def complaint(finished: subprocess.CompletedProcess) -> str:
    """Return the one sentence, after making sure that there is no traceback."""
    assert "Traceback" not in finished.stderr, finished.stderr
    lines = [line for line in finished.stderr.splitlines() if line.startswith("segmart: ")]
    assert len(lines) == 1, finished.stderr
    return lines[0]


def published(home: Path) -> str:
    """Return what readers see, and make sure that they can."""
    answer = run(home, "sql", "select count(*) as orders from marts.fct_orders", "--csv")
    assert answer.returncode == 0, answer.stderr
    return f"{(home / 'published' / 'segmart.duckdb').readlink()} {answer.stdout}"


def test_landing_folder_missing(home):
    before = published(home)
    (home / "landing").rename(home / "elsewhere")
    finished = run(home, "run")
    assert finished.returncode == 2
    assert "no landing folder" in complaint(finished)
    assert published(home) == before


def test_landing_folder_empty(home):
    before = published(home)
    shutil.rmtree(home / "landing")
    (home / "landing").mkdir()
    finished = run(home, "run")
    assert finished.returncode == 2
    assert "segmart sample" in complaint(finished)
    assert published(home) == before


def test_contract_that_does_not_parse(home, tmp_path):
    before = published(home)
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "shop.yml").write_text("source: shop\nentities: [unclosed\n")
    finished = run(home, "run", SEGMART_SOURCES=str(tmp_path / "contracts"))
    assert finished.returncode == 2
    assert "shop.yml" in complaint(finished)
    assert published(home) == before


def test_a_file_that_is_not_what_its_name_says(home):
    day = home / "landing" / "transactions" / "order_lines" / "dt=2017-12-31"
    day.mkdir()
    (day / "order_lines.csv.gz").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    before = published(home)
    finished = run(home, "run")
    assert finished.returncode == 1
    assert "order_lines.csv.gz was refused" in complaint(finished)
    assert "order_lines.csv.gz was refused" in json.loads(run(home, "status", "--json").stdout)["refusals"][0]
    assert published(home) == before
    (day / "order_lines.csv.gz").unlink()
    assert run(home, "run").returncode == 0
    assert json.loads(run(home, "status", "--json").stdout)["refusals"] == []


def test_an_extract_without_a_required_column(home):
    day = home / "landing" / "crm" / "customers" / "dt=2017-12-31"
    day.mkdir()
    (day / "customers.csv").write_text("first_name,updated_at\nAda,2017-12-04T00:00:00Z\n")
    before = published(home)
    finished = run(home, "load", "crm")
    assert finished.returncode == 1
    assert "customer_ref" in complaint(finished)
    assert published(home) == before
    (day / "customers.csv").write_text("customer_ref,updated_at\n900,2017-12-04T00:00:00Z\n")
    assert "1 loaded" in run(home, "load", "crm").stdout


def test_the_lock_held_by_another_process(home):
    before = published(home)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys\n"
            "from warehouse.connection import warehouse_lock\n"
            "from warehouse.settings import load_settings\n"
            "with warehouse_lock(load_settings(), 'a long build'):\n"
            "    print('held', flush=True)\n"
            "    sys.stdin.read()\n",
        ],
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        finished = run(home, "run", SEGMART_LOCK_TIMEOUT_SECONDS="1")
        assert finished.returncode == 3
        assert "'a long build'" in complaint(finished)
        assert "a long build" in run(home, "status").stdout
        assert published(home) == before
    finally:
        holder.communicate()
    assert run(home, "run").returncode == 0


@pytest.mark.parametrize("limit_kilobytes", [16, 2000])
def test_a_write_that_the_system_refuses(home, planted_shop, limit_kilobytes):
    before = published(home)
    land(planted_shop, home / "landing", since=LAST_WEEK)
    limit = limit_kilobytes * 1024
    finished = subprocess.run(
        [SEGMART, "run"],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert finished.returncode == 3, finished.stderr
    assert "File too large" in complaint(finished)
    assert published(home) == before
    assert run(home, "run").returncode == 0
    assert published(home) != before


def test_rollback_with_nothing_to_go_back_to(home):
    before = published(home)
    finished = run(home, "rollback")
    assert finished.returncode == 1
    assert "nothing to go back to" in complaint(finished)
    assert published(home) == before


def test_a_rollback_is_not_undone_by_the_next_run(home, planted_shop):
    first = published(home)
    assert run(home, "publish").returncode == 0
    second = published(home)
    assert run(home, "rollback").returncode == 0
    assert published(home) == first != second

    land(planted_shop, home / "landing", since=LAST_WEEK)
    for _ in ("with news", "without"):
        finished = run(home, "run")
        assert finished.returncode == 0, finished.stderr
        assert "segmart publish" in finished.stdout
        assert published(home) == first
    assert run(home, "publish").returncode == 0
    assert published(home) not in (first, second)


@pytest.mark.parametrize("when", ["INFO transactions: reading", "INFO dbt: marts"])
def test_control_c_in_the_middle(home, planted_shop, when):
    before = published(home)
    land(planted_shop, home / "landing", since=LAST_WEEK)
    process = subprocess.Popen([SEGMART, "run"], env=environment(home), stderr=subprocess.PIPE, text=True)
    shown = []
    for line in process.stderr:
        shown.append(line)
        if when in line:
            process.send_signal(signal.SIGINT)
    assert "Traceback" not in "".join(shown), shown
    assert shown[-1].startswith("segmart: Interrupted"), shown
    assert process.wait(timeout=120) == 130
    assert published(home) == before
    assert run(home, "run").returncode == 0
    assert published(home) != before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--as-of", "yesterday"], "no moment"),
        (["run", "--as-of", "2999-01-01"], "lies in the future"),
        (["load", "faxes"], "no source 'faxes'"),
        (["rollback", "--to", "nowhere"], "no version 'nowhere'"),
        (["sql", "drop table marts.fct_orders"], "can only be read"),
        (["sql", "select nothing from nowhere"], "nowhere"),
        (["sample", "--from", "2017-02-01", "--to", "2017-01-01"], "2017"),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_wrong_use(home, arguments, said):
    before = published(home)
    finished = run(home, *arguments)
    assert finished.returncode == 2, finished.stderr
    assert said in complaint(finished)
    assert published(home) == before


def test_a_missing_key(home):
    before = published(home)
    finished = run(home, "build", "--as-of", "2017-12-20", SEGMART_PII_KEY="")
    assert finished.returncode == 3
    assert "SEGMART_PII_KEY" in complaint(finished)
    assert published(home) == before
