"""The simulated second shop: it is there when asked for, and nowhere else."""

from datetime import date

import duckdb
import pytest

from extract_load.sample import write_sample
from extract_load.sample.outlet import OUTLET_ORDER_LINES, OUTLET_REFUNDS, create_outlet
from warehouse.settings import Settings

DAYS = date(2017, 3, 7), date(2017, 3, 8)


@pytest.fixture(scope="module")
def outlet(relations) -> duckdb.DuckDBPyConnection:
    """Return the relations of the sample, with the outlet's."""
    create_outlet(relations)
    return relations


def content(home) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_it_is_written_when_asked_for_and_changes_no_other_file(tmp_path):
    homes = {name: Settings(home=tmp_path / name, _env_file=None) for name in ("without", "with")}
    write_sample(homes["without"], *DAYS)
    summary = write_sample(homes["with"], *DAYS, with_outlet=True)
    without, with_outlet = (content(settings.landing) for settings in homes.values())
    more = set(with_outlet) - set(without)
    assert {name.split("/dt=")[0] for name in more} == {"outlet/order_lines", "outlet/refunds"} < set(summary.entities)
    assert {name: with_outlet[name] for name in without} == without


def test_each_line_is_in_two_files(outlet):
    lines, twice_scanned = outlet.execute("""
        select count(*), count(*) - count(distinct line_key) from outlet_lines
    """).fetchone()
    by_day = outlet.execute(f"select dt, count(*) from ({OUTLET_ORDER_LINES.query}) group by dt").fetchall()
    assert sum(count for _, count in by_day) == 2 * lines
    assert (lines, twice_scanned) == (1_102, 32)
    assert (min(by_day)[0], max(by_day)[0]) == (date(2017, 1, 1), date(2018, 1, 1))


def test_money_is_of_three_currencies(outlet):
    counts = outlet.execute("""
        select count(distinct order_no), count(distinct customer), count(distinct order_no) filter (customer is null),
            list(distinct currency order by currency), min(paid) > 0
        from outlet_lines
    """).fetchone()
    assert counts == (546, 60, 31, ["CAD", "EUR", "GBP"], True)


def test_refunds_are_corrected_and_deleted_and_never_more_than_was_paid(outlet):
    changes = outlet.execute(f"""
        select
            list(distinct "Op" order by "Op"),
            bool_or(cast("ChangedAt" as date) < dt),
            bool_and("RefundedAt" <= "ChangedAt")
        from ({OUTLET_REFUNDS.query})
    """).fetchone()
    assert changes == (["D", "I", "U"], True, True)
    too_much = outlet.execute("""
        select count(*)
        from outlet_refund_changes as refunds
        anti join outlet_lines as lines
            on refunds.order_no = lines.order_no and refunds.sku = lines.sku and refunds.amount <= lines.paid
            and refunds.refunded_at > lines.sold_at
    """).fetchone()
    assert too_much == (0,)
