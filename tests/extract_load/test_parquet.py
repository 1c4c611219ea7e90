"""Everything that a Parquet file can be."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from extract_load.formats.parquet import _first_line
from warehouse.quoting import text

ENTITIES = """
  payments:
    description: One record per payment.
    path: payments/**/*
    format: parquet
    key: [payment_id]
    columns:
      payment_id: {from: id, type: varchar, required: true}
      quantity: {type: bigint}
      amount: {type: "decimal(8,2)", pii: quasi}
      paid_at: {type: timestamp}
      paid_on: {type: date}
      rate: {type: double}
"""

# name: (select, accepted (payment_id, quantity, amount, paid_at, paid_on, rate), rejected row -> reasons)
NOON = datetime(2020, 7, 1, 12)
CASES = {
    "plain": (
        "select 'a' id, 1::bigint quantity, 2.5::decimal(8,2) amount, timestamptz '2020-07-01 12:00+00' paid_at, "
        "date '2020-07-01' paid_on, 0.1::double rate",
        [("a", 1, Decimal("2.50"), NOON, date(2020, 7, 1), 0.1)],
        {},
    ),
    "other order": ("select 0.1::double rate, 1 quantity, 'a' id", [("a", 1, None, None, None, 0.1)], {}),
    "other types": (
        "select 7 id, '1' quantity, 2.5::double amount, '2020-07-01T12:00:00Z' paid_at, "
        "timestamp '2020-07-01' paid_on, 1 rate",
        [("7", 1, Decimal("2.50"), NOON, date(2020, 7, 1), 1.0)],
        {},
    ),
    "a time without a zone is local": (
        "select 'a' id, timestamp '2020-07-01 08:00' paid_at",
        [("a", None, None, NOON, None, None)],
        {},
    ),
    "nanoseconds": (
        "select 'a' id, timestamp_ns '2020-07-01 08:00:00.000000000' paid_at",
        [("a", None, None, NOON, None, None)],
        {},
    ),
    "all null": ("select null::varchar id, null::bigint quantity", [], {1: ["payment_id is missing"]}),
    "bad values among good": (
        "from (values ('a', 1.0, 2.5), ('b', 1.5, 2.505), ('c', 2.0, 'nan'::double), (null, 3.0, 1e9)) "
        "as t(id, quantity, amount)",
        [("a", 1, Decimal("2.50"), None, None, None)],
        {
            2: ["quantity: '1.5' is not a bigint", "amount: '…' is not a decimal(8,2)"],
            3: ["amount: '…' is not a decimal(8,2)"],
            4: ["payment_id is missing", "amount: '…' is not a decimal(8,2)"],
        },
    ),
    "endless": ("select 'a' id, 'inf'::double rate", [], {1: ["rate: 'inf' is not a double"]}),
    "no rows": ("select 'a' id, 1 quantity where false", [], {}),
    "nested": ("select {'a': [1, 2]} id", [('{"a":[1,2]}', None, None, None, None, None)], {}),
    "a column called filename": ("select 'a' id, 'x' filename", [("a", None, None, None, None, None)], {}),
    "path 'quoted' [1] *?{x} Ü/file": ("select 'a' id", [("a", None, None, None, None, None)], {}),
    "quantity=9/not a partition": ("select 'a' id, 1 quantity", [("a", 1, None, None, None, None)], {}),
}


def parquet(path, select):
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"copy ({select}) to {text(path)} (format parquet)")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Bytes of a Parquet file with 20,000 rows."""
    path = tmp_path_factory.mktemp("parquet") / "whole"
    parquet(path, "select 'payment ' || i as id, i as quantity from range(20000) as t(i)")
    return path.read_bytes()


@pytest.fixture(scope="module")
def refusals(whole):
    return {
        "empty": (b"", "it cannot be read as Parquet (File"),
        "table.parquet": (b"id,quantity\na,1\n", "it cannot be read as Parquet (No magic bytes found"),
        "half written": (whole[: len(whole) // 2], "it cannot be read as Parquet (No magic bytes found"),
        "broken footer": (whole[:-200] + bytes(190) + whole[-10:], "it cannot be read as Parquet ("),
        "broken data": (whole[:2000] + b"\xff" * 20000 + whole[22000:], "its Parquet data is damaged ("),
        "broken page header": (whole[:10] + bytes(3000) + whole[3010:], "its Parquet data is damaged ("),
    }


@pytest.fixture(scope="module")
def loaded(new_shop, refusals, whole):
    shop = new_shop()
    shop.promise(ENTITIES)
    for number, (name, (select, *_)) in enumerate(CASES.items()):
        parquet(shop.settings.landing / f"payments/{number:02}/{name}", select)
    for name, (content, _) in refusals.items():
        shop.land(f"payments/refused/{name}", content)
    shop.land("payments/refused/beside them is a whole one", whole)
    shop.report = shop.load()
    shop.files = {name.split("/", 2)[2]: name for (name,) in shop.query("select file from ops.loaded_files")}
    shop.records = shop.bar()
    return shop


@pytest.mark.parametrize("name", CASES)
def test_every_record_is_in_raw_or_in_quarantine(loaded, name):
    _, accepted, rejected = CASES[name]
    file = loaded.files[name]
    rows = loaded.query(
        "select payment_id, quantity, amount, paid_at, paid_on, rate from raw.shop__payments "
        "where _source_file = ? order by _source_row",
        file,
    )
    assert rows == accepted
    assert loaded.rejected(file) == rejected
    assert loaded.records[file] == (len(accepted), len(rejected))


def test_what_cannot_be_read_is_refused_and_the_others_are_loaded(loaded, refusals):
    said = {file.removeprefix("payments/refused/"): reason for file, reason in loaded.report.refused_files.items()}
    assert said.keys() == refusals.keys()
    for name, (_, sentence) in refusals.items():
        assert said[name].startswith(sentence), name
    assert loaded.records["payments/refused/beside them is a whole one"] == (20_000, 0)


def test_layouts_that_do_not_fit_are_refused(shop):
    shop.promise(ENTITIES)
    parquet(shop.settings.landing / "payments/missing", "select 1 quantity")
    parquet(shop.settings.landing / "payments/hiding", "select 'a' id, 1 File_Row_Number")
    refused = shop.load().refused_files
    assert refused["payments/missing"] == "it lacks the column 'id', which the contract requires"
    assert refused["payments/hiding"].startswith("it has a column 'file_row_number', which hides the numbers")


def test_unknown_columns_are_kept(shop):
    shop.promise(ENTITIES)
    parquet(shop.settings.landing / "payments/a", "select 'a' id, 'x' filename, 2.75::decimal(9,2) fee, [1] tags")
    shop.load()
    assert shop.query("select _extra from raw.shop__payments") == [('{"filename":"x","fee":2.75,"tags":[1]}',)]


def test_a_rejected_row_says_all_that_it_said(shop):
    shop.promise(ENTITIES)
    parquet(shop.settings.landing / "payments/a", "select null::varchar id, 1.5 quantity, 'x' colour")
    shop.load()
    assert shop.query("select raw_text::json ->> ['id', 'quantity', 'colour'] from quarantine.rejected_rows") == [
        ([None, "1.5", "x"],)
    ]


def test_columns_of_any_name_and_long_numbers_are_kept_as_they_are(shop):
    shop.promise(ENTITIES)
    long = "123456789012.1234567891"
    parquet(
        shop.land("payments/one", b""),
        f"select id, 'Ann' as name, 'p' as path, {long}::decimal(38,10) as fee, {{'a': 1, 'b': null}} as nested "
        "from (values ('a'), (null)) as t(id)",
    )
    assert shop.load().refused_files == {}
    extra = "_extra ->> 'name', _extra ->> 'path', _extra ->> 'fee'"
    assert shop.query(f"select {extra} from raw.shop__payments") == [("Ann", "p", long)]
    ((said,),) = shop.query("select raw_text from quarantine.rejected_rows")
    assert f'"fee":"{long}"' in said
    assert '"b":null' in said


def test_a_refusal_quotes_no_value():
    said = duckdb.InvalidInputException(
        'Invalid Input Error: Invalid string encoding found: value "max\\xFF@example.org" is not valid UTF8!'
    )
    assert _first_line(said) == "Invalid string encoding found: value '…' is not valid UTF8!"
