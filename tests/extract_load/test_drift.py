"""What a source sends and its contract does not say is noted once, and settled when it is over."""

import pytest

from extract_load.books import note_what_was_loaded
from warehouse.connection import build_connection

CONTRACT = """
  orders:
    description: Orders.
    path: orders/*.csv
    format: csv
    key: [order_id]
    columns:
      order_id: {from: Number, type: varchar, required: true}
      pieces: {from: Pieces, type: integer}
      note: {type: varchar}
"""
EVENTS = """
  events:
    description: Events.
    path: events/*.jsonl
    format: jsonl
    columns:
      event_id: {from: id, type: varchar, required: true}
      page: {from: properties.page, type: varchar}
"""
WHOLE = ("Number", "Pieces", "note")


@pytest.fixture
def note(shop):
    """Note the layouts of some files, all of them loaded unless it is said which; return what is news, in short."""
    shop.promise(CONTRACT + EVENTS)
    batch = iter(range(1, 100))

    def note(layouts, loaded=None, entity="orders"):
        with build_connection(shop.settings, "test") as connection:
            news = note_what_was_loaded(
                connection,
                shop.contract,
                entity,
                next(batch),
                names=layouts.keys() if loaded is None else loaded,
                layouts=layouts,
            )
        return [(change.kind, change.column, change.file) for change in news]

    shop.load()
    return note


@pytest.fixture
def pending(shop):
    return lambda: shop.query("select kind, column_name from ops.schema_changes where settled_at is null order by all")


def test_what_the_contract_says_is_no_news(note):
    assert note({"orders/a.csv": WHOLE}) == []
    assert note({"e.jsonl": ("id", "properties", "properties.page")}, entity="events") == []


def test_a_new_column_is_told_once_until_the_contract_knows_it(note, pending, shop):
    assert note({"b.csv": (*WHOLE, "Colour"), "a.csv": (*WHOLE, "Colour")}) == [("new_column", "Colour", "a.csv")]
    assert note({"c.csv": (*WHOLE, "Colour")}) == []
    assert note({"d.csv": WHOLE}) == []
    assert pending() == [("new_column", "Colour")]

    shop.promise(CONTRACT + "      colour: {from: Colour, type: varchar}\n")
    assert note({"e.csv": (*WHOLE, "Colour")}) == []
    assert pending() == []


def test_a_missing_column_is_told_once_until_it_comes_back(note, pending):
    assert note({"a.csv": ("Number", "note")}) == [("missing_optional_column", "Pieces", "a.csv")]
    assert note({"b.csv": ("Number", "note")}) == []
    assert note({"c.csv": ("Number", "note"), "d.csv": WHOLE}) == []
    assert pending() == [("missing_optional_column", "Pieces")]

    assert note({"e.csv": WHOLE}) == []
    assert pending() == []
    assert note({"f.csv": ("Number", "note")}) == [("missing_optional_column", "Pieces", "f.csv")]


def test_a_column_that_may_be_absent_is_no_news_when_it_is(note, pending, shop):
    shop.promise(CONTRACT + "      colour: {from: Colour, type: varchar, may_be_absent: true}\n")
    assert note({"from before.csv": WHOLE, "since then.csv": (*WHOLE, "Colour")}) == []
    assert pending() == []


def test_what_a_refused_file_lacks_is_told_and_what_it_has_too_many_is_not(note, pending):
    news = note({"a.csv": ("Pieces", "note", "Colour")}, loaded=[])

    assert news == [("missing_required_column", "Number", "a.csv")]
    assert note({"a.csv": WHOLE}) == []
    assert pending() == []


def test_what_looks_like_data_is_not_told(note, pending):
    names = ("ada@example.com", "+1 202 555 0100", "2 Main Street", "Ada Lovelace", "ada.", "ada-lovelace", *WHOLE)

    assert note({"a.csv": names}) == [("new_column", "…", "a.csv")]
    assert pending() == [("new_column", "…")]
    note({"b.csv": WHOLE})
    assert pending() == []


def test_of_many_new_columns_a_hundred_are_named(note, pending):
    note({"a.csv": (*WHOLE, *(f"c{number}" for number in range(10_000)))})

    assert len(pending()) == 101


def test_a_member_that_a_few_records_do_not_have_is_not_missing(note, shop):
    assert note({"e.jsonl": ("id",)}, entity="events") == []

    # Not booked by a load: this is about many records.
    lines = "".join(f'{{"id": "{number}"}}\n' for number in range(1000))
    shop.land("events/many.jsonl", lines)
    shop.load()
    with build_connection(shop.settings, "test") as connection:
        connection.execute("delete from ops.schema_changes; delete from ops.control_totals")
        (batch_id,) = connection.execute("select max(batch_id) from ops.batches").fetchone()
        (news,) = note_what_was_loaded(
            connection,
            shop.contract,
            "events",
            batch_id,
            names=["events/many.jsonl"],
            layouts={"events/many.jsonl": ("id",)},
        )
        assert (news.kind, news.column) == ("missing_optional_column", "properties.page")

        # Had one in a thousand records the member so far, that none of these has it is no news.
        connection.execute("delete from ops.schema_changes; delete from ops.control_totals")
        connection.execute("insert into ops.batches values (90, 'shop', 'passed', now(), now(), 1, 5000, 0)")
        connection.execute(
            "insert into ops.batch_figures values "
            "(90, 'shop', 'events', 'null_share', 'page', 5000, 0.999, '2017-06-01')"
        )
        assert not note_what_was_loaded(
            connection,
            shop.contract,
            "events",
            batch_id,
            names=["events/many.jsonl"],
            layouts={"events/many.jsonl": ("id",)},
        )


def test_a_changed_type_is_settled_by_a_later_batch_that_shows_the_column_and_by_no_replay(shop, pending):
    shop.promise(CONTRACT)
    shop.land("orders/a.csv", "Number,Pieces,note\n" + "".join(f"{number},1 pc,\n" for number in range(9)))
    shop.load()
    changed = ("changed_type", "Pieces")
    assert pending() == [changed]

    def note(batch_id, layouts, names=("orders/b.csv",)):
        with build_connection(shop.settings, "test") as connection:
            note_what_was_loaded(connection, shop.contract, "orders", batch_id, names=names, layouts=layouts)
        return changed in pending()

    assert note(1, {"orders/b.csv": WHOLE}), "another part of the batch that showed it"
    assert note(2, {}), "a replay"
    assert note(2, {"orders/b.csv": ("Number", "note")}), "files without the column"
    with build_connection(shop.settings, "test") as connection:
        connection.execute("insert into ops.rejections (select * replace (3 as batch_id) from ops.rejections)")
    assert note(3, {"orders/b.csv": WHOLE}), "another part of a batch that shows it again"
    assert not note(4, {"orders/b.csv": WHOLE})


def test_a_changed_type_is_told_with_its_records(shop, pending):
    shop.promise(CONTRACT)
    shop.land("orders/a.csv", "Number,Pieces,note\n" + "".join(f"{number},1,\n" for number in range(40)))
    shop.land("orders/b.csv", "Number,Pieces,note\n" + "".join(f"b{number},1 pc,\n" for number in range(8)) + "b9,1,\n")
    shop.land(
        "orders/c.csv", "Number,Pieces,note\n" + "".join(f"c{number},1,\n" for number in range(40)) + "c40,two,\n"
    )
    shop.land("orders/d.csv", "Number,Pieces,note\n" + "".join(f"d{number},1,\n" for number in range(8)) + "d8,two,\n")
    shop.load()
    with build_connection(shop.settings, "test") as connection:
        connection.execute("delete from ops.schema_changes; delete from ops.control_totals; delete from ops.rejections")
        names = [f"orders/{letter}.csv" for letter in "abcd"]
        news = note_what_was_loaded(connection, shop.contract, "orders", 1, names=names, layouts={})

    assert [change.sentence() for change in news] == [
        "shop.orders: column 'Pieces' has another type (first in orders/b.csv); records quarantined: 8"
    ]
    # The ones in c and d are dirt; quarantine has it all the same.
    assert shop.query("select source_file, reason, record_count from ops.rejections order by all") == [
        ("orders/b.csv", "pieces: … is not an integer", 8),
        ("orders/c.csv", "pieces: … is not an integer", 1),
        ("orders/d.csv", "pieces: … is not an integer", 1),
    ]
