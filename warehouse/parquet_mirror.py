"""The published tables once more as Parquet, for tools that read no DuckDB, with a manifest to check them by."""

import hashlib
import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb

from warehouse import durable, versions
from warehouse.parquet_months import Month, day_columns, months_of, write_months
from warehouse.publication import Publication
from warehouse.published_file import WrittenTable, copy_connection
from warehouse.quoting import identifier, text
from warehouse.recovery import partial_of
from warehouse.settings import Settings

_Entry = dict[str, Any]


def write_mirror(settings: Settings, publication: Publication, tables: list[WrittenTable]) -> None:
    """Write the version's tables and ``manifest.json`` from its finished file.

    A table is ``parquet/<version>/<schema>/<table>.parquet``, or a folder ``<table>/month=2017-01`` for each month when
    its model says so. A month that is equal to the mirror's before is a second name of the same file.
    """
    final = versions.mirror_of(settings, publication.version)
    partial = partial_of(final)
    partial.mkdir(parents=True)
    earlier = _months_of_mirror(settings)
    with copy_connection(settings) as connection:
        connection.execute(f"attach {text(versions.file_of(settings, publication.version))} as published (read_only)")
        days = day_columns(connection)
        entries = []
        for table in tables:
            (partial / table.schema).mkdir(exist_ok=True)
            if day := days.get((table.schema, table.name)):
                entries += _write_by_month(connection, partial, table, day, earlier)
            else:
                entries.append(_write_whole(connection, partial, table))
    manifest = publication.facts() | {"tables": entries}
    (partial / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    durable.seal(partial / "manifest.json")
    for folder in (*partial.rglob("*"), partial):
        if folder.is_dir():
            durable.sync(folder)
    durable.rename(partial, final)


def _write_whole(connection: duckdb.DuckDBPyConnection, partial: Path, table: WrittenTable) -> _Entry:
    target = partial / table.schema / f"{table.name}.parquet"
    source = identifier("published", table.schema, table.name)
    connection.execute(f"copy {source} to {text(target)} (format parquet, compression zstd)")
    return _sealed(partial, target, table, table.row_count)


def _write_by_month(
    connection: duckdb.DuckDBPyConnection, partial: Path, table: WrittenTable, day: str, earlier: "_Earlier"
) -> list[_Entry]:
    folder = partial / table.schema / table.name
    months = months_of(connection, table, day)
    linked = {month: earlier.link(partial, table, month) for month in months}
    changed = [month for month, entries in linked.items() if entries is None]
    write_months(connection, folder, table, day, changed)
    for month in changed:
        linked[month] = [
            _sealed(partial, path, table, _row_count(connection, path))
            | {"month": month.name, "content": month.content}
            for path in sorted(folder.glob(f"month={month.name}/*.parquet"))
        ]
    return [entry for month in months for entry in linked[month]]


def _row_count(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    return connection.execute(f"select num_rows from parquet_file_metadata({text(path)})").fetchone()[0]


def _sealed(partial: Path, path: Path, table: WrittenTable, row_count: int) -> _Entry:
    durable.seal(path)
    return {
        "schema": table.schema,
        "table": table.name,
        "file": str(path.relative_to(partial)),
        "rows": row_count,
        "bytes": path.stat().st_size,
        "sha256": _checksum(path),
    }


def _checksum(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


class _Earlier:
    """The months of the mirror that readers have now, by their content."""

    def __init__(self, folder: Path, entries: list[_Entry]) -> None:
        self.folder = folder
        self.months = defaultdict(list)
        for entry in entries:
            if "content" in entry:
                self.months[entry["schema"], entry["table"], entry["content"]].append(entry)

    def link(self, partial: Path, table: WrittenTable, month: Month) -> list[_Entry] | None:
        """Give the files of an equal month a second name, or return None: there are none, or they were damaged."""
        entries = self.months.get((table.schema, table.name, month.content), [])
        if not entries or not all(self._is_whole(entry) for entry in entries):
            return None
        targets = [partial / entry["file"] for entry in entries]
        targets[0].parent.mkdir(parents=True, exist_ok=True)
        try:
            for target in targets:
                os.link(self.folder / target.relative_to(partial), target)
        except OSError:
            # Not every file system gives a file two names. What is written instead must not go into one that has.
            for target in targets:
                target.unlink(missing_ok=True)
            return None
        return entries

    def _is_whole(self, entry: _Entry) -> bool:
        path = self.folder / entry["file"]
        return path.is_file() and _checksum(path) == entry["sha256"]


def _months_of_mirror(settings: Settings) -> _Earlier:
    """Read the current version's manifest; without one there is nothing to take over."""
    current = versions.current_version(settings)
    folder = versions.mirror_of(settings, current) if current else settings.parquet
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = {}
    return _Earlier(folder, manifest.get("tables", []))
