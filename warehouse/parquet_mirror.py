"""The published tables once more as Parquet, for tools that read no DuckDB, with a manifest to check them by."""

import hashlib
import json
from pathlib import Path
from typing import Any

from warehouse import durable, versions
from warehouse.publication import Publication
from warehouse.published_file import WrittenTable, copy_connection
from warehouse.quoting import identifier, text
from warehouse.recovery import partial_of
from warehouse.settings import Settings


def write_mirror(settings: Settings, publication: Publication, tables: list[WrittenTable]) -> None:
    """Write ``parquet/<version>/<schema>/<table>.parquet`` and ``manifest.json`` from the version's finished file."""
    final = versions.mirror_of(settings, publication.version)
    partial = partial_of(final)
    partial.mkdir(parents=True)
    with copy_connection(settings) as connection:
        connection.execute(f"attach {text(versions.file_of(settings, publication.version))} as published (read_only)")
        for table in tables:
            target = partial / table.schema / f"{table.name}.parquet"
            target.parent.mkdir(exist_ok=True)
            source = identifier("published", table.schema, table.name)
            connection.execute(f"copy {source} to {text(target)} (format parquet, compression zstd)")
            durable.seal(target)
    manifest = publication.facts() | {"tables": [_entry(partial, table) for table in tables]}
    (partial / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    durable.seal(partial / "manifest.json")
    for folder in (*partial.iterdir(), partial):
        if folder.is_dir():
            durable.sync(folder)
    durable.rename(partial, final)


def _entry(folder: Path, table: WrittenTable) -> dict[str, Any]:
    path = folder / table.schema / f"{table.name}.parquet"
    with path.open("rb") as content:
        checksum = hashlib.file_digest(content, "sha256").hexdigest()
    return {
        "schema": table.schema,
        "table": table.name,
        "file": str(path.relative_to(folder)),
        "rows": table.row_count,
        "bytes": path.stat().st_size,
        "sha256": checksum,
    }
