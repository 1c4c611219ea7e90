"""The calendar, day by day, against Python's own."""

import calendar
from datetime import date, timedelta

import duckdb
import pytest

from tests.dbt_project.small_shop import VARIABLES
from warehouse.dbt_runner import invoke

# Which day of the ISO week is the company's first.
FIRST_DAYS = {"monday": 1, "saturday": 6, "sunday": 7}


def expected(day: date, first_day: str, first_month: int) -> dict:
    """Say of a day what dim_dates must, without a look at its SQL."""
    back = (day.isoweekday() - FIRST_DAYS[first_day]) % 7
    period = (day.month - first_month) % 12 + 1
    fiscal_year = day.year + (first_month > 1 and day.month >= first_month)
    quarter = (day.month + 2) // 3
    return {
        "date_day": day,
        "day_of_week": day.isoweekday(),
        "day_of_week_label": calendar.day_name[day.weekday()],
        "is_weekend": day.weekday() in (5, 6),
        "week_starts_on": day - timedelta(days=back),
        "month_starts_on": day.replace(day=1),
        "month_of_year": day.month,
        "month_label": calendar.month_name[day.month],
        "quarter_starts_on": date(day.year, 3 * quarter - 2, 1),
        "quarter_of_year": quarter,
        "year_starts_on": date(day.year, 1, 1),
        "calendar_year": day.year,
        "fiscal_year_starts_on": date(fiscal_year - (first_month > 1), first_month, 1),
        "fiscal_year": fiscal_year,
        "fiscal_quarter": (period + 2) // 3,
        "fiscal_period": period,
        "fiscal_quarter_label": f"FY{fiscal_year}-Q{(period + 2) // 3}",
    }


def days_of(connection: duckdb.DuckDBPyConnection) -> list[dict]:
    cursor = connection.execute("from marts.dim_dates order by date_day")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_the_shops_calendar_is_the_usual_one(warehouse_of_shop):
    days = days_of(warehouse_of_shop)

    # From the year of the first registration on; it is eight in the morning of 1 July in New York.
    assert [days[0]["date_day"], days[-1]["date_day"], len(days)] == [date(2016, 1, 1), date(2017, 12, 31), 366 + 365]
    assert max(day["date_day"] for day in days if day.pop("is_over")) == date(2017, 6, 30)
    assert days == [expected(date(2016, 1, 1) + timedelta(days=number), "monday", 1) for number in range(731)]


@pytest.mark.parametrize(("first_day", "first_month"), [("sunday", 7), ("saturday", 2), ("monday", 12)])
def test_a_company_may_have_a_calendar_of_its_own(empty_home, empty_verdicts, first_day, first_month):
    """Without any row there is the fiscal year of as_of."""
    own = {"first_day_of_week": first_day, "first_month_of_fiscal_year": first_month}
    outcome = invoke(empty_home, ["build", "--select", "dim_dates"], variables=VARIABLES | own)
    assert outcome.success, outcome.result
    with duckdb.connect(str(empty_home.build_file), read_only=True) as connection:
        days = days_of(connection)

    first = date(2016 if first_month > 7 else 2017, first_month, 1)
    last = date(first.year + 1, first_month, 1) - timedelta(days=1)
    assert [days[0]["date_day"], days[-1]["date_day"]] == [first, last]
    for day in days:
        assert day.pop("is_over") is (day["date_day"] < date(2017, 7, 1))
        assert day == expected(day["date_day"], first_day, first_month)
