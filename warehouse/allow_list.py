"""Which columns may leave the build file: those described beside their model and not held back there."""

import duckdb

from warehouse.dbt_runner import read_manifest
from warehouse.published_tables import MODEL_SCHEMAS
from warehouse.settings import Settings

_SEGMENTS = "segments"
"""Tag of the models that a build without a segmentation model leaves as they are."""


def record_published_columns(settings: Settings, connection: duckdb.DuckDBPyConnection, *, with_segments: bool) -> None:
    """Replace ``ops.published_columns`` by the allow-list of the models as they were built just now.

    A column is on it when its model's ``.yml`` names it without ``meta: {published: false}``. Without segments in this
    build, those of an earlier one stay behind.
    """
    rows = [
        [node.schema, node.name, column.name]
        for node in read_manifest(settings).nodes.values()
        if node.resource_type == "model" and node.schema in MODEL_SCHEMAS
        if with_segments or _SEGMENTS not in node.tags
        for column in node.columns.values()
        if column.config.meta.get("published", True)
    ]
    connection.begin()
    connection.execute("delete from ops.published_columns")
    connection.executemany("insert into ops.published_columns values (?, ?, ?)", rows)
    connection.commit()
