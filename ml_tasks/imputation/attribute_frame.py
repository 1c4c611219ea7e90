"""Reading attributes and behaviour of all customers once, to learn from and to fill."""

from datetime import datetime

import duckdb
import pandas as pd

from ml_tasks.imputation.imputation_config import ImputationConfig
from ml_tasks.segmentation.feature_frame import require_gate
from warehouse.errors import Refused

_MEASURES_FROM = ("customer_features", "customer_behaviour")

_RHYTHM = """
    select
        customer_id,
        avg(cast(dayofweek(ordered_on) in (0, 6) as integer)) as weekend_share,
        avg(cast(hour({ordered_at}) < 12 as integer)) as morning_share,
        avg(cast(hour({ordered_at}) >= 18 as integer)) as evening_share,
        avg(line_count) as lines_per_order,
        count(distinct store_id) as store_count
    from marts.fct_orders
    where not is_refund_only
    group by customer_id
"""

_BOUGHT = """
    select order_lines.customer_id, products.{level} as part, count(*) as line_count
    from marts.fct_order_lines as order_lines
    inner join marts.dim_products as products using (product_id)
    where not order_lines.is_refund and products.{level} is not null
    group by all
"""


def read_attributes(
    connection: duckdb.DuckDBPyConnection, config: ImputationConfig, company_timezone: str
) -> tuple[datetime, pd.DataFrame, list[str]]:
    """Read the as_of, one row per customer, and the names of the measures in it.

    Attributes are text or doubles as they stand in ``marts.dim_customers`` (a column that it lacks is left out);
    ``stratum`` is the RFM segment; measures are floats. Hours and days are those of ``company_timezone``.

    Raises
    ------
    Refused
        When there are no marts, or no gate has said yes to them in the newest build.
    """
    if not _columns(connection, "customer_features"):
        raise Refused("There is no marts.customer_features to learn attributes from. Run `segmart build` first.")
    require_gate(connection)
    attributes = [name for name in config.kinds if name in _columns(connection, "dim_customers")]
    measures = _measures(connection, config)
    parts = {
        level: _largest(connection, level, count)
        for level, count in (("department", config.department_count), ("product_category", config.category_count))
    }
    chosen = [
        *(f"dim_customers.{name}" for name in attributes),
        *(f"cast({table}.{name} as float) as {name}" for name, table in measures.items()),
        *(
            f"cast(rhythm.{name} as float) as {name}"
            for name in ("weekend_share", "morning_share", "evening_share", "lines_per_order", "store_count")
        ),
    ]
    frame = connection.execute(
        f"""
        with rhythm as ({_RHYTHM.format(ordered_at=_company_time("ordered_at", company_timezone))})
        select dim_customers.customer_id, customer_rfm.rfm_segment as stratum, {", ".join(chosen)}
        from marts.dim_customers
        inner join marts.customer_rfm using (customer_id)
        inner join marts.customer_features using (customer_id)
        inner join marts.customer_behaviour using (customer_id)
        left join rhythm using (customer_id)
        order by customer_id
        """
    ).df()
    shares = [_shares(connection, level, names) for level, names in parts.items() if names]
    for share in shares:
        frame = frame.join(share, on="customer_id")
    as_of = connection.execute("select max(as_of) from marts.customer_features").fetchone()[0]
    return as_of, frame, [name for name in frame if name not in ("customer_id", "stratum", *attributes)]


def _company_time(utc_timestamp: str, zone: str) -> str:
    return utc_timestamp if zone == "UTC" else f"timezone('{zone}', timezone('UTC', {utc_timestamp}))"


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    rows = connection.execute(
        "select column_name, data_type from duckdb_columns() where schema_name = 'marts' and table_name = ? "
        "order by column_index",
        [table],
    ).fetchall()
    return dict(rows)


def _measures(connection: duckdb.DuckDBPyConnection, config: ImputationConfig) -> dict[str, str]:
    """Table by column: what a customer did, as numbers. Those that no mart has are left out."""
    columns = {table: _columns(connection, table) for table in _MEASURES_FROM}
    tables = {name: next((table for table in columns if name in columns[table]), None) for name in config.measures}
    return {name: table for name, table in tables.items() if table is not None}


def _largest(connection: duckdb.DuckDBPyConnection, level: str, count: int) -> list[str]:
    rows = connection.execute(
        f"select part from ({_BOUGHT.format(level=level)}) group by part order by count(*) desc, part limit ?", [count]
    ).fetchall()
    return [name for (name,) in rows]


def _shares(connection: duckdb.DuckDBPyConnection, level: str, names: list[str]) -> pd.DataFrame:
    """Shares of a customer's lines, one column for each of the parts named."""
    columns = ", ".join(
        f"cast(coalesce(sum(line_count) filter (where part = ${place}), 0) / sum(line_count) as float) "
        f"as {level}_{place}_share"
        for place in range(1, len(names) + 1)
    )
    frame = connection.execute(
        f"select customer_id, {columns} from ({_BOUGHT.format(level=level)}) group by customer_id", names
    ).df()
    return frame.set_index("customer_id")
