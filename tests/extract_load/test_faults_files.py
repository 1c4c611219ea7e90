"""Files that no careful sender writes: a sentence for each that cannot be used, and nothing lost of the others."""

import gzip
import json
import os

import duckdb
import pyarrow
import pytest

from tests.three_formats import ENTITIES
from warehouse.quoting import text

LINES = "id,quantity\na,1\nb,2\n"
EVENTS = '{"id": "a", "quantity": 1}\n{"id": "b", "quantity": 2}\n'
TEXTS = {"lines": LINES, "events": EVENTS}
COMPRESSORS = {"gzip": gzip.compress, "zstd": lambda content: pyarrow.compress(content, codec="zstd", asbytes=True)}


@pytest.fixture
def shop(shop):
    shop.promise(ENTITIES)
    return shop


def good_neighbours(shop):
    """Land a file of each text format that must be loaded whatever lies beside it."""
    for entity, content in TEXTS.items():
        shop.land(f"{entity}/good", content + content)


GOOD = {"lines/good": (4, 1), "events/good": (4, 0)}


def many(entity, count=5000):
    """Content of a file so large that its compressed half holds whole records."""
    if entity == "lines":
        return "id,quantity\n" + "".join(f"{os.urandom(8).hex()},{number}\n" for number in range(count))
    return "".join(json.dumps({"id": os.urandom(8).hex(), "quantity": number}) + "\n" for number in range(count))


@pytest.mark.parametrize("entity", TEXTS)
@pytest.mark.parametrize("codec", COMPRESSORS)
@pytest.mark.parametrize("cut", ["in the middle", "before the last bytes", "after the first bytes"])
def test_a_compressed_file_that_is_cut_off_is_refused_until_it_is_whole(shop, entity, codec, cut):
    good_neighbours(shop)
    whole = COMPRESSORS[codec](many(entity).encode())
    end = {"in the middle": len(whole) // 2, "before the last bytes": -4, "after the first bytes": 12}[cut]
    shop.land(f"{entity}/cut", whole[:end])
    ((name, reason),) = shop.load().refused_files.items()
    assert (name, reason.startswith(f"its {codec} stream is damaged (")) == (f"{entity}/cut", True), reason
    assert shop.bar() == GOOD
    shop.land(f"{entity}/cut", whole)
    assert shop.load().refused_files == {}
    assert shop.bar() == GOOD | {f"{entity}/cut": (5000, 0)}


@pytest.mark.parametrize("entity", TEXTS)
def test_a_line_of_fifty_megabytes_is_one_rejected_record(shop, entity):
    long = "x" * 50_000_000
    record = {"lines": f"{long},1\n", "events": f'{{"id": "{long}"}}\n'}[entity]
    shop.land(f"{entity}/long", TEXTS[entity] + record + TEXTS[entity].splitlines()[-1] + "\n")
    assert shop.load().refused_files == {}
    assert shop.bar() == {f"{entity}/long": (3, 1)}
    ((reason,),) = shop.rejected(f"{entity}/long").values()
    assert reason.startswith("the line is longer than ")
    assert shop.load().sentence() == "shop: nothing new"


WIDE = 10_000


def wide_csv(path):
    names = ["id", "quantity", *(f"c{number}" for number in range(WIDE - 2))]
    rows = [[f"row {row}", str(row), *(["v"] * (WIDE - 2))] for row in range(20)]
    path.write_text("\n".join(",".join(row) for row in [names, *rows]))


def wide_jsonl(path):
    extra = {f"c{number}": "v" for number in range(WIDE - 2)}
    path.write_text("\n".join(json.dumps({"id": f"row {row}", "quantity": row} | extra) for row in range(20)))


def wide_parquet(path):
    columns = ", ".join(f"'v' as c{number}" for number in range(WIDE - 2))
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select 'row ' || i as id, i as quantity, {columns} from range(20) t(i)) "
            f"to {text(path)} (format parquet)"
        )


@pytest.mark.parametrize(("entity", "write"), [("lines", wide_csv), ("events", wide_jsonl), ("payments", wide_parquet)])
def test_ten_thousand_columns_are_loaded_and_those_that_nobody_promised_kept(shop, entity, write):
    write(shop.land(f"{entity}/wide", ""))
    assert shop.load().refused_files == {}
    assert shop.bar() == {f"{entity}/wide": (20, 0)}
    assert shop.query(
        f"select distinct len(json_keys(_extra)), _extra ->> 'c9997' from raw.shop__{entity} where id like 'row %'"
    ) == [(WIDE - 2, "v")]


BROKEN = {
    "a quote inside a field": '{id} 5" pipe,1',
    "text after a quote": '"{id}"x,1',
    "a quote that is not closed": '"{id},1',
    "a quote that is not opened": '{id}",1',
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_one_per_cent_of_broken_quotes_is_all_that_is_rejected(shop, line):
    written = [f"{number},1" if number % 100 else line.format(id=number) for number in range(20_000)]
    shop.land("lines/quotes", "\n".join(["id,quantity", *written, ""]))
    assert shop.load().refused_files == {}
    assert shop.bar() == {"lines/quotes": (19_800, 200)}
    kept = shop.query("select raw_text from quarantine.rejected_rows order by source_row")
    assert [said for (said,) in kept] == [said for said in written if '"' in said]


@pytest.mark.parametrize("ends", ["file", "folder"])
def test_a_link_that_leads_out_of_the_landing_folder_is_refused(shop, tmp_path, ends):
    good_neighbours(shop)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("id,quantity\nsecret,1\n")
    inside = shop.settings.landing / "lines" / "link"
    inside.symlink_to(outside if ends == "folder" else outside / "secret")
    ((name, reason),) = shop.load().refused_files.items()
    assert name.startswith("lines/link")
    assert "out of the landing folder" in reason
    assert shop.bar() == GOOD
    inside.unlink()
    assert shop.load().sentence() == "shop: nothing new"


def test_a_link_within_the_landing_folder_is_a_file_like_any(shop):
    good_neighbours(shop)
    (shop.settings.landing / "lines" / "latest").symlink_to("good")
    assert shop.load().refused_files == {}
    assert shop.bar() == GOOD


def test_the_landing_folder_itself_may_be_a_link(shop, tmp_path):
    good_neighbours(shop)
    shop.settings.landing.rename(tmp_path / "elsewhere")
    shop.settings.landing.symlink_to(tmp_path / "elsewhere")
    assert shop.load().refused_files == {}
    assert shop.bar() == GOOD


def test_what_is_no_file_is_left_alone(shop):
    good_neighbours(shop)
    (shop.settings.landing / "lines" / "folder.csv").mkdir()
    (shop.settings.landing / "events" / "nowhere").symlink_to("never written")
    os.mkfifo(shop.settings.landing / "lines" / "pipe")
    assert shop.load().refused_files == {}
    assert shop.bar() == GOOD


def test_nul_bytes_are_kept_or_rejected_and_shift_nothing(shop):
    shop.land("lines/nul", "id,quantity\na\0b,1\nc,\0\n\0\nd,4\n")
    shop.land("events/nul", '{"id": "a\\u0000b"}\n{"id": "\0"}\n\0\n{"id": "d"}\n')
    assert shop.load().refused_files == {}
    assert shop.bar() == {"lines/nul": (2, 2), "events/nul": (2, 2)}
    for entity in TEXTS:
        assert shop.query(f"select id from raw.shop__{entity} order by _source_row") == [("a\0b",), ("d",)]
        assert shop.rejected(f"{entity}/nul").keys() == ({3, 4} if entity == "lines" else {2, 3})


def test_a_file_of_nul_bytes_alone_is_refused(shop):
    for entity in TEXTS:
        shop.land(f"{entity}/hole", bytes(1 << 20))
    assert shop.load().refused_files.keys() == {"lines/hole", "events/hole"}
    assert shop.bar() == {}
