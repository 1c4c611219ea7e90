"""What is set aside for want of an exchange rate is told from the publication, and listed with the quarantine."""

import pytest

from warehouse.cli import run
from warehouse.orders_set_aside import lines_set_aside
from warehouse.publish import publish

LINES = """
insert into ops.reconciliation by name
select
    1 as build_id, source, 'order_lines' as entity, date '2017-07-01' as event_day, currency, 9 as landed_count,
    0 as set_aside_count, 0 as superseded_count, 9 as raw_count, without_rate_count
from (values
    ('outlet', 'CHF', 2), ('outlet', 'CHF', 3), ('outlet', null, 1), ('outlet', 'EUR', 0), ('web', null, null)
) as entities (source, currency, without_rate_count)
"""


@pytest.fixture
def published(settings, make_build):
    make_build(settings, then=LINES)
    publish(settings, release_pin=False)
    return settings


def test_lines_are_counted_by_shop_and_currency(published):
    assert lines_set_aside(published) == [("outlet", "CHF", 5), ("outlet", None, 1)]


def test_an_earlier_release_set_nothing_aside(settings, make_build):
    make_build(settings, then="alter table ops.reconciliation drop column without_rate_count")
    publish(settings, release_pin=False)

    assert lines_set_aside(settings) == []


def test_without_a_publication_there_is_nothing_to_tell(settings):
    assert lines_set_aside(settings) == []


def test_the_quarantine_lists_them(published, monkeypatch, capsys):
    monkeypatch.setenv("SEGMART_HOME", str(published.home))

    assert run(["quarantine", "list"]) == 0
    printed = capsys.readouterr().out
    assert "outlet: 5 order lines in CHF are set aside, for want of an exchange rate" in printed
    assert "outlet: 1 order line without a currency is set aside" in printed
    assert "seeds/exchange_rates.csv" in printed
