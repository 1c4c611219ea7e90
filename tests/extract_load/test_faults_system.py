"""What the system does to a load: no room at any size, no rights, and senders that write while it reads."""

import gzip
import os
import shutil
import tempfile
import threading
from pathlib import Path

import pytest

from tests import load_worker

ENTITIES = """
  lines:
    description: CSV.
    path: lines/**/*
    format: csv
    columns:
      id: {type: varchar, required: true}
      quantity: {type: bigint}
"""
HEADER = "id,quantity\n"


@pytest.fixture
def shop(shop):
    shop.promise(ENTITIES)
    shop.load()
    return shop


def lines(count):
    return "".join(f"{os.urandom(16).hex()},{'x' if number % 100 == 0 else number}\n" for number in range(count))


@pytest.mark.parametrize("kilobytes", [0, 1, 16, 100, 300, 600, 1000, 2000, 100_000])
def test_a_disk_that_is_full_at_any_size_loses_nothing(shop, kilobytes):
    expected = {}
    for number in range(3):
        shop.land(f"lines/{number}", HEADER + lines(20_000), zipped=number == 1)
        expected[f"lines/{number}"] = (19_800, 200)
    said = load_worker.with_file_size_limit(shop.settings, kilobytes * 1024)
    assert "\n" not in said
    assert said.startswith("EnvironmentFault: ") or (kilobytes > 1000 and said == ""), said
    assert shop.bar().items() <= expected.items()
    assert shop.load().refused_files == {}
    assert shop.bar() == expected
    assert shop.query("select count(*), count(distinct id) from raw.shop__lines") == [(59_400, 59_400)]


@pytest.fixture
def public_shop(shop):
    """The shop in a folder that belongs to nobody; pytest's own are root's alone."""
    with tempfile.TemporaryDirectory() as folder:
        home = type(shop)(Path(folder) / "public")
        home.promise(ENTITIES)
        yield home


def give_to_nobody(folder):
    folder.parent.chmod(0o755)
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, load_worker.NOBODY, load_worker.NOBODY)


@pytest.mark.parametrize("forbidden", ["file", "folder"])
def test_what_we_may_not_read_is_named_and_read_as_soon_as_we_may(public_shop, forbidden):
    shop = public_shop
    shop.land("lines/open", HEADER + lines(5))
    path = shop.land("lines/closed/file", HEADER + lines(5))
    closed = path if forbidden == "file" else path.parent
    give_to_nobody(shop.settings.home.parent)
    closed.chmod(0)
    for _ in range(2):
        ((name, reason),) = load_worker.as_nobody(shop.settings).refused_files.items()
        assert name.startswith("lines/closed")
        assert "the system does not let us read it (Permission denied)" in reason
        assert shop.bar() == {"lines/open": (4, 1)}
    closed.chmod(0o700)
    assert load_worker.as_nobody(shop.settings).refused_files == {}
    assert shop.bar() == {"lines/open": (4, 1), "lines/closed/file": (4, 1)}


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzip"])
def test_a_file_that_grows_while_loads_read_it_is_whole_in_the_end(shop, zipped):
    """A sender writes on, ten lines at a time, while one load after another looks at the file."""
    still = {"lines/still": (99, 1)}
    shop.land("lines/still", HEADER + lines(100))
    path = shop.land("lines/growing", HEADER, zipped=zipped)
    stop, written = threading.Event(), []

    def write_on():
        with path.open("ab", buffering=0) as stream:
            while not stop.is_set() or not written:
                piece = "".join(f"{len(written) * 10 + line},1\n" for line in range(10)).encode()
                # Torn within a line, as a buffer that is flushed when it is full.
                whole = gzip_of(piece) if zipped else piece
                stream.write(whole[: len(whole) // 2])
                stop.wait(0.0005)
                stream.write(whole[len(whole) // 2 :])
                written.append(piece)

    sender = threading.Thread(target=write_on)
    sender.start()
    try:
        for _ in range(6):
            refused = shop.load().refused_files
            assert refused.keys() <= {"lines/growing"}
            assert still.items() <= shop.bar().items()
    finally:
        stop.set()
        sender.join()
    assert shop.load().refused_files == {}
    count = 10 * len(written)
    assert shop.bar() == still | {"lines/growing": (count, 0)}
    assert shop.query(
        "select count(distinct id), max(id::bigint) from raw.shop__lines "
        "where _source_file = 'lines/growing' and _superseded_in is null"
    ) == [(count, count - 1)]


def gzip_of(piece):
    return gzip.compress(piece, mtime=0)
