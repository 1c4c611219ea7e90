"""Every way in which records can be written goes the same way: loaded, reloaded, overlapped, corrected, replayed."""

import csv
import gzip
import io
import json

import duckdb
import pyarrow as pa
import pytest

from extract_load.replay import replay

COLUMNS = """
      id: {from: Id, type: varchar, required: true}
      amount: {from: Amount, type: "decimal(8,2)"}
      note: {from: Note, type: varchar}
"""
PARTITIONED = COLUMNS + "      day: {from: dt, type: date, partition: true, required: true}\n"


def as_csv(rows, delimiter=",", *, header=True, decimal="."):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    if header:
        writer.writerow(["Id", "Amount", "Note"])
    writer.writerows([i, amount and amount.replace(".", decimal), note] for i, amount, note in rows)
    return stream.getvalue()


def as_objects(rows):
    return [dict(zip(("Id", "Amount", "Note"), row, strict=True)) for row in rows]


def as_json_lines(rows):
    return "".join(json.dumps(row) + "\n" for row in as_objects(rows)).encode()


def as_parquet(rows, folder):
    path = folder / "made.parquet"
    values = ", ".join(["(?, ?, ?)"] * len(rows))
    duckdb.execute(
        f'copy (from (values {values}) as rows ("Id", "Amount", "Note")) to \'{path}\' (format parquet)',
        [value for row in rows for value in row],
    )
    return path.read_bytes()


def zstd(content):
    return pa.compress(content, codec="zstd", asbytes=True)


# name: (lines of the contract, the rows as bytes, number of the first record)
FORMATS = {
    "csv": ("format: csv", lambda rows, _: as_csv(rows).encode(), 2),
    "csv with a mark": ("format: csv", lambda rows, _: b"\xef\xbb\xbf" + as_csv(rows).encode(), 2),
    "csv of Europe": (
        'format: csv\n    csv: {delimiter: ";", encoding: latin-1, decimal: ","}',
        lambda rows, _: as_csv(rows, ";", decimal=",").encode("latin-1"),
        2,
    ),
    "csv without a header": (
        "format: csv\n    csv: {header: false}",
        lambda rows, _: as_csv(rows, header=False).encode(),
        1,
    ),
    "csv with tabs and no quotes": (
        'format: csv\n    csv: {delimiter: "\\t", quote: ""}',
        lambda rows, _: "\n".join("\t".join(row) for row in [("Id", "Amount", "Note"), *rows]).encode(),
        2,
    ),
    "csv in gzip": ("format: csv", lambda rows, _: gzip.compress(as_csv(rows).encode()), 2),
    "csv in zstd": ("format: csv", lambda rows, _: zstd(as_csv(rows).encode()), 2),
    "json lines": ("format: jsonl", lambda rows, _: as_json_lines(rows), 1),
    "json lines in gzip": ("format: jsonl", lambda rows, _: gzip.compress(as_json_lines(rows)), 1),
    "json lines in zstd": ("format: jsonl", lambda rows, _: zstd(as_json_lines(rows)), 1),
    "json array": ("format: json", lambda rows, _: json.dumps(as_objects(rows), indent=1).encode(), 1),
    "json array in gzip": ("format: json", lambda rows, _: gzip.compress(json.dumps(as_objects(rows)).encode()), 1),
    "json array in zstd": ("format: json", lambda rows, _: zstd(json.dumps(as_objects(rows)).encode()), 1),
    "parquet": ("format: parquet", as_parquet, 1),
    "parquet in gzip": ("format: parquet", lambda rows, folder: gzip.compress(as_parquet(rows, folder)), 1),
    "parquet in zstd": ("format: parquet", lambda rows, folder: zstd(as_parquet(rows, folder)), 1),
}
ROWS = [(f"r{n}", f"{n}.25", "Größe") for n in range(1, 38)]
BAD = [("", "1.00", "no id"), ("bad", "much", "no amount"), ("", "", "neither")]


def promise(shop, lines, columns=COLUMNS):
    shop.promise(f"  rows:\n    description: Rows.\n    path: rows/**/*\n    {lines}\n    columns:{columns}")


def current(shop):
    return shop.query("select id, amount::varchar, note from raw.shop__rows where _superseded_in is null order by all")


@pytest.mark.parametrize("name", FORMATS)
def test_loaded_reloaded_overlapped_corrected_and_taken_away(shop, name, tmp_path):
    lines, written, first = FORMATS[name]
    promise(shop, lines)
    path = shop.land("rows/one", written(ROWS + BAD, tmp_path))

    report = shop.load()

    assert (report.row_count, report.rejected_count, report.refused_files) == (37, 3, {})
    assert shop.bar() == {"rows/one": (37, 3)}
    assert current(shop) == sorted(ROWS)
    numbered = shop.query("select _source_row, id from raw.shop__rows order by _source_row")
    assert numbered == [(first + place, row[0]) for place, row in enumerate(ROWS)]
    assert shop.rejected("rows/one") == {
        first + 37: ["id is missing"],
        first + 38: ["amount: 'much' is not a decimal(8,2)"],
        first + 39: ["id is missing"],
    }

    assert shop.load().sentence() == "shop: nothing new"

    shop.land("rows/two", written([*ROWS[30:], ("r38", "38.25", "new")], tmp_path))
    shop.load()
    assert shop.bar() == {"rows/one": (37, 3), "rows/two": (8, 0)}

    path.write_bytes(written([("r1", "100.00", "corrected")], tmp_path))
    shop.load()
    assert shop.bar() == {"rows/one": (1, 0), "rows/two": (8, 0)}
    assert ("r1", "100.00", "corrected") in current(shop)
    assert len(current(shop)) == 9

    path.unlink()
    assert shop.load().sentence() == "shop: nothing new"
    assert len(current(shop)) == 9


@pytest.mark.parametrize("name", FORMATS)
def test_replayed_when_the_contract_is_mended(shop, name, tmp_path):
    lines, written, first = FORMATS[name]
    promise(shop, lines)
    path = shop.land("rows/one", written(ROWS + BAD, tmp_path))
    shop.load()
    shop.judge(1, is_passed=True)
    path.unlink()

    assert replayed(shop) == (0, 3)

    promise(shop, lines, COLUMNS.replace(", required: true", ""))
    assert replayed(shop) == (2, 1)
    assert replayed(shop) == (0, 1)

    assert shop.bar() == {"rows/one": (39, 1)}
    came = shop.query("select _source_row, id, amount::varchar, note, _batch_id from raw.shop__rows where id is null")
    assert sorted(came) == [(first + 37, None, "1.00", "no id", 2), (first + 39, None, None, "neither", 2)]
    marks = shop.query("select source_row, replayed_in from quarantine.rejected_rows order by source_row")
    assert marks == [(first + 37, 2), (first + 38, None), (first + 39, 2)]


def replayed(shop):
    (report,) = replay(shop.settings, shop.contract, [])
    return report.row_count, report.remaining_count


def test_a_folder_s_name_is_a_column(shop, tmp_path):
    promise(shop, "format: jsonl", PARTITIONED)
    row = as_json_lines(ROWS[:1])
    for folder in (
        "dt=2020-02-29/hr=01",
        "dt=2020-03-01",
        "dt=2020-02-30",
        "dt=__HIVE_DEFAULT_PARTITION__",
        "dt=%ff",
        "x",
    ):
        shop.land(f"rows/{folder}/part.jsonl", row)

    shop.load()

    days = shop.query("select _source_file, day::varchar from raw.shop__rows order by all")
    assert days == [
        ("rows/dt=2020-02-29/hr=01/part.jsonl", "2020-02-29"),
        ("rows/dt=2020-03-01/part.jsonl", "2020-03-01"),
    ]
    assert shop.rejected("rows/dt=2020-02-30/part.jsonl") == {1: ["day: '2020-02-30' is not a date"]}
    assert shop.rejected("rows/x/part.jsonl") == {1: ["day is missing"]}
    assert len(shop.bar()) == 6


@pytest.mark.parametrize("name", ["csv", "json lines", "json array", "parquet"])
def test_a_name_with_wildcards_is_one_file(shop, name, tmp_path):
    lines, written, _ = FORMATS[name]
    promise(shop, lines)
    names = ["a1", "a?", "a[1]", "*"]
    for number, said in enumerate(names):
        shop.land(f"rows/{said}", written([(f"r{number}", "1.00", said)], tmp_path))
    assert shop.load().refused_files == {}
    assert shop.query("select note, _source_file from raw.shop__rows order by id") == [(n, f"rows/{n}") for n in names]


def test_late_events_are_loaded_and_counted(shop):
    shop.promise(
        "  rows:\n    description: Rows.\n    path: rows/*\n    format: csv\n    event_time: seen_at\n"
        "    late_days: 3\n    columns:\n      seen_at: {type: timestamp}\n"
    )
    shop.land("rows/one", "seen_at\n2020-01-10T12:00:00Z\n2020-01-07T12:00:00Z\n2020-01-06T23:59:59Z\n2019-01-01\n")
    assert shop.load().late == {"rows": 2}
    assert shop.bar() == {"rows/one": (4, 0)}


def test_an_event_of_the_future_waits_in_quarantine(shop):
    shop.promise(
        "  rows:\n    description: Rows.\n    path: rows/*\n    format: csv\n    event_time: seen_at\n"
        "    columns:\n      seen_at: {type: timestamp}\n"
    )
    shop.land("rows/one", "seen_at\n2020-01-01\n2999-01-01\n\n")
    shop.load()
    assert shop.rejected("rows/one") == {3: ["seen_at: '2999-01-01' lies in the future"]}
    assert shop.bar() == {"rows/one": (1, 1)}
