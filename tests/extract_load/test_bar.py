"""The promise itself: whatever is written, each record is in raw as it was written, or in quarantine, once."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

COLUMNS = """
      id: {type: varchar, required: true}
      quantity: {type: bigint}
      amount: {type: "decimal(30,4)"}
      rate: {type: double}
      at: {from: nested.at, type: timestamp}
"""
ENTITIES = f"""
  table:
    description: CSV.
    path: '*.csv'
    format: csv
    columns: {COLUMNS}
  objects:
    description: JSON lines.
    path: '*.jsonl'
    format: jsonl
    columns: {COLUMNS}
"""

TEXT = st.text(st.sampled_from('\x1f,"') | st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=8)
RECORD = st.tuples(
    TEXT.filter(bool),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.decimals(-(10**20), 10**20, places=4),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),
)
# What somebody did to a record: a value that is none of its column, or is not there.
DIRT = st.sampled_from(
    [
        ("id", None),
        ("quantity", "1.5"),
        ("quantity", "x"),
        ("amount", "0.00001"),
        ("rate", "nan"),
        ("at", "2020-02-30 00:00:00"),
    ]
)
# What somebody did to a line; each leaves nothing that could be read, not even together with a later line.
LINE_DIRT = st.sampled_from([b"\xff", b'x"'])
RECORDS = st.lists(st.tuples(RECORD, st.none() | DIRT, st.none() | LINE_DIRT), min_size=1, max_size=20)
LINE_ENDS = st.sampled_from([b"\n", b"\r\n", b"\r", b"\n\n", b"\r\n\n"])
# Every example is a load, so a failing one is shown as it is found: making it smaller would take minutes.
SETTINGS = settings(max_examples=10, deadline=None, database=None, phases=[Phase.generate])
NAMES = ("id", "quantity", "amount", "rate", "at")


def as_texts(record, dirt):
    """What a system would write: a time as UTC with its offset, everything else as Python says it."""
    *values, moment = record
    texts = [None if value is None else str(value) for value in values]
    texts.append(moment and moment.replace(tzinfo=UTC).isoformat())
    return dict(zip(NAMES, texts, strict=True)) | dict([dirt] if dirt else [])


def as_csv(texts):
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(texts.values())
    return stream.getvalue().encode()


def as_json(texts):
    return json.dumps({"nested": {"at": texts.pop("at")}} | texts, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def shop(new_shop):
    """One home for all examples: each replaces the file of the one before."""
    shop = new_shop()
    shop.promise(ENTITIES)
    return shop


def check(shop, name, table, header, writer, records, line_end):
    lines = [writer(as_texts(record, dirt)) + (line_dirt or b"") for record, dirt, line_dirt in records]
    shop.land(name, header + line_end.join(lines))
    assert shop.load().refused_files == {}
    good = [record for record, dirt, line_dirt in records if not dirt and not line_dirt]
    found = shop.query(f'select id, quantity, amount, rate, "at" from raw.shop__{table} where _superseded_in is null')
    assert sorted(found, key=repr) == sorted(good, key=repr)
    assert shop.bar()[name] == (len(good), len(records) - len(good))


@SETTINGS
@given(records=RECORDS, line_end=LINE_ENDS)
def test_csv(shop, records, line_end):
    check(shop, "a.csv", "table", b"id,quantity,amount,rate,nested.at" + line_end, as_csv, records, line_end)


@SETTINGS
@given(records=RECORDS, line_end=LINE_ENDS)
def test_json_lines(shop, records, line_end):
    # A file without a single object is refused whole, so there is always one.
    last = (("last", None, None, None, None), None, None)
    check(shop, "a.jsonl", "objects", b"", as_json, [*records, last], line_end)
