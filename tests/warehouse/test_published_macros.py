"""``rfm_as_of`` in the published file: what was true at the end of any company day, for old readers too."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from warehouse.connection import build_connection
from warehouse.errors import Refused
from warehouse.publish import publish
from warehouse.query import query
from warehouse.rollback import rollback
from warehouse.versions import file_of

# The company's days begin $later hours after those of UTC. Customers and orders are named for what is the matter.
MARTS = """
create or replace table marts.customer_rfm as
select customer_id, timestamp '2017-07-10 12:00:00' as as_of, first_seen_on
from (values
    ('ann', date '2017-06-10'),
    ('bob', date '2017-06-30'),
    ('cid_before_his_first_order', date '2017-06-01'),
    ('dan_gave_back_only', date '2017-06-05'),
    ('eve_was_not_known', date '2017-07-02')
) as customers (customer_id, first_seen_on);
create or replace table marts.fct_order_lines as
select * replace (ordered_at + interval '$later hours' as ordered_at)
from (values
    ('o1', 'ann', false, 8.00::decimal(18, 2), timestamp '2017-06-10 10:00:00'),
    ('o1', 'ann', false, 2.00, timestamp '2017-06-10 10:00:00'),
    ('o1', 'ann', true, -4.00, timestamp '2017-06-20 10:00:00'),
    ('at_the_very_end', 'bob', false, 5.00, timestamp '2017-06-30 23:59:59.999999'),
    ('just_too_late', 'cid_before_his_first_order', false, 7.00, timestamp '2017-07-01 00:00:00'),
    ('o4', 'dan_gave_back_only', true, -2.00, timestamp '2017-06-05 12:00:00'),
    ('nobody_knows_who', null, false, 99.00, timestamp '2017-06-05 12:00:00')
) as lines (order_id, customer_id, is_refund, net_spend_usd, ordered_at);
create or replace table marts.rfm_segment_ranges as
select
    *, 1.0::decimal(3, 1) as frequency_monetary_score_from, 4.0::decimal(3, 1) as frequency_monetary_score_to,
    4 as score_bins
from (values ('low', 1, 1), ('high', 2, 4)) as ranges (rfm_segment, recency_score_from, recency_score_to);
insert into ops.published_columns
select schema_name, table_name, column_name from duckdb_columns()
where table_name in ('customer_rfm', 'fct_order_lines', 'rfm_segment_ranges')
"""

CID, DAN = "cid_before_his_first_order", "dan_gave_back_only"
NEVER_BOUGHT = (None,) * 3 + ("Prospect",) + (None,) * 2
IN_JUNE = "select * exclude (as_of, first_seen_on) from rfm_as_of(date '2017-06-30') order by customer_id"
AT_THE_END_OF_JUNE = [
    ("ann", 20, 1, Decimal("6.00"), 1, 1, 2, "low", "1-1-2", 0.0),
    ("bob", 0, 1, Decimal("5.00"), 2, 2, 1, "high", "2-2-1", 0.0),
    (CID, None, 0, Decimal("0.00"), *NEVER_BOUGHT),
    (DAN, None, 0, Decimal("-2.00"), *NEVER_BOUGHT),
]


@pytest.fixture
def company(publish_company):
    """Publish the marts above; return the company's settings, and by how much its days begin later."""
    return publish_company(MARTS)


def test_a_day_ends_with_its_last_microsecond_in_the_companys_zone(company):
    settings, later = company

    assert query(settings, IN_JUNE).rows == AT_THE_END_OF_JUNE
    end = datetime(2017, 6, 30, 23, 59, 59, 999999) + later
    assert query(settings, "select distinct as_of from rfm_as_of(date '2017-06-30')").rows == [(end,)]


def test_what_was_not_booked_yet_has_not_happened(company):
    (ann, *others) = query(company[0], IN_JUNE.replace("06-30", "06-19")).rows

    assert ann == ("ann", 9, 1, Decimal("10.00"), 1, 1, 1, "low", "1-1-1", 0.0)
    assert [row[0] for row in others] == [CID, DAN]


def test_the_day_of_the_build_ends_with_it_and_later_days_are_unknown(company):
    settings, _ = company
    built = query(settings, "select count(*), max(as_of) from rfm_as_of('2017-07-10')").rows
    assert built == [(5, datetime(2017, 7, 10, 12))]
    for day in ("date '2017-07-11'", "null", "date '1900-01-01'"):
        assert query(settings, f"from rfm_as_of({day})").rows == []


def test_duckdb_1_1_3_gives_the_same_answer(company, ask_old_duckdb):
    assert ask_old_duckdb(company[0].published_link, IN_JUNE) == [AT_THE_END_OF_JUNE]


def test_a_rollback_takes_the_macro_back_too(settings, make_build):
    for build_id, later in ((1, 0), (2, 24)):
        make_build(settings, build_id, then=MARTS.replace("$later", str(later)))
        publish(settings, release_pin=True)
    assert query(settings, IN_JUNE).rows[0][1] == 19
    version = rollback(settings).version

    assert query(settings, IN_JUNE).rows == AT_THE_END_OF_JUNE
    # A kept version has another catalogue name than the link.
    with duckdb.connect(str(file_of(settings, version)), read_only=True) as connection:
        assert connection.execute(IN_JUNE).fetchall() == AT_THE_END_OF_JUNE
        day = connection.execute("select company_day(timestamp '2017-06-30 23:59:59.999999')").fetchone()
        assert day == (date(2017, 6, 30),)


def test_a_file_without_what_the_macro_reads_has_none(settings, make_build):
    make_build(settings)
    publish(settings, release_pin=True)

    found = query(settings, "select count(*) from duckdb_functions() where function_name = 'rfm_as_of'").rows
    assert found == [(0,)]


def test_a_macro_whose_column_is_gone_is_not_published(settings, make_build):
    without = "; delete from ops.published_columns where column_name = 'first_seen_on'"
    make_build(settings, then=MARTS.replace("$later", "0") + without)

    with pytest.raises(Refused, match=r"rfm_as_of does not find.*first_seen_on"):
        publish(settings, release_pin=True)
    assert not settings.published_link.exists()


def test_another_zone_changes_macros_although_the_tables_are_taken_over(company):
    settings, _ = company
    with build_connection(settings, "test") as build:
        build.execute("update ops.builds set selection = 'transactions'")
    tokyo = settings.model_copy(update={"company_timezone": "Asia/Tokyo"})

    publish(tokyo, release_pin=True)

    assert query(tokyo, "select company_day(timestamp '2017-06-30 20:00:00')").rows == [(date(2017, 7, 1),)]
    assert query(tokyo, "select count(*) from rfm_as_of(date '2017-06-30')").rows != [(0,)]
