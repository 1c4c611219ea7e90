"""The cookbook's queries run on the whole sample; ``pytest --durations=0`` says how long each of them took."""

import json
import re
import subprocess
import sys
from decimal import Decimal

import pytest

from warehouse.settings import REPOSITORY

COOKBOOK = REPOSITORY / "docs/analysts/cookbook.md"
QUESTION = re.compile(r"^## (?P<number>\d+)\. [^\n]+\?\n\n(?P<text>[^#]+?)\n\n```sql\n(?P<sql>[^`]+)```\n", re.M)
QUERIES = {int(found["number"]): found["sql"] for found in QUESTION.finditer(COOKBOOK.read_text(encoding="utf-8"))}
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

OLD_READER = """
import json, sys
sys.path.insert(0, sys.argv[2])
import duckdb
reader = duckdb.connect(sys.argv[1], read_only=True)
queries = json.load(sys.stdin)
print(json.dumps({number: len(reader.execute(sql).fetchall()) for number, sql in queries.items()}))
"""


def test_twenty_questions_have_two_sentences_and_a_query_each():
    assert list(QUERIES) == list(range(1, 21))
    for found in QUESTION.finditer(COOKBOOK.read_text(encoding="utf-8")):
        sentences = re.findall(r"[.:](?=\s|$)", found["text"])
        assert len(sentences) >= 2, f"question {found['number']} is not explained"


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


def test_a_tool_with_duckdb_1_1_3_answers_too(whole_sample, old_duckdb):
    command = [sys.executable, "-I", "-S", "-c", OLD_READER, whole_sample.published_link, old_duckdb]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, input=json.dumps(QUERIES))

    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {str(number): rows for number, (rows, _) in SHAPES.items()}
