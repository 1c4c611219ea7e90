"""On the first day of a new home an analyst can ask how segments came about and what moved: the back-cast answers."""

import re
import shutil

import pytest

from warehouse.settings import REPOSITORY

COOKBOOK = REPOSITORY / "docs/analysts/segments-cookbook.md"
QUESTION = re.compile(r"^## \d+\. (?P<question>[^\n]+\?)\n\n[^#]+?\n\n```sql\n(?P<sql>[^`]+)```\n", re.M)
# In this shop nobody may be that far, or that near.
MAY_BE_EMPTY = {"Who is one order away from a better segment?", "Who fits nowhere, and should somebody look?"}


@pytest.fixture
def shop(home, planted_shop):
    shutil.copytree(planted_shop, home.settings.landing)
    status, _, complaint = home.segmart("run")
    assert status == 0, complaint
    return home


def test_the_first_build_answers_every_question(shop):
    questions = {found["question"]: found["sql"] for found in QUESTION.finditer(COOKBOOK.read_text(encoding="utf-8"))}
    assert len(questions) == COOKBOOK.read_text(encoding="utf-8").count("\n## ")
    for question, sql in questions.items():
        answer = shop.rows(sql)
        assert answer or question in MAY_BE_EMPTY, question

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
