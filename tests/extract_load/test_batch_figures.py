"""A batch's figures can be worked out by hand, and say nothing that depends on how much was loaded at once."""

from datetime import date

import pytest

from extract_load.batch_figures import take_batch_figures
from extract_load.books import note_what_was_loaded
from warehouse.connection import build_connection

CONTRACT = """
  lines:
    description: Lines.
    path: lines/*.csv
    format: csv
    event_time: sold_at
    control_total: {amount: paid, currency: currency}
    columns:
      line_id: {type: varchar, required: true}
      paid: {type: "decimal(12,2)"}
      currency: {type: varchar}
      sold_at: {type: timestamp, required: true}
  names:
    description: Names.
    path: names/*.csv
    format: csv
    columns:
      name_id: {type: varchar, required: true}
"""


@pytest.fixture
def figures(shop):
    """Load what was landed, and return the figures of its batch."""
    shop.promise(CONTRACT)

    def figures(entity="lines"):
        shop.load()
        (batch_id,) = shop.unjudged()
        with build_connection(shop.settings, "test") as connection:
            booked = connection.execute("select 1 from ops.control_totals where batch_id = ?", [batch_id]).fetchone()
            names = connection.execute("select file from ops.loaded_files where entity = ?", [entity]).fetchall()
            if not booked:
                files = [name for (name,) in names]
                note_what_was_loaded(connection, shop.contract, entity, batch_id, names=files, layouts={})
            take_batch_figures(connection, shop.contract, batch_id)
            take_batch_figures(connection, shop.contract, batch_id)
        shop.judge(batch_id, is_passed=True)
        return shop.query(
            "select figure, subject, record_count, round(value, 2), data_until from ops.batch_figures "
            "where batch_id = ? order by all",
            batch_id,
        )

    return figures


def test_the_figures_of_a_batch(shop, figures):
    lines = [f"l{number},{number}.00,EUR,2017-06-0{1 + number % 2}" for number in range(1, 21)]
    shop.land("lines/a.csv", "line_id,paid,currency,sold_at\n" + "\n".join([*lines, "l0,,,2017-06-01"]) + "\n")
    day = date(2017, 6, 2)

    assert figures() == [
        ("median_amount", "EUR", 20, 10.5, day),
        ("null_share", "currency", 21, 0.05, day),
        ("null_share", "paid", 21, 0.05, day),
        ("p95_amount", "EUR", 20, 19.5, day),
        ("records_per_day", "", 21, 10.5, day),
    ]


def test_records_without_a_day_are_counted_by_file(shop, figures):
    for name in ("a", "b"):
        shop.land(f"names/{name}.csv", "name_id\n" + "".join(f"{name}{number}\n" for number in range(6)))

    ((figure, _, count, value, _),) = figures("names")

    assert (figure, count, value) == ("records_per_day", 12, 6)


def test_a_batch_that_brought_nothing_has_none(shop, figures):
    shop.land("lines/a.csv", "line_id,paid,currency,sold_at\nl1,x,EUR,2017-06-01\n")

    assert figures() == []


def test_records_that_come_back_from_quarantine_are_not_held_against_whole_loads(shop, figures):
    shop.land("names/a.csv", "name_id\nann\n")
    figures("names")
    with build_connection(shop.settings, "test") as connection:
        note_what_was_loaded(connection, shop.contract, "names", 99, names=["names/a.csv"], layouts={})
        take_batch_figures(connection, shop.contract, 99)
        assert connection.execute("select * from ops.batch_figures where batch_id = 99").fetchall() == []


def test_figures_that_are_there_are_not_taken_again(shop, figures):
    shop.land("names/a.csv", "name_id\nann\n")
    figures("names")
    with build_connection(shop.settings, "test") as connection:
        connection.execute("update ops.batch_figures set value = 7")
        take_batch_figures(connection, shop.contract, 1)

    assert shop.query("select batch_id, value from ops.batch_figures") == [(1, 7)]
