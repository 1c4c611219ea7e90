"""A build in which something was lost or changed on its way, or that must not be late and is, is not published."""

import shutil

import pytest

from orchestration import load_steps, steps
from tests.planted_shop import land
from warehouse.connection import build_connection
from warehouse.errors import Refused
from warehouse.settings import REPOSITORY, Settings

# What is planted, what undoes it, and what the gate says.
PLANTED = {
    "a row of raw is gone": (
        "create table kept as from raw.transactions__order_lines limit 1; "
        "delete from raw.transactions__order_lines as lines using kept "
        "where lines._source_file = kept._source_file and lines._source_row = kept._source_row",
        "insert into raw.transactions__order_lines from kept; drop table kept",
        r"What landed is in raw, or accounted for.*order_lines of 2017-\d\d-\d\d in USD: records expected",
    ),
    "an amount in staging is another": (
        "update staging.stg_transactions__order_lines set sales_amount = sales_amount + 0.01 "
        "where rowid = (select min(rowid) from staging.stg_transactions__order_lines)",
        "update staging.stg_transactions__order_lines set sales_amount = sales_amount - 0.01 "
        "where rowid = (select min(rowid) from staging.stg_transactions__order_lines)",
        r"What is in raw is in staging, or accounted for",
    ),
    "a line is twice in the mart": (
        "insert into marts.fct_order_lines from marts.fct_order_lines "
        "where rowid = (select min(rowid) from marts.fct_order_lines)",
        "delete from marts.fct_order_lines where rowid = (select max(rowid) from marts.fct_order_lines)",
        r"What is in staging is in its mart, or set aside",
    ),
    "the tills were silent for three days": (
        "update ops.batches set ended_at = ended_at - interval 72 hours where source = 'transactions'",
        "update ops.batches set ended_at = ended_at + interval 72 hours where source = 'transactions'",
        r"whose contract blocks the build then.*transactions was loaded 72\.\d h ago, and news was promised every 26",
    ),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory, planted_shop) -> Settings:
    """A home whose newest build has all its marts, and has yet to pass their gate; late tills would block it."""
    folder = tmp_path_factory.mktemp("reconciled")
    shutil.copytree(REPOSITORY / "extract_load" / "sources", folder / "sources")
    contract = folder / "sources" / "transactions.yml"
    contract.write_text(contract.read_text().replace("cadence:", "when_late: block\ncadence:", 1))
    settings = Settings(home=folder / "home", sources=folder / "sources", pii_key="a key for tests", _env_file=None)
    land(planted_shop, settings.landing, before="2017-04-01")
    for source in ("crm", "transactions", "web"):
        load_steps.load(settings, source)
        load_steps.judge_batches(settings, source)
    build_id = steps.open_build(settings)
    steps.build_layer(settings, build_id, "staging")
    steps.resolve_identities(settings, build_id)
    steps.build_layer(settings, build_id, "intermediate")
    steps.build_layer(settings, build_id, "marts")
    return settings


def execute(settings: Settings, sql: str) -> list[tuple]:
    with build_connection(settings, "test") as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_is_refused_and_what_is_sound_is_not(home, planted):
    plant, undo, said = PLANTED[planted]
    execute(home, plant)
    try:
        with pytest.raises(Refused, match=said):
            steps.judge_layer(home, 1, "marts")
    finally:
        execute(home, undo)

    assert steps.judge_layer(home, 1, "marts") == 1


def test_orders_that_are_set_aside_for_want_of_a_rate_are_accounted_for(home):
    """They are in no mart, and neither are they lost."""
    order = "shop = 'transactions' and order_id = (select min(order_id) from staging.stg_transactions__order_lines)"
    line_count = execute(home, f"select count(*) from marts.fct_order_lines where {order}")[0][0]
    execute(
        home,
        "insert into quarantine.orders_without_exchange_rate by name "
        "select shop, order_id, product_id, line_number, is_refund, sales_amount, currency, ordered_at, "
        "cast(ordered_at as date) as ordered_on, 'unknown currency' as reason "
        f"from marts.fct_order_lines where {order}; "
        f"create table kept as from marts.fct_order_lines where {order}; "
        f"delete from marts.fct_order_lines where {order}",
    )
    try:
        assert steps.judge_layer(home, 1, "marts") == 1
        figures = execute(
            home, "select sum(without_rate_count), sum(staging_count - mart_count) from ops.reconciliation"
        )
        warned = execute(
            home,
            "select observed from ops.gate_results where expectation = 'Every order has an exchange rate.' "
            "and not is_met and severity = 'warn'",
        )
    finally:
        execute(
            home,
            "insert into marts.fct_order_lines from kept; drop table kept; "
            "delete from quarantine.orders_without_exchange_rate",
        )
    assert figures == [(line_count, line_count)]
    assert warned == [(f"transactions in USD (unknown currency): orders 1, lines {line_count}",)]


def test_order_lines_are_followed_to_the_mart_and_the_others_to_raw(home):
    steps.judge_layer(home, 1, "marts")

    followed = execute(
        home,
        "select source || '.' || entity, sum(landed_count) > 0, sum(mart_count) > 0, sum(mart_amount) > 0 "
        "from ops.reconciliation group by all order by all",
    )
    assert ("transactions.order_lines", True, True, True) in followed
    assert ("web.events", True, None, None) in followed
    assert {row for row in followed if row[1] is not True} == set()
