"""The cookbook's queries run on the whole sample; ``pytest --durations=0`` says how long each of them took."""

import re
from decimal import Decimal

import pytest

from tests.cookbooks import read_cookbook
from warehouse.settings import REPOSITORY

QUESTIONS = read_cookbook(REPOSITORY / "docs/analysts/cookbook.md")
QUERIES = {number: question.sql for number, question in QUESTIONS.items()}
# Rows and columns of each answer.
SHAPES = {
    1: (20, 7),
    2: (20, 6),
    3: (26, 5),
    4: (145, 4),
    5: (7, 6),
    6: (3, 4),
    7: (12, 3),
    8: (68, 4),
    9: (22, 6),
    10: (10, 5),
    11: (21, 5),
    12: (4, 6),
    13: (1, 8),
    14: (12, 4),
    15: (13, 4),
    16: (20, 7),
    17: (11, 5),
    18: (6, 5),
    19: (17, 5),
    20: (3, 9),
}


def test_twenty_questions_have_two_sentences_and_a_query_each():
    assert list(QUERIES) == list(range(1, 21))
    for number, question in QUESTIONS.items():
        sentences = re.findall(r"[.:](?=\s|$)", question.text)
        assert len(sentences) >= 2, f"question {number} is not explained"


@pytest.mark.parametrize("number", range(1, 21))
def test_query_answers(published, number):
    answer = published.execute(QUERIES[number])
    columns = [name for name, *_ in answer.description]
    rows = answer.fetchall()

    assert (len(rows), len(columns)) == SHAPES[number]
    for place, column in enumerate(columns):
        assert any(row[place] is not None for row in rows), f"{column} is never known"


def test_revenue_by_segment_and_by_newness_add_up(ask):
    ((revenue,),) = ask("select sum(net_spend_usd) from marts.fct_orders")

    assert sum(row[-1] for row in ask(QUERIES[4])) == revenue
    assert sum(part for row in ask(QUERIES[15]) for part in row[1:] if part is not None) == revenue


def test_champions_of_the_past_are_all_accounted_for(ask):
    ((champions, spend),) = ask(
        """
        select count(*), sum(net_spend_usd) from marts.customer_rfm_history
        where as_of_on = date '2017-06-30' and rfm_segment = 'Champions'
        """
    )
    answer = ask(QUERIES[18])

    assert sum(row[1] for row in answer) == champions
    assert sum((row[2] for row in answer), Decimal(0)) == spend


def test_a_tool_with_duckdb_1_1_3_answers_too(whole_sample, ask_old_duckdb):
    answers = ask_old_duckdb(whole_sample.published_link, *QUERIES.values())
    assert [len(answer) for answer in answers] == [rows for rows, _ in SHAPES.values()]
