"""The Parquet mirror holds the same rows as the file, and its manifest says how to check them."""

import hashlib
import json

import duckdb

from warehouse.publish import publish


def test_every_published_table_with_rows_checksum_and_build(settings, make_build):
    make_build(settings, 7)
    publication = publish(settings, release_pin=True)
    current = settings.parquet / "current"

    manifest = json.loads((current / "manifest.json").read_text())

    assert manifest["version"] == publication.version == current.resolve().name
    assert (manifest["build_id"], manifest["model_version"], manifest["as_of"]) == (7, "m1", "2018-01-07 00:00:00")
    with duckdb.connect(str(settings.published_link), read_only=True) as reader:
        tables = reader.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        assert [(table["schema"], table["table"]) for table in manifest["tables"]] == tables
        for table in manifest["tables"]:
            path = current / table["file"]
            name = f"{table['schema']}.{table['table']}"
            assert path == current / table["schema"] / f"{table['table']}.parquet"
            assert path.stat().st_size == table["bytes"]
            assert hashlib.sha256(path.read_bytes()).hexdigest() == table["sha256"]
            mirrored = duckdb.read_parquet(str(path)).fetchall()
            assert mirrored == reader.execute(f"from {name}").fetchall()
            assert len(mirrored) == table["rows"]


def test_earlier_mirrors_stay(settings, make_build):
    make_build(settings)
    versions = [publish(settings, release_pin=True).version for _ in range(2)]

    assert sorted(path.name for path in settings.parquet.iterdir()) == [*versions, "current"]
