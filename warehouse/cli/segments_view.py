"""The published segments as a table: what people came for."""

from rich.console import RenderableType
from rich.table import Table

from warehouse.published import published_connection
from warehouse.settings import Settings

_SEGMENTS = """
select
    segment_name,
    customer_count,
    customer_share,
    net_spend_usd,
    median_days_since_last_order,
    marks
from segments.segment_profiles
inner join segments.dim_segments using (segment_id, segment_name)
where customer_count > 0
order by net_spend_usd desc, segment_name
"""

_RFM_SEGMENTS = """
select
    rfm_segment,
    count(*) as customer_count,
    count(*) / sum(count(*)) over () as customer_share,
    sum(net_spend_usd),
    median(days_since_last_order),
    'RFM scores'
from marts.customer_rfm
group by rfm_segment
order by sum(net_spend_usd) desc, rfm_segment
"""


def segments_view(settings: Settings) -> RenderableType:
    """Lay out the current publication's segments; those by RFM while there is no model."""
    with published_connection(settings) as connection:
        has_model = connection.execute(
            "select count(*) from duckdb_tables() where schema_name = 'segments' and table_name = 'segment_profiles'"
        ).fetchone()[0]
        rows = connection.execute(_SEGMENTS if has_model else _RFM_SEGMENTS).fetchall()
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("segment")
    for title in ("customers", "share", "net spend (USD)", "days since last order"):
        table.add_column(title, justify="right")
    table.add_column("what marks it")
    for name, customers, share, spend, days, marks in rows:
        since = "" if days is None else f"{days:,.0f}"
        table.add_row(name, f"{customers:,}", f"{share:.1%}", f"{spend:,.2f}", since, marks)
    return table
