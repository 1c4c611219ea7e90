"""What is known of a customer at a moment is not changed by what happens after it."""

from collections.abc import Iterator

import duckdb
import pytest

from extract_load.contracts import read_contracts
from extract_load.entity import Entity
from tests.dbt_project.small_shop import ROWS
from warehouse.settings import Settings

# Records that have no moment of their own: nobody knows since when they say what they say.
TIMELESS = {"raw.transactions__products", "raw.crm__campaigns"}


def _said_again(table: str, entity: Entity) -> Iterator[str]:
    """Say all that was said of an entity again, a year later: of the same records, and of new ones.

    The files' names sort behind all others, so that a model which forgets as_of takes these rows for the newest.
    """
    times = [name for name, column in entity.columns.items() if column.type in ("timestamp", "date")]
    later = {name: f"{name} + interval 1 year" for name in times} | {"_source_file": "'zzz_later/' || _source_file"}
    ids = [name for name in entity.key if name not in ("customer_ref", *times)]
    for replaced in (later, later | {name: f"{name} || ' later'" for name in ids}):
        columns = ", ".join(f"{expression} as {name}" for name, expression in replaced.items())
        is_of_today = "not starts_with(_source_file, 'zzz_later/')"
        yield f"insert into {table} select * replace ({columns}) from {table} where {is_of_today};\n"


@pytest.fixture(scope="module")
def future() -> str:
    """Return what happens in the year after all that is in the shop."""
    entities = {
        contract.table(name): entity
        for contract in read_contracts(Settings(_env_file=None)).values()
        for name, entity in contract.entities.items()
    }
    assert {table for table, entity in entities.items() if not (entity.event_time or entity.updated_at)} == TIMELESS
    return "".join(
        statement
        for table, entity in entities.items()
        if table not in TIMELESS
        for statement in _said_again(table, entity)
    )


@pytest.fixture(scope="module")
def hindsight(warehouse_of_shop, build_home, future, tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a home that knows a year more than the shop does, and was built as of the same moment."""
    settings = build_home(tmp_path_factory.mktemp("hindsight") / "home", ROWS + future)
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(
    "mart", ["customer_features", "customer_behaviour", "customer_profile", "customer_rfm", "dim_customers"]
)
def test_later_events_change_nothing(ask, hindsight, mart):
    query = f"select * from marts.{mart} order by customer_id"
    rows = ask(query)
    assert len(rows) > 5
    assert hindsight.execute(query).fetchall() == rows


@pytest.mark.parametrize(
    "table", ["transactions__order_lines", "web__events", "crm__customers", "engagement__email_events"]
)
def test_there_are_later_events(ask, hindsight, table):
    count = f"select count(*) from raw.{table}"
    assert hindsight.execute(count).fetchall() == [(3 * ask(count)[0][0],)]
