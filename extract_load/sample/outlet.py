"""What a second shop sends: other names, other currencies, lines without a key, and refunds as a log of changes.

All of it is simulated, and it is written only when asked for: the demo's figures are those of the real shop.
"""

from pathlib import Path

import duckdb

from extract_load.sample.extract import Extract

_CREATE_TABLES = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

# Each file holds two days, so that two files share each line: the till repeats what it sent the day before.
OUTLET_ORDER_LINES = Extract(
    entity="outlet/order_lines",
    file_name="order_lines.csv",
    query="""
        select
            order_no as "OrderNo",
            sku as "Sku",
            customer as "Customer",
            pieces as "Pieces",
            replace(cast(paid as varchar), '.', ',') as "Paid",
            replace(cast(voucher as varchar), '.', ',') as "Voucher",
            currency as "Currency",
            strftime(sold_at, '%Y-%m-%d %H:%M:%S') as "SoldAt",
            true as "Simulated",
            cast(sold_at as date) + cast(sent_after as integer) as dt
        from outlet_lines
        cross join range(2) as deliveries (sent_after)
    """,
    order_by='"SoldAt", "OrderNo", "Sku", "Pieces", "Paid"',
    delimiter=";",
)

OUTLET_REFUNDS = Extract(
    entity="outlet/refunds",
    file_name="refunds.csv",
    query="""
        select
            refund_no as "RefundNo",
            order_no as "OrderNo",
            sku as "Sku",
            pieces as "Pieces",
            replace(cast(amount as varchar), '.', ',') as "Amount",
            currency as "Currency",
            strftime(refunded_at, '%Y-%m-%d %H:%M:%S') as "RefundedAt",
            op as "Op",
            strftime(changed_at, '%Y-%m-%d %H:%M:%S') as "ChangedAt",
            true as "Simulated",
            sent_on as dt
        from outlet_refund_changes
    """,
    order_by='"ChangedAt", "RefundNo"',
    delimiter=";",
)

OUTLET_EXTRACTS = (OUTLET_ORDER_LINES, OUTLET_REFUNDS)


def create_outlet(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the tables ``outlet_lines`` and ``outlet_refund_changes`` with a whole year."""
    connection.execute(_CREATE_TABLES)
