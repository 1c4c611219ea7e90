"""The published tables, each out of the build's table of the same name."""

from collections.abc import Iterator

import duckdb

from warehouse import versions
from warehouse.lineage.datasets import BUILD, PUBLISHED, Table, described
from warehouse.lineage.tracing import Part
from warehouse.publication import Publication
from warehouse.published_tables import MODEL_SCHEMAS
from warehouse.settings import Settings


def published_parts(settings: Settings, publication: Publication) -> Iterator[Part]:
    """Yield each table that readers find in a publication; the pipeline's own (``ops``) are no data of the company."""
    with duckdb.connect(str(versions.file_of(settings, publication.version)), read_only=True) as connection:
        names = connection.execute(
            "select schema_name, table_name from duckdb_tables() where schema_name in (select unnest($schemas)) "
            "order by all",
            {"schemas": list(MODEL_SCHEMAS)},
        ).fetchall()
        tables = described(connection, [Table(PUBLISHED, *name, version=publication.version) for name in names])
    for table in tables:
        source = Table(BUILD, table.schema, table.table)
        yield Part(f"publish.{table.schema}.{table.table}", inputs=(source,), outputs=(table,))
