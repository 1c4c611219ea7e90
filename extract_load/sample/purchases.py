"""What the tills send: order lines and the catalogue. Real, every value of it."""

from extract_load.sample.extract import Extract

ORDER_LINES = Extract(
    entity="transactions/order_lines",
    file_name="order_lines.csv.gz",
    query="""
        select
            basket_id,
            household_id,
            store_id,
            product_id,
            quantity,
            cast(sales_value as decimal(12, 2)) as sales_value,
            cast(retail_disc as decimal(12, 2)) as retail_disc,
            cast(coupon_disc as decimal(12, 2)) as coupon_disc,
            cast(coupon_match_disc as decimal(12, 2)) as coupon_match_disc,
            strftime(transaction_timestamp, '%Y-%m-%dT%H:%M:%SZ') as transaction_timestamp,
            cast(transactions.transaction_timestamp as date) as dt
        from transactions
    """,
    order_by="transaction_timestamp, basket_id, product_id",
)

PRODUCTS = Extract(
    entity="transactions/products",
    file_name="products.parquet",
    query="""
        with first_sales as (
            select product_id, min(cast(transaction_timestamp as date)) as first_sold_on
            from transactions
            group by product_id
        )

        select
            products.*,
            coalesce(first_sales.first_sold_on, date '2017-01-01') as dt
        from products
        left join first_sales using (product_id)
    """,
    order_by="product_id",
)
