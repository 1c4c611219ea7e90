"""Crashes, full disks, closed files: all of a file is there or none of it, and the next load mends the rest."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime

import pytest

from extract_load.booking import Booking
from extract_load.discovery import new_files
from extract_load.ledger import Ledger
from extract_load.raw_tables import create_raw_tables
from extract_load.report import LoadReport
from tests.unreadable import unreadable
from warehouse.connection import build_connection
from warehouse.errors import EnvironmentFault

ENTITIES = """
  lines:
    description: One record per line.
    path: lines/**/*
    format: csv
    columns:
      id: {type: varchar, required: true}
      quantity: {type: bigint}
"""
FILE_COUNT = 300
LOAD = """
import sys
from pathlib import Path
from extract_load import load
from extract_load.contracts import read_contracts
from warehouse.settings import Settings
load._BYTES_PER_TRANSACTION = 3000
settings = Settings(home=Path(sys.argv[1]), sources=Path(sys.argv[2]), _env_file=None)
print("ready", flush=True)
load.load_source(settings, read_contracts(settings)["shop"])
"""


def land_many(shop):
    shop.promise(ENTITIES)
    shop.load()
    for number in range(FILE_COUNT):
        lines = [f"{number}-{line},{'x' if line % 7 == 0 else line}" for line in range(1 + number % 20)]
        shop.land(f"lines/{number:03}", "\n".join(["id,quantity", *lines]))


def start(shop):
    command = [sys.executable, "-c", LOAD, str(shop.settings.home), str(shop.settings.sources)]
    loader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert loader.stdout.readline() == "ready\n"
    return loader


def content(shop):
    """All that a load brings, but for when and in which batch."""
    return (
        shop.query(
            "select id, quantity, _extra, _source_file, _source_row, _superseded_in from raw.shop__lines order by 4, 5"
        ),
        shop.query(
            "select entity, source_file, source_row, reasons, raw_text from quarantine.rejected_rows order by 2, 3"
        ),
        shop.query(
            "select file, content_hash, state, record_count, row_count, superseded_in from ops.loaded_files order by 1"
        ),
    )


def test_a_killed_load_is_made_good_by_the_next(new_shop):
    undisturbed, killed = new_shop(), new_shop()
    for shop in (undisturbed, killed):
        land_many(shop)
    began = time.monotonic()
    assert start(undisturbed).wait() == 0
    duration = time.monotonic() - began
    # Printed when the test fails, and never the same.
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    ends = []
    for _ in range(5):
        loader = start(killed)
        time.sleep(moments.uniform(0, duration / 4))
        loader.send_signal(signal.SIGKILL)
        ends.append(loader.wait())
        assert killed.bar().keys() <= undisturbed.bar().keys(), seed
    assert ends[0] == -signal.SIGKILL
    killed.load()
    assert content(killed) == content(undisturbed), seed
    assert len(killed.bar()) == FILE_COUNT
    assert killed.query("select count(*) from ops.batches where state = 'loading'") == [(0,)]
    judged = {batch_id for (batch_id,) in killed.query("select distinct _batch_id from raw.shop__lines")}
    assert judged <= set(killed.unjudged()), seed


@contextmanager
def file_size_limit(byte_count):
    """Let the system refuse to write more into any file, as a full disk would."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (byte_count, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_write_that_the_system_refuses_is_the_environment_s_fault(shop):
    land_many(shop)
    shop.land("lines/big", "id,quantity\n" + "\n".join(f"{os.urandom(16).hex()},{n}" for n in range(40_000)))
    with file_size_limit(600_000), pytest.raises(EnvironmentFault, match=r"stopped: .*File too large.*\.") as caught:
        shop.load()
    assert "\n" not in str(caught.value)
    assert shop.bar() == {}
    assert shop.query("select count(*) from quarantine.rejected_rows") == [(0,)]
    assert shop.load().refused_files == {}
    assert len(shop.bar()) == FILE_COUNT + 1


def test_a_copy_that_finds_no_room_is_the_environment_s_fault(shop):
    shop.promise(ENTITIES)
    shop.load()
    shop.land("lines/mixed", "id,quantity\r\n" + "a,1\n" * 200_000)
    with (
        file_size_limit(700_000),
        pytest.raises(EnvironmentFault, match=r"Copying lines/mixed to .* stopped: File too"),
    ):
        shop.load()
    assert shop.bar() == {}
    assert shop.load().refused_files == {}
    assert shop.bar() == {"lines/mixed": (200_000, 0)}


def test_a_file_that_cannot_be_read_is_tried_again(shop):
    shop.promise(ENTITIES)
    path = shop.land("lines/closed", "id,quantity\na,1\n")
    shop.land("lines/open", "id,quantity\nb,1\n")
    with unreadable(path):
        for _ in range(2):
            (reason,) = shop.load().refused_files.values()
            assert reason.startswith("the system does not let us read it (")
            assert shop.bar() == {"lines/open": (1, 0)}
    assert shop.load().refused_files == {}
    assert shop.bar() == {"lines/open": (1, 0), "lines/closed": (1, 0)}


def load_late(shop, between, booking_type=Booking):
    """Do what a load does, with something that happens between looking at the files and reading them."""
    report = LoadReport("shop")
    with build_connection(shop.settings, "test") as connection:
        create_raw_tables(connection, shop.contract)
        files = new_files(
            Ledger(connection, shop.contract, "lines"), shop.settings, shop.contract.entities["lines"], but_not=set()
        )
        between()
        booking_type(connection, shop.contract, "lines", 1, datetime(2020, 1, 1)).load(files, report)
    return report


def test_a_file_that_is_written_while_it_is_read_waits_for_the_next_load(shop):
    shop.promise(ENTITIES)
    growing = shop.land("lines/growing", "id,quantity\na,1\n")
    going = shop.land("lines/going", "id,quantity\nb,1\n")
    shop.land("lines/still", "id,quantity\nc,1\n")

    def meanwhile():
        growing.write_text("id,quantity\na,1\nd,2\n")
        going.unlink()

    changed = "it changed while it was being read; the next load takes it up"
    assert load_late(shop, meanwhile).refused_files == {"lines/growing": changed, "lines/going": changed}
    assert shop.bar() == {"lines/still": (1, 0)}
    shop.land("lines/growing", "id,quantity\na,1\n")
    assert shop.load().refused_files == {}
    assert shop.bar() == {"lines/still": (1, 0), "lines/growing": (1, 0)}


class Leaky(Booking):
    """Loses what should be quarantined."""

    def _insert_rejected(self):
        pass


def test_a_record_that_went_nowhere_keeps_its_file_out(shop):
    shop.promise(ENTITIES)
    shop.land("lines/a", "id,quantity\na,1\nb,x\n")
    with pytest.raises(AssertionError, match=r"lines/a holds 2 records, but 1 reached raw\.shop__lines and 0 reached"):
        load_late(shop, lambda: None, Leaky)
    assert shop.bar() == {}
    assert shop.query("select count(*) from raw.shop__lines") == [(0,)]
    shop.load()
    assert shop.bar() == {"lines/a": (1, 1)}
