"""What a load made of which files, for lineage."""

from collections.abc import Iterator
from pathlib import PurePosixPath

import duckdb

from extract_load.contracts import Contract
from extract_load.listing import landing_folder
from warehouse.lineage.datasets import BUILD, Files, Table, described
from warehouse.lineage.tracing import Part
from warehouse.settings import Settings


def loaded_parts(
    connection: duckdb.DuckDBPyConnection, settings: Settings, contract: Contract, batch_id: int
) -> Iterator[Part]:
    """Yield each entity of which a batch loaded files: from its landing folder to its raw table and quarantine."""
    rows = connection.execute(
        """
        select entity, list(file order by file), sum(row_count), sum(rejected_count), sum(byte_count)
        from ops.loaded_files
        where batch_id = ? and state = 'loaded'
        group by entity
        order by entity
        """,
        [batch_id],
    ).fetchall()
    for entity, files, row_count, rejected_count, byte_count in rows:
        folder = landing_folder(contract.entities[entity].path)
        names = tuple(PurePosixPath(file).relative_to(folder).as_posix() for file in files)
        schema, table = contract.table(entity).split(".")
        landed = Files(settings.landing / folder, names, int(row_count + rejected_count), int(byte_count))
        raw, quarantine = described(
            connection,
            [
                Table(BUILD, schema, table, row_count=int(row_count), version=str(batch_id)),
                Table(BUILD, "quarantine", "rejected_rows", row_count=int(rejected_count), version=str(batch_id)),
            ],
        )
        yield Part(f"load.{contract.source}.{entity}", inputs=(landed,), outputs=(raw, quarantine))
