"""On the first day of a new home an analyst can ask how segments came about and what moved: the back-cast answers."""

import shutil

import pytest

from tests.cookbooks import read_cookbook
from warehouse.settings import REPOSITORY

QUESTIONS = read_cookbook(REPOSITORY / "docs/analysts/segments-cookbook.md")
# In this shop nobody may be that near, or that far.
MAY_BE_EMPTY = {5, 8}


@pytest.fixture
def shop(home, planted_shop):
    shutil.copytree(planted_shop, home.settings.landing)
    status, _, complaint = home.segmart("run")
    assert status == 0, complaint
    return home


def test_the_first_build_answers_every_question(shop, ask_old_duckdb):
    answers = {number: shop.rows(question.sql) for number, question in QUESTIONS.items()}
    assert {number for number, rows in answers.items() if not rows} <= MAY_BE_EMPTY
    in_old_tools = ask_old_duckdb(shop.settings.published_link, *(question.sql for question in QUESTIONS.values()))
    assert [len(rows) for rows in in_old_tools] == [len(rows) for rows in answers.values()]

    # Everybody is once in the history of today, and every dollar of a month once in its moves.
    today = "segments_as_of((select max(as_of)::date from segments.dim_segments))"
    now = f"(select customer_id, segment_id from {today})"
    answers = "(select customer_id, segment_id from segments.customer_segments)"
    assert shop.rows(f"({now} except {answers}) union all ({answers} except {now})") == []
    assert (
        shop.rows(
            """
        select as_of_on, net_spend_usd, spent_usd
        from (select as_of_on, sum(net_spend_usd) as net_spend_usd from segments.segment_transitions group by as_of_on)
        left join (
            select last_day(ordered_on) as as_of_on, sum(net_spend_usd) as spent_usd
            from marts.fct_orders where customer_id is not null group by all
        ) using (as_of_on)
        where net_spend_usd is distinct from spent_usd and as_of_on = last_day(as_of_on)
        """
        )
        == []
    )
    assert shop.rows(
        "select count(distinct as_of_on) >= 11, bool_and(is_backcast) from segments.segment_transitions"
    ) == [(True, True)]
