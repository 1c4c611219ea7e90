"""What training made of the features, for lineage."""

from collections.abc import Iterator

import duckdb

from warehouse.lineage.datasets import BUILD, Table, described
from warehouse.lineage.tracing import Part


def trained_parts(connection: duckdb.DuckDBPyConnection, version: str) -> Iterator[Part]:
    """Yield the one part of training: from the features to the tables of schema ``ml``."""
    names = connection.execute(
        "select table_name from duckdb_columns() "
        "where schema_name = 'ml' and column_name = 'model_version' order by table_name"
    ).fetchall()
    written = []
    for (name,) in names:
        (row_count,) = connection.execute(
            f"select count(*) from ml.{name} where model_version = ?", [version]
        ).fetchone()
        written.append(Table(BUILD, "ml", name, row_count=row_count, version=version))
    features = Table(BUILD, "marts", "customer_features")
    yield Part("train.segmentation", inputs=(features,), outputs=tuple(described(connection, written)))
