"""Full disks, closed files, files that change: all of a file is there or none, and the next load mends the rest."""

import os
import resource
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
    shop.promise(ENTITIES)
    shop.load()
    shop.land("lines/small", "id,quantity\na,1\n")
    shop.land("lines/big", "id,quantity\n" + "\n".join(f"{os.urandom(16).hex()},{n}" for n in range(40_000)))
    with file_size_limit(600_000), pytest.raises(EnvironmentFault, match=r"stopped: .*File too large.*\.") as caught:
        shop.load()
    assert "\n" not in str(caught.value)
    assert shop.bar() == {}
    assert shop.query("select count(*) from quarantine.rejected_rows") == [(0,)]
    assert shop.load().refused_files == {}
    assert shop.bar() == {"lines/small": (1, 0), "lines/big": (40_000, 0)}


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
