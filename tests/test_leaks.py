"""The search for people finds one in every kind of file, and takes nobody for somebody else."""

import gzip
import html
import io
import json
import sqlite3
import tarfile
import zipfile
import zlib
from contextlib import closing
from urllib.parse import quote_plus

import duckdb
import pyarrow as pa
import pytest

from tests.leaks import find_leaks, leaks_of_database
from tests.needles import Needles

GRACE = {
    "first_name": "Grâce",
    "last_name": "O'Hopper",
    "email": " Grace.Hopper07@Example.com ",
    "phone": "(202) 555-0107",
    "street": "7 Navy Yard",
    "birth_date": "1906-12-09",
}
ADA = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org", "phone": "+44 20 7946 0958"}
EMAIL = "grace.hopper07@example.com"
NEEDLES = Needles([GRACE, ADA])


def duckdb_file(path, value):
    """Write the value among others that are like it enough to be compressed together."""
    other = value.replace(EMAIL, "person' || range || '@example.com")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"create table people as select if(range = 700, {value}, {other}) as value from range(20000)"
        )
    assert EMAIL.encode() not in path.read_bytes(), "the file must hide what the search has to find"


def parquet(path):
    # The statistics at the end hold the first and the last value in clear, and that is neither.
    other = "['ann', 'zoe'][1 + range % 2] || range || '@example.com'"
    people = duckdb.sql(f"select if(range = 700, '{EMAIL}', {other}) as contact from range(20000)")
    people.write_parquet(str(path), compression="zstd")
    assert EMAIL.encode() not in path.read_bytes()


def sqlite(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table serialized_dag (data_compressed blob)")
        connection.execute("insert into serialized_dag values (?)", [zlib.compress(EMAIL.encode())])


def archive(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("page.html", gzip.compress(EMAIL.encode()))


def tar(path):
    content = zlib.compress(EMAIL.encode())
    with tarfile.open(path, "w") as file:
        member = tarfile.TarInfo("blob")
        member.size = len(content)
        file.addfile(member, io.BytesIO(content))


def zstd(path):
    with pa.CompressedOutputStream(str(path), "zstd") as stream:
        stream.write(EMAIL.encode())


CARRIERS = {
    "a column": lambda path: duckdb_file(path, f"'{EMAIL}'"),
    "a list": lambda path: duckdb_file(path, f"['{EMAIL}', 'b']"),
    "a struct": lambda path: duckdb_file(path, f"{{'contact': '{EMAIL}'}}"),
    "JSON": lambda path: duckdb_file(path, f"json_object('to', '{EMAIL}')"),
    "a blob": lambda path: duckdb_file(path, f"encode('{EMAIL}')"),
    "a number": lambda path: duckdb_file(path, "2025550107"),
    "a day": lambda path: duckdb_file(path, "date '1906-12-09'"),
    "Parquet": parquet,
    "a compressed log": lambda path: path.write_bytes(gzip.compress(b"x") + gzip.compress(f"to {EMAIL}".encode())),
    "a log that is still written": lambda path: path.write_bytes(gzip.compress(f"to {EMAIL} ".encode())[:-8]),
    "zstd": zstd,
    "an archive within an archive": archive,
    "a tar": tar,
    "sqlite": sqlite,
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_somebody_is_found_in(carrier, tmp_path):
    path = tmp_path / "logs" / "file"
    path.parent.mkdir()
    CARRIERS[carrier](path)
    leaks = list(find_leaks(tmp_path, NEEDLES))
    assert {leak.path for leak in leaks} == {path}
    assert all("ada" not in leak.what for leak in leaks)


@pytest.mark.parametrize(
    "text",
    [
        f"the address {EMAIL.upper()}, said the log",
        f'<a href="mailto:{quote_plus(EMAIL)}">',
        f"https://shop.example/?to={quote_plus(quote_plus(EMAIL))}",
        "".join(f"&#{ord(letter)};" for letter in EMAIL),
        json.dumps({"message": json.dumps({"line": f"1\n{EMAIL}"})}),
        "first_name=Grace&last_name=O%27Hopper",
        html.escape("<b>Grâce</b> <i>O'Hopper</i>"),
        json.dumps("O'Hopper, Grâce"),
        "<tr><td>GRÂCE</td> <td class='x'>O'HOPPER</td></tr>",
        "{'first_name': 'Grace', 'last_name': \"O'Hopper\"}",
        "call +1 202-555-0107",
        "call 12025550107.",
        "call 202.555.0107",
        "call +442079460958",
        "sent to 7, navy yard",
        "x" * (1 << 20) + f" {EMAIL}",
        " " * ((1 << 20) - 10) + EMAIL,
    ],
)
def test_a_spelling_is_found(text, tmp_path):
    (tmp_path / "page.html").write_text(text)
    assert list(find_leaks(tmp_path, NEEDLES))


@pytest.mark.parametrize(
    "text",
    ["Grace", "hopper", "Ada Hopper", "Grace Lovelace", "555-0107", "32025550107", "example.com", "7 navy", "7 navy y"],
)
def test_nobody_is_found(text, tmp_path):
    (tmp_path / "page.html").write_text(text)
    assert not list(find_leaks(tmp_path, NEEDLES))


def test_what_many_profiles_share_is_nobodys_own():
    shared = Needles([{"first_name": "", "email": "none@none.com", "phone": "555-123-4567"}] * 6)
    assert not shared.kinds


def test_names_side_by_side_are_found_and_schemas_are_left_out(tmp_path):
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema pii; create schema marts;"
            "create table pii.names as select 'Grâce' as first_name, 'O''Hopper' as last_name;"
            "create table marts.names as from pii.names;"
            "comment on column marts.names.first_name is 'Such as Ada Lovelace.'"
        )
    leaks = {(leak.place, leak.what) for leak in leaks_of_database(path, NEEDLES, skip_schemas={"pii"})}
    assert leaks == {("marts.names", "name grace o hopper"), ("comments", "name ada lovelace")}
    assert "pii.names" in {leak.place for leak in leaks_of_database(path, NEEDLES)}
