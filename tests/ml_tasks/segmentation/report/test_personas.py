import csv

from ml_tasks.segmentation.explaining.naming_rules import NAMING_RULES
from ml_tasks.segmentation.explaining.report.persona_cards import persona_card, persona_lines
from warehouse.settings import REPOSITORY


def test_a_card_answers_its_questions_with_what_is_known(persona):
    (row,) = persona.itertuples()
    assert persona_lines(row) == [
        ("Who", "35-44 years (60%), household of 2 (40%)"),
        ("What they buy", "most of all GROCERY (50%); more than others: FUEL, MEAT"),
        ("When", "evening (90%)"),
        ("What they answer to", "25% click on e-mails (index 200), 0% redeem coupons, 15% off on average (index 100)"),
        ("What to do", "Keep, do not discount."),
    ]


def test_a_card_is_markdown_that_says_of_when_and_by_which_model_it_is(persona):
    (row,) = persona.itertuples()
    card = persona_card(row)
    assert card.startswith("# Loyal High Spenders\n\n5 customers as of 2018-01-01, model 20180101-aaaa0000.\n")
    assert "- **When:** evening (90%)\n" in card


def test_every_name_that_a_rule_gives_has_a_tactic():
    with (REPOSITORY / "dbt_project/seeds/segment_tactics.csv").open(encoding="utf-8") as file:
        named = [row["segment_name"] for row in csv.DictReader(file)]
    assert sorted(named) == sorted([*(rule.name for rule in NAMING_RULES), "Unusual Customers", "Insufficient Data"])
