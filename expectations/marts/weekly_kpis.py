"""How the business goes: the newest whole week is about what weeks were lately."""

from expectations.severity import warn
from expectations.suites import Suite
from expectations.usual_figures import ExpectFiguresToBeUsual

_WEEKS_COMPARED = 8
_WEEKS_NEEDED = 4


def _usual_week(column: str, subject: str) -> ExpectFiguresToBeUsual:
    """Expect a column of the newest whole week to be what it usually was in the whole weeks before it."""
    return ExpectFiguresToBeUsual(
        unexpected_rows_query=f"""
            select
                '{subject} in the week of ' || max(week_starts_on) as subject,
                arg_max(figure, week_starts_on) as figure,
                list_slice(list(figure order by week_starts_on desc), 2, {_WEEKS_COMPARED + 1}) as past
            from (select week_starts_on, cast({column} as double) as figure, covered_day_count from {{batch}})
            where covered_day_count = 7
            having count(*) > 0
        """,
        least_past=_WEEKS_NEEDED,
    )


SUITE = Suite(
    table="marts.weekly_kpis",
    expectations=[
        warn("The last week brought in the usual revenue.", _usual_week("net_revenue_usd", "net revenue in USD")),
        warn("The last week brought in the usual number of orders.", _usual_week("order_count", "orders")),
        warn("The usual number of customers bought last week.", _usual_week("active_customer_count", "customers")),
    ],
)
