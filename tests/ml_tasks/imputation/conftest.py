"""A build file with marts of planted people, of a build that passed its gate."""

import pandas as pd
import pytest

from warehouse.connection import build_connection

_MARTS = """
create or replace table marts.dim_customers as
select customer_id, age_years::integer as age_years, age_band, home_ownership, kids_count,
    null::varchar as gender, null::varchar as income_band, null::varchar as household_size
from people;
create or replace table marts.customer_rfm as
select customer_id, timestamp '2018-01-01' as as_of, stratum as rfm_segment from people;
create or replace table marts.customer_features as
select customer_id, timestamp '2018-01-01' as as_of, spend::decimal(18, 2) as net_spend_usd, noise as other from people;
create or replace table marts.customer_behaviour as select customer_id, timestamp '2018-01-01' as as_of from people;
create or replace table marts.dim_products as
from (values ('apple', 'FRESH', 'FRUIT'), ('soap', 'DRUG', 'SOAP')) it(product_id, department, product_category);
create or replace table marts.fct_orders as
select customer_id, customer_id as order_id, 's' as store_id, 100 as line_count, false as is_refund_only,
    timestamp '2017-06-01 09:00' as ordered_at, date '2017-06-01' as ordered_on
from people;
create or replace table marts.fct_order_lines as
select customer_id, if(line < 100 * fresh_share, 'apple', 'soap') as product_id, false as is_refund
from people, range(100) lines(line);
insert or ignore into ops.builds (build_id, as_of, raw_through_batch, fingerprint, state, opened_at)
values (1, '2018-01-01', 1, 'f', 'passed', '2018-01-01');
insert into ops.gate_results values ('marts', 'marts.customer_features', 'Somebody is there.', null,
'400', 'at least 1', 'block', true, '2018-01-01', 1, null, '2018-01-01');
"""


@pytest.fixture
def write_marts(settings):
    """Put people into the build file, as the marts that an imputation reads."""

    def write(people: pd.DataFrame) -> None:
        with build_connection(settings, "test") as connection:
            connection.execute("create schema if not exists marts").fetchall()
            connection.register("people", people)
            connection.execute(_MARTS)

    return write
