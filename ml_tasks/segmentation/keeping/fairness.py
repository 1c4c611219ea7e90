"""Who is in which segment, by attributes that no segment was found with. People judge it; nothing is decided by it."""

from typing import Any

import duckdb
import numpy as np
import pandas as pd

from ml_tasks.segmentation.config import SegmentationConfig

_UNKNOWN = "unknown"


def read_attributes(connection: duckdb.DuckDBPyConnection, config: SegmentationConfig) -> pd.DataFrame:
    """Attributes of the customers trained on, in the order of ``feature_frame.read_features``; ``unknown`` for NULL.

    Attributes that ``marts.dim_customers`` lacks are left out; without the table there are none.
    """
    found = connection.execute(
        "select column_name from duckdb_columns() where schema_name = 'marts' and table_name = 'dim_customers'"
    ).fetchall()
    columns = [column for column in config.keeping.fairness_attributes if (column,) in found]
    if not columns:
        return pd.DataFrame()
    said = ", ".join(f"coalesce(cast(customers.{column} as varchar), '{_UNKNOWN}') as {column}" for column in columns)
    return connection.execute(
        f"""
        select {said}
        from marts.customer_features as features
        left join marts.dim_customers as customers using (customer_id)
        where features.order_count >= ?
        order by features.customer_id
        """,
        [config.min_order_count],
    ).df()


def fairness_rows(
    version: str, labels: np.ndarray, attributes: pd.DataFrame, config: SegmentationConfig
) -> list[dict[str, Any]]:
    """Rows of ``ml.fairness``: share of each value in each segment against its share among all customers.

    Shares are of the customers whose attribute is known, or a segment that tells less would seem to hold less of
    everybody. How many did not tell is a row of its own, whose shares are of all customers and which has no disparity.
    Values of fewer than ``min_group_count`` customers are left out: they tell of chance, and of persons.
    """
    rows = []
    for attribute in attributes.columns:
        counts = pd.crosstab(attributes[attribute], labels)
        known = counts.drop(index=_UNKNOWN, errors="ignore")
        found = [*_rows_of(known, known, config), *_rows_of(counts[counts.index == _UNKNOWN], counts, config)]
        rows += [{"model_version": version, "attribute": attribute, **row} for row in found]
    return rows


def _rows_of(shown: pd.DataFrame, among: pd.DataFrame, config: SegmentationConfig) -> list[dict[str, Any]]:
    """Rows of some values (rows) by segment (columns), with their shares among the customers counted in ``among``."""
    totals, everybody = among.sum(), int(among.to_numpy().sum())
    base = shown.sum(axis=1)
    rows = []
    for value in base.index[base >= config.keeping.min_group_count]:
        base_share = base[value] / everybody
        for segment_id in totals.index[totals > 0]:
            share = shown.at[value, segment_id] / totals[segment_id]
            rows.append(
                {
                    "value": value,
                    "segment_id": int(segment_id),
                    "customer_count": int(shown.at[value, segment_id]),
                    "share": float(share),
                    "base_count": int(base[value]),
                    "base_share": float(base_share),
                    "disparity": None if value == _UNKNOWN else float(share / base_share),
                }
            )
    return rows
