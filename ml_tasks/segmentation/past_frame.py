"""Reading customers as they were at an earlier month end, and what they did in the days after it."""

from collections.abc import Sequence

import duckdb
import numpy as np

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.usefulness import Past

_HISTORY = "customer_features_history"
_ORDERS = "fct_orders"


def read_past(connection: duckdb.DuckDBPyConnection, config: SegmentationConfig) -> Past | None:
    """Read the last month end that ``outcome_days`` have passed since; None where there is none or no history.

    Features that the history does not hold are unknown, NaN, as everybody's missing values are. Who people are is taken
    as it is known today, and of people of whom nothing is known there is no row: whether they told us may follow from
    what they bought. Rows are sorted by what they say, not by the key behind customer ids, so that equal customers give
    equal figures.
    """
    known = _columns(connection, _HISTORY)
    if not known or not _columns(connection, _ORDERS):
        return None
    (moment,) = connection.execute(
        f"select max(as_of_on) from marts.{_HISTORY} "
        f"where is_month_end and as_of_on + ? <= (select max(as_of_on) from marts.{_HISTORY})",
        [config.outcome_days],
    ).fetchone()
    if moment is None:
        return None
    features = [feature.column for feature in config.features if not feature.is_categorical]
    # Safe to put into the text: these names were found among the table's columns.
    measured = [column for column in dict.fromkeys(["order_count", *features]) if column in known]
    frame = connection.execute(
        _query(measured, config.categorical_columns),
        {"moment": moment, "outcome_days": config.outcome_days, "min_order_count": config.min_order_count},
    ).df()
    spend, has_ordered = frame.pop("next_spend"), frame.pop("next_has_ordered")
    for column in set(features) - known:
        frame[column] = np.nan
    return Past(frame, spend.to_numpy(dtype=float), has_ordered.to_numpy(dtype=bool))


def _query(measured: Sequence[str], categorical: Sequence[str]) -> str:
    numbers = [f"cast(history.{column} as double) as {column}" for column in measured]
    columns = ", ".join([*numbers, *(f"today.{column}" for column in categorical)])
    join, is_known = "", "true"
    if categorical:
        join = "inner join marts.customer_features as today using (customer_id)"
        is_known = " or ".join(f"today.{column} is not null" for column in categorical)
    return f"""
        with bought as (
            select
                customer_id,
                cast(sum(net_spend_usd) as double) as spend,
                bool_or(not is_refund_only) as has_ordered
            from marts.{_ORDERS}
            where ordered_on > $moment and ordered_on <= cast($moment as date) + $outcome_days
            group by customer_id
        )
        select
            {columns},
            coalesce(bought.spend, 0) as next_spend,
            coalesce(bought.has_ordered, false) as next_has_ordered
        from marts.{_HISTORY} as history
        left join bought using (customer_id)
        {join}
        where
            history.as_of_on = $moment
            and history.is_month_end
            and history.order_count >= $min_order_count
            and ({is_known})
        order by all
    """


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    rows = connection.execute(
        "select column_name from information_schema.columns where table_schema = 'marts' and table_name = ?", [table]
    ).fetchall()
    return {column for (column,) in rows}
