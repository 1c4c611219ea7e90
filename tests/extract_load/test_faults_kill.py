"""`kill -9` at thirty moments of a load: the next one makes it as if nothing had happened."""

import random
import shutil
import signal

import duckdb
import pytest

from tests import load_worker
from tests.three_formats import ENTITIES
from warehouse.quoting import text

KILLS = 30


def lines(number, count):
    return "".join(f"{number}-{line},{'x' if line % 7 == 0 else line}\n" for line in range(count))


def land_parquet(shop, name, number):
    path = shop.land(name, b"")
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select '{number}-' || i as id, if(i % 7 = 0, 'x', i::varchar) as quantity from range(30) t(i)) "
            f"to {text(path)} (format parquet)"
        )


@pytest.fixture(scope="module")
def prepared(new_shop):
    """A shop with some files in raw, of which three have got other content since, and many that are new."""
    shop = new_shop()
    shop.promise(ENTITIES)
    for number in range(3):
        shop.land(f"lines/{number:02}", "id,quantity\n" + lines(number, 5))
    shop.land("lines/refused", "colour\nred\n")
    shop.load()
    for number in range(24):
        shop.land(f"lines/{number:02}", "id,quantity\n" + lines(number, 10 + 2 * number), zipped=number % 2 == 0)
    for number in range(6):
        events = [f'{{"id": "{number}-{line}", "quantity": {line}}}' for line in range(20)]
        shop.land(f"events/{number}", "\n".join([*events, "[]", ""]))
        land_parquet(shop, f"payments/{number}", number)
    # What stands in raw under another name.
    shop.land("lines/twin", "id,quantity\n" + lines(1, 12))
    return shop


def copy(prepared, folder):
    shop = type(prepared)(folder)
    shutil.copytree(prepared.settings.home, shop.settings.home, dirs_exist_ok=True)
    shutil.copytree(prepared.settings.sources, shop.settings.sources, dirs_exist_ok=True)
    return shop


def content(shop):
    """All that a load brings, but for when and in which batch."""
    raw = [
        shop.query(
            "select id, quantity, _extra, _source_file, _source_row, _superseded_in is null "
            f"from raw.shop__{table} order by all"
        )
        for table in ("lines", "events", "payments")
    ]
    return (
        raw,
        shop.query(
            "select entity, source_file, source_row, reasons, raw_text from quarantine.rejected_rows order by all"
        ),
        shop.query(
            "select entity, file, content_hash, state, record_count, row_count, superseded_in is null "
            "from ops.loaded_files order by all"
        ),
    )


@pytest.fixture(scope="module")
def undisturbed(prepared, tmp_path_factory):
    """What a load brings that nobody kills, and how often it calls DuckDB."""
    shop = copy(prepared, tmp_path_factory.mktemp("undisturbed"))
    count = load_worker.statements_of_load(shop.settings)
    return content(shop), shop.bar(), count


@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_load_is_made_good_by_the_next(prepared, undisturbed, tmp_path, number):
    expected, bar, count = undisturbed
    shop = copy(prepared, tmp_path)
    # Never the same moments, and from end to end of the load; printed when the test fails.
    moment = (1 + int((number + random.random()) / KILLS * count), random.uniform(0, 0.01))
    exit_code = load_worker.kill_in_load(shop.settings, *moment)
    # The last calls may be over before the shot is fired.
    assert exit_code == -signal.SIGKILL or moment[0] > count * 0.8, moment
    assert shop.bar().keys() <= bar.keys(), moment
    shop.load()
    assert content(shop) == expected, moment
    assert shop.bar() == bar
    assert shop.query("select count(*) from ops.batches where state = 'loading'") == [(0,)]
    assert shop.query(
        "select count(*) from ops.loaded_files anti join ops.batches using (batch_id) where state = 'loaded'"
    ) == [(0,)]
