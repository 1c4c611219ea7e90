"""An empty text is no value, whichever format says it."""

import json

import duckdb
import pytest

from warehouse.quoting import text

COLUMNS = """
      event_id: {from: messageId, type: varchar, required: true}
      customer_ref: {from: userId, type: varchar}
      quantity: {type: bigint}
      happened_at: {type: timestamp}
"""
RECORDS = [("a", "", "", ""), ("", "8", "1", ""), ("c", " ", "1", "2020-01-01T00:00:00Z")]
NAMES = ("messageId", "userId", "quantity", "happened_at")


def as_csv(path):
    path.write_text("\n".join(",".join(record) for record in (NAMES, *RECORDS)))


def as_quoted_csv(path):
    path.write_text("\n".join(",".join(f'"{value}"' for value in record) for record in (NAMES, *RECORDS)))


def as_json_lines(path):
    path.write_text("\n".join(json.dumps(dict(zip(NAMES, record, strict=True))) for record in RECORDS))


def as_parquet(path):
    names = ", ".join(f'"{name}"' for name in NAMES)
    duckdb.sql(f"copy (from (values {', '.join(map(str, RECORDS))}) as t({names})) to {text(path)} (format parquet)")


@pytest.mark.parametrize(
    ("format_", "write"),
    [("csv", as_csv), ("csv", as_quoted_csv), ("jsonl", as_json_lines), ("parquet", as_parquet)],
)
def test_an_empty_text_is_no_value(shop, format_, write):
    shop.promise(f"  events:\n    description: Events.\n    path: '*'\n    format: {format_}\n    columns: {COLUMNS}")
    write(shop.settings.landing / "file")
    shop.load()
    assert shop.bar() == {"file": (2, 1)}
    assert shop.query(
        "select event_id, customer_ref, quantity, happened_at::varchar from raw.shop__events order by 1"
    ) == [("a", None, None, None), ("c", " ", 1, "2020-01-01 00:00:00")]
    assert list(shop.rejected("file").values()) == [["event_id is missing"]]


def test_quarantine_shows_the_empty_text_as_it_came(shop):
    shop.promise(f"  events:\n    description: Events.\n    path: '*'\n    format: parquet\n    columns: {COLUMNS}")
    as_parquet(shop.settings.landing / "file")
    shop.load()
    ((raw_text,),) = shop.query("select raw_text from quarantine.rejected_rows")
    assert json.loads(raw_text) == dict(zip(NAMES, RECORDS[1], strict=True))
