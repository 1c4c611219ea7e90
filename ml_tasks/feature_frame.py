"""Reading ``marts.customer_features`` once, for training."""

from datetime import datetime

import duckdb
import pandas as pd

from ml_tasks.config import SegmentationConfig
from warehouse.builds import newest_build
from warehouse.errors import Refused, WrongUse
from warehouse.verdicts import verdicts_of

_MART = "customer_features"


def read_features(connection: duckdb.DuckDBPyConnection, config: SegmentationConfig) -> tuple[datetime, pd.DataFrame]:
    """Read the as_of, and a frame of doubles with one row per customer who has enough orders.

    Raises
    ------
    Refused
        When the mart is missing or empty, or the gate after the marts said no to it.
    WrongUse
        When the configuration names a column that the mart lacks.
    """
    _require_columns(connection, config)
    _require_gate(connection)
    as_of, customer_count = connection.execute(f"select max(as_of), count(*) from marts.{_MART}").fetchone()
    if customer_count == 0:
        raise Refused(
            f"marts.{_MART} is empty, so there is nobody to find segments of. Load customers and build first."
        )
    # Safe to put into the text: these names were found among the table's columns.
    columns = ", ".join(f"cast({column} as double) as {column}" for column in config.measured_columns)
    frame = connection.execute(
        f"select {columns} from marts.{_MART} where order_count >= ? order by customer_id", [config.min_order_count]
    ).df()
    return as_of, frame


def _require_columns(connection: duckdb.DuckDBPyConnection, config: SegmentationConfig) -> None:
    rows = connection.execute(
        "select column_name from information_schema.columns where table_schema = 'marts' and table_name = ?", [_MART]
    ).fetchall()
    present = {column for (column,) in rows}
    if not present:
        raise Refused(f"There is no marts.{_MART} to train on. Run `segmart build` first.")
    missing = [column for column in config.measured_columns if column not in present]
    if missing:
        raise WrongUse(f"ml_tasks/config.py names columns that marts.{_MART} lacks: {', '.join(missing)}.")


def _require_gate(connection: duckdb.DuckDBPyConnection) -> None:
    build = newest_build(connection)
    verdicts = verdicts_of(connection, build.build_id, build.raw_through_batch) if build else []
    for verdict in verdicts:
        if verdict.gate == "marts" and verdict.severity == "block" and not verdict.is_met:
            raise Refused(
                f"The marts of build {build.build_id} are not fit to train on: the gate after them refused "
                f"{verdict.suite} ('{verdict.expectation}'). Mend the data or the rule, and build again."
            )
