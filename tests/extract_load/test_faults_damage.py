"""Whatever happens to the bytes of a file: it is refused with a sentence, or each of its records is somewhere, once."""

import gzip
import json
import tempfile
from pathlib import Path

import duckdb
import pyarrow
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from warehouse.quoting import text

COLUMNS = """
      id: {type: varchar, required: true}
      quantity: {type: bigint}
      amount: {type: "decimal(12,2)"}
      paid_at: {type: timestamp}
"""
FORMATS = ("csv", "jsonl", "json", "parquet")
ENTITIES = "".join(
    f"""
  {format_}_rows:
    description: Records as {format_}.
    path: {format_}/*
    format: {format_}
    columns: {COLUMNS}
"""
    for format_ in FORMATS
)
MOMENT = "2020-02-29T12:00:00Z"
# What a file holds in quantities that matter, and what means something to one of the readers.
SIGNS = [
    b'"',
    b'""',
    b"\r",
    b"\n\n",
    b"\r\n",
    b"\0",
    b"\xff",
    b",",
    b"\x1f",
    b"{",
    b"]",
    b"\\",
    b"\xef\xbb\xbf",
    b"PAR1",
]
DAMAGE = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from(["overwrite", "remove", "repeat", "insert", "flip", "cut"]),
        st.sampled_from([1, 5, 100]),
        st.binary(min_size=1, max_size=10) | st.sampled_from(SIGNS),
    ),
    min_size=1,
    max_size=4,
)


def csv(count):
    return "id,quantity,amount,paid_at\n" + "".join(f'"a{n}, x",{n},{n}.25,{MOMENT}\n' for n in range(count))


def objects(count):
    return [
        json.dumps({"id": f"a{n}", "quantity": n, "amount": f"{n}.25", "paid_at": MOMENT, "more": {"x": [1, None]}})
        for n in range(count)
    ]


def parquet(count):
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "rows"
        connection.execute(
            f"copy (select 'a' || n as id, n as quantity, n + 0.25 as amount, timestamp '2020-02-29' as paid_at "
            f"from range({count}) t(n)) to {text(path)} (format parquet)"
        )
        return path.read_bytes()


CONTENTS = {
    "csv": lambda count: csv(count).encode(),
    "jsonl": lambda count: "\n".join(objects(count)).encode(),
    "json": lambda count: f"[{','.join(objects(count))}]".encode(),
    "parquet": parquet,
}
CODECS = {
    "plain": bytes,
    "gzip": gzip.compress,
    "zstd": lambda content: pyarrow.compress(content, codec="zstd", asbytes=True),
}


def damaged(content, damage):
    for where, what, size, new in damage:
        begin = round(where * len(content))
        end = min(len(content), begin + size)
        before, hit, after = content[:begin], content[begin:end], content[end:]
        content = {
            "overwrite": before + new + content[begin + len(new) :],
            "remove": before + after,
            "repeat": before + hit + hit + after,
            "insert": before + new + content[begin:],
            "flip": before + bytes(byte ^ 4 for byte in hit[:1]) + content[begin + 1 :],
            "cut": before,
        }[what]
    return content


@pytest.fixture(scope="module")
def shop(new_shop):
    """One home for all examples: each replaces the file of the one before."""
    shop = new_shop()
    shop.promise(ENTITIES)
    return shop


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=8, deadline=None, database=None, phases=[Phase.generate])
@given(count=st.sampled_from([1, 3, 200]), codec=st.sampled_from(list(CODECS)), damage=DAMAGE)
def test_damaged_bytes(shop, format_, count, codec, damage):
    codec = "plain" if format_ == "parquet" else codec
    whole = CODECS[codec](CONTENTS[format_](count))
    name = f"{format_}/rows"
    for content in (whole, damaged(whole, damage)):
        shop.land(name, content)
        refused = shop.load().refused_files
        records = shop.bar().get(name)
        if content == whole:
            assert (refused, records) == ({}, (count, 0))
        # A file that is refused leaves what was loaded of its name before.
        assert records is not None
        again = shop.load()
        assert (again.file_count, again.refused_files) == (0, {})
    (shop.settings.landing / name).unlink()
