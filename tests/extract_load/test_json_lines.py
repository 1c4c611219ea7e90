"""Everything that a line of JSON can be."""

import gzip
import json
from decimal import Decimal

import pytest

ENTITIES = """
  events:
    description: One record per event.
    path: events/**/*
    format: jsonl
    key: [event_id]
    columns:
      event_id: {from: messageId, type: varchar, required: true}
      page_path: {from: properties.path, type: varchar}
      device: {from: context.device.type, type: varchar}
      amount: {from: properties.amount, type: "decimal(20,2)"}
"""
NO_OBJECT = "the line is not a JSON object"
TOO_MANY_DIGITS = "amount: a JSON number keeps 15 digits, and this one has more; it must be sent as text"

# name: (line, (event_id, page_path, device, amount), what is left over)
ACCEPTED = {
    "nested": (
        '{"messageId":"a","properties":{"path":"/","amount":1.5},"context":{"device":{"type":"tv"}}}',
        ("a", "/", "tv", "1.50"),
        None,
    ),
    "missing members": ('{"messageId":"a"}', ("a", None, None, None), None),
    "null members": ('{"messageId":"a","properties":{"path":null},"context":null}', ("a", None, None, None), None),
    "empty objects": ('{"messageId":"a","properties":{},"context":{"device":{}}}', ("a", None, None, None), None),
    "empty texts": ('{"messageId":"a","properties":{"path":"","amount":""}}', ("a", None, None, None), None),
    "spaces around": ('  { "messageId" : "a" }\t', ("a", None, None, None), None),
    "a number as text": ('{"messageId":12345678901234567890123}', ("12345678901234567890123", None, None, None), None),
    "an object as text": ('{"messageId":{"a":[1,"x"]}}', ('{"a":[1,"x"]}', None, None, None), None),
    "true": ('{"messageId":true}', ("true", None, None, None), None),
    "escapes": (r'{"messageId":"\u00e9\ud83d\ude00\n\"\\"}', ('é😀\n"\\', None, None, None), None),
    "exact as text": (
        '{"messageId":"a","properties":{"amount":"123456789012345678.25"}}',
        ("a", None, None, "123456789012345678.25"),
        None,
    ),
    "many digits of a whole number": (
        '{"messageId":"a","properties":{"amount":123456789012345678}}',
        ("a", None, None, "123456789012345678.00"),
        None,
    ),
    "fifteen digits": (
        '{"messageId":"a","properties":{"amount":-1234567890123.25}}',
        ("a", None, None, "-1234567890123.25"),
        None,
    ),
    "unknown at the top": (
        '{"messageId":"a","new":[1,{"x":null}]}',
        ("a", None, None, None),
        {"new": [1, {"x": None}]},
    ),
    "unknown null": ('{"messageId":"a","new":null}', ("a", None, None, None), {"new": None}),
    "unknown in a nested object": (
        '{"messageId":"a","properties":{"path":"/","size":3}}',
        ("a", "/", None, None),
        {"properties": {"size": 3}},
    ),
    "unknown two levels down": (
        '{"messageId":"a","properties":{"path":"/"},"context":{"device":{"type":"tv","os":"x"},"ip":"1"}}',
        ("a", "/", "tv", None),
        {"context": {"device": {"os": "x"}, "ip": "1"}},
    ),
    "a name with a dot": ('{"messageId":"a","properties.path":"/"}', ("a", None, None, None), {"properties.path": "/"}),
}

# name: (line, reasons)
REJECTED = {
    "broken off": ('{"messageId":"a"', [NO_OBJECT]),
    "two objects": ('{"messageId":"a"}{"messageId":"b"}', [NO_OBJECT]),
    "an array": ('[{"messageId":"a"}]', [NO_OBJECT]),
    "a number": ("1", [NO_OBJECT]),
    "null": ("null", [NO_OBJECT]),
    "a text": ('"{}"', [NO_OBJECT]),
    "words": ("hello", [NO_OBJECT]),
    "spaces": ("   ", [NO_OBJECT]),
    "half a character": (r'{"messageId":"\ud800"}', [NO_OBJECT]),
    "an empty object": ("{}", ["event_id is missing"]),
    "null where it is required": ('{"messageId":null}', ["event_id is missing"]),
    "empty where it is required": ('{"messageId":""}', ["event_id is missing"]),
    "a member twice": ('{"messageId":"a","messageId":"b"}', ["the object names a member twice"]),
    "an unknown member twice": ('{"messageId":"a","x":1,"x":2}', ["the object names a member twice"]),
    "a nested member twice": (
        '{"messageId":"a","properties":{"path":"/","path":"/b"}}',
        ["the member 'properties' names a member twice"],
    ),
    "a text for an object": ('{"messageId":"a","properties":"/"}', ["the member 'properties' is not a JSON object"]),
    "an array for an object": (
        '{"messageId":"a","context":{"device":["tv"]}}',
        ["the member 'context.device' is not a JSON object"],
    ),
    "too many digits for a number": (
        '{"messageId":"a","properties":{"amount":123456789012345678.25}}',
        [TOO_MANY_DIGITS],
    ),
    "two faults": ('{"properties":{"amount":"x"}}', ["event_id is missing", "amount: 'x' is not a decimal(20,2)"]),
}

REFUSALS = {
    "array.json": "[" + ACCEPTED["nested"][0] + "," + ACCEPTED["nested"][0] + "]\n",
    "pretty.json": json.dumps({"messageId": "a", "x": [1]}, indent=1),
    "table.csv": "messageId,path\na,/\n",
    "picture.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89",
    "wide": '{"messageId":"a"}\n'.encode("utf-16"),
}


@pytest.fixture(scope="module")
def loaded(new_shop):
    shop = new_shop()
    shop.promise(ENTITIES)
    lines = [line for line, *_ in (ACCEPTED | REJECTED).values()]
    shop.land("events/all", "\n".join(lines) + "\n")
    shop.land("events/all but shuffled.gz", gzip.compress(("\ufeff\r\n" + "\r\n\r\n".join(reversed(lines))).encode()))
    for name, content in REFUSALS.items():
        shop.land(f"events/refused/{name}", content)
    shop.report = shop.load()
    return shop


def test_every_record_is_in_raw_or_in_quarantine(loaded):
    counts = (len(ACCEPTED), len(REJECTED))
    assert loaded.bar() == {"events/all": counts, "events/all but shuffled.gz": counts}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_record_is_accepted_as_it_was_written(loaded, name):
    _, values, extra = ACCEPTED[name]
    line = list(ACCEPTED | REJECTED).index(name) + 1
    (row,) = loaded.query(
        "select event_id, page_path, device, amount, _extra from raw.shop__events "
        "where _source_file = 'events/all' and _source_row = ?",
        line,
    )
    assert row[:3] == values[:3]
    assert row[3] == (values[3] and Decimal(values[3]))
    assert (row[4] and json.loads(row[4])) == extra


@pytest.mark.parametrize("name", REJECTED)
def test_a_record_is_rejected_with_its_reasons_and_its_text(loaded, name):
    text, reasons = REJECTED[name]
    line = list(ACCEPTED | REJECTED).index(name) + 1
    rows = loaded.query(
        "select reasons, raw_text from quarantine.rejected_rows where source_file = 'events/all' and source_row = ?",
        line,
    )
    assert rows == [(reasons, text)]


def test_line_numbers_count_empty_lines(loaded):
    names = list(reversed(ACCEPTED | REJECTED))
    rejected = loaded.rejected("events/all but shuffled.gz")
    assert rejected == {2 * names.index(name) + 2: reasons for name, (_, reasons) in REJECTED.items()}


def test_a_file_without_any_object_is_refused(loaded):
    refused = loaded.report.refused_files
    assert refused == {f"events/refused/{name}": "none of its lines is a JSON object" for name in REFUSALS}


def test_a_file_without_lines_holds_no_records(shop):
    shop.promise(ENTITIES)
    shop.land("events/empty", "")
    shop.land("events/blank", "\n\r\n\n")
    assert shop.load().refused_files == {}
    assert shop.bar() == {"events/blank": (0, 0)} | {"events/empty": (0, 0)}


def test_lines_that_are_not_text_keep_the_numbers_right(shop):
    shop.promise(ENTITIES)
    shop.land("events/a", b'{"messageId":"1"}\n\n{"messageId":"\xff"}\n{"messageId":"4"}\n')
    shop.load()
    assert shop.rejected("events/a") == {3: ["the line is not UTF-8 text"]}
    assert shop.query("select event_id, _source_row from raw.shop__events order by 2") == [("1", 1), ("4", 4)]


def test_names_mean_nothing_but_themselves(shop):
    members = {"a b": 1, 'a"b': 2, "*": 3, "a/b": 4, "a~b": 5, "é'": 6, "$": 7, "a\\": 8, "0": 9}
    columns = "".join(
        f"      c{value}: {{from: {json.dumps(f'p.{name}')}, type: bigint}}\n" for name, value in members.items()
    )
    whole = "      whole: {from: q, type: varchar}\n      part: {from: q.r, type: bigint}\n"
    shop.promise(
        f"  odd:\n    description: Odd names.\n    path: '*'\n    format: jsonl\n    columns:\n{columns}{whole}"
    )
    shop.land("odd", json.dumps({"p": members | {"new": 1}, "q": {"r": 7, "s": 8}}))
    shop.load()
    names = ", ".join(f"c{value}" for value in members.values())
    assert shop.query(f"select {names}, whole, part, _extra from raw.shop__odd") == [
        (*members.values(), '{"r":7,"s":8}', 7, '{"p":{"new":1}}')
    ]
