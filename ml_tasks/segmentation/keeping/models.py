"""Schema ``ml``: models as rows, and which of them is the champion; decisions about them are in ``decisions``."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb

from ml_tasks.segmentation.config import Segmentation, SegmentationConfig
from warehouse.errors import Refused

if TYPE_CHECKING:
    # Brings scikit-learn, which every task of every DAG would pay for.
    from ml_tasks.segmentation.keeping.model_rows import Rows


def champion_version(
    connection: duckdb.DuckDBPyConnection, as_of: datetime, segmentation: Segmentation = "main"
) -> str | None:
    """Version of the model that scores a build, or None: the promoted one that knows most and nothing of the future.

    Of models of the same as_of the one promoted last counts. A build of a past as_of never uses what was learnt
    later, and a model trained for it does not displace today's.
    """
    row = connection.execute(
        "select model_version from ml.segment_models where promotion_number is not null and as_of <= ? "
        "and segmentation = ? order by as_of desc, promotion_number desc limit 1",
        [as_of, segmentation],
    ).fetchone()
    return row[0] if row else None


def profile_champion_version(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> str | None:
    """Version of the model of the second segmentation, or None: nobody is labelled by it who has not opted in."""
    return champion_version(connection, as_of, "profile") if SegmentationConfig().profile_layers else None


def has_newest_profiles(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> bool:
    """Whether the second segmentation, if there is one, was scored by the model that would score it now.

    Without a main model nobody is scored at all.
    """
    if champion_version(connection, as_of) is None:
        return True
    champion = profile_champion_version(connection, as_of)
    try:
        used = connection.execute("select max(model_version) from segments.customer_profile_segments").fetchone()[0]
    except duckdb.CatalogException:
        return champion is None
    return used == champion


def require_features(connection: duckdb.DuckDBPyConnection, version: str) -> None:
    """Refuse to score with a model that looks at columns which the mart has no more."""
    missing = connection.execute(
        """
        select distinct source_column from ml.model_features
        where model_version = ? and source_column not in (
            select column_name from information_schema.columns
            where table_schema = 'marts' and table_name = 'customer_features'
        )
        order by source_column
        """,
        [version],
    ).fetchall()
    if missing:
        raise Refused(
            f"Model {version} looks at {', '.join(column for (column,) in missing)}, which marts.customer_features has "
            "no more. Put the column back, or run `segmart train`, whose model will look at what there is."
        )


def is_stored(connection: duckdb.DuckDBPyConnection, version: str) -> bool:
    """Whether this very model was written before."""
    return bool(connection.execute("select 1 from ml.segment_models where model_version = ?", [version]).fetchone())


def store_model(connection: duckdb.DuckDBPyConnection, rows: "Mapping[str, Rows]") -> None:
    """Insert a model's rows, by table; the transaction is the caller's."""
    for table, those in rows.items():
        if those:
            columns, places = ", ".join(those[0]), ", ".join("?" for _ in those[0])
            values = [list(row.values()) for row in those]
            connection.executemany(f"insert into ml.{table} ({columns}) values ({places})", values)


def replace_rows(connection: duckdb.DuckDBPyConnection, version: str, table: str, rows: "Rows") -> None:
    """Put rows in place of a model's earlier ones in a table; the transaction is the caller's."""
    connection.execute(f"delete from ml.{table} where model_version = ?", [version])
    store_model(connection, {table: rows})
