"""Reading ``marts.customer_features`` once, for training."""

from datetime import datetime

import duckdb
import pandas as pd

from ml_tasks.segmentation.config import SegmentationConfig
from warehouse.builds import newest_build
from warehouse.errors import Refused, WrongUse
from warehouse.verdicts import has_passed_gate

_MART = "customer_features"


def read_features(connection: duckdb.DuckDBPyConnection, config: SegmentationConfig) -> tuple[datetime, pd.DataFrame]:
    """Read the as_of, and a frame with one row per customer who has enough orders: doubles, and texts of categories.

    Raises
    ------
    Refused
        When the mart is missing or empty, or no gate has said yes to it in the newest build.
    WrongUse
        When the configuration names a column that the mart lacks.
    """
    _require_columns(connection, config)
    require_gate(connection)
    as_of, customer_count = connection.execute(f"select max(as_of), count(*) from marts.{_MART}").fetchone()
    if customer_count == 0:
        raise Refused(
            f"marts.{_MART} is empty, so there is nobody to find segments of. Load customers and build first."
        )
    # Safe to put into the text: these names were found among the table's columns.
    numbers, texts = _columns_of_models(connection)
    numbers = dict.fromkeys([*config.measured_columns, *numbers])
    casts = [f"cast({column} as double) as {column}" for column in numbers]
    columns = ", ".join([*casts, *dict.fromkeys([*config.categorical_columns, *texts])])
    frame = connection.execute(
        f"select {columns} from marts.{_MART} where order_count >= ? order by customer_id", [config.min_order_count]
    ).df()
    return as_of, frame


def _columns_of_models(connection: duckdb.DuckDBPyConnection) -> tuple[list[str], list[str]]:
    """Columns of numbers and of texts that earlier models look at, so that they can score whoever is scored now."""
    rows = connection.execute(
        """
        select source_column, bool_or(category is not null)
        from ml.model_features
        where source_column in (
            select column_name from information_schema.columns where table_schema = 'marts' and table_name = ?
        )
        group by source_column
        order by source_column
        """,
        [_MART],
    ).fetchall()
    return [column for column, is_text in rows if not is_text], [column for column, is_text in rows if is_text]


def _require_columns(connection: duckdb.DuckDBPyConnection, config: SegmentationConfig) -> None:
    rows = connection.execute(
        "select column_name from information_schema.columns where table_schema = 'marts' and table_name = ?", [_MART]
    ).fetchall()
    present = {column for (column,) in rows}
    if not present:
        raise Refused(f"There is no marts.{_MART} to train on. Run `segmart build` first.")
    missing = [column for column in (*config.measured_columns, *config.categorical_columns) if column not in present]
    if missing:
        raise WrongUse(f"ml_tasks/segmentation/config.py names columns that marts.{_MART} lacks: {', '.join(missing)}.")


def require_gate(connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse to learn from marts that the newest build's gate has not passed."""
    build = newest_build(connection)
    if build is None or not has_passed_gate(connection, build.build_id, "marts"):
        which = f"of build {build.build_id} " if build else ""
        raise Refused(
            f"The marts {which}are not fit to train on: the gate after them has not passed them. "
            "Run `segmart build`; its message says what to mend."
        )
