"""Orders that readers do not see because no exchange rate was known for them when the publication was built."""

import duckdb

from warehouse.errors import WrongUse
from warehouse.published import published_connection
from warehouse.settings import Settings

_LINES = """
select source, currency, sum(without_rate_count)::bigint
from ops.reconciliation
where without_rate_count > 0
group by all
order by all
"""


def lines_set_aside(settings: Settings) -> list[tuple[str, str | None, int]]:
    """Return shop, currency and number of lines set aside in the current publication; none where there is none.

    A currency that is no code of three letters is called other. Lines with a rate are among them, whose order has
    another one without.
    """
    try:
        with published_connection(settings) as connection:
            return connection.execute(_LINES).fetchall()
    except (WrongUse, duckdb.CatalogException, duckdb.BinderException):
        # Nothing is published yet, or a release published it that set nothing aside.
        return []
