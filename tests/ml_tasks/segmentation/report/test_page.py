from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from ml_tasks.segmentation.explaining.report.page import render
from ml_tasks.segmentation.explaining.report.verdict import (
    BY_HAND,
    NATURAL,
    NO_MODEL,
    NOT_PROMOTED,
    STABLE,
    USEFUL,
    verdict,
)

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Outline(HTMLParser):
    """Headings and tags of a page, and whether every tag that is opened is closed in its place."""

    def __init__(self, page: str):
        super().__init__()
        self.open, self.headings, self.tags, self._heading = [], [], set(), False
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self._heading = tag == "h2"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if self._heading:
            self.headings.append(text)
            self._heading = False


def test_the_page_has_its_sections_and_needs_no_other_file(data):
    page = render(data)
    outline = Outline(page)
    assert outline.headings == [
        "The segments at a glance",
        "What is typical",
        "Customers on a map",
        "How clearly the segments part",
        "How many segments?",
        "Personas",
        "Why they are called so",
        "Not in this report",
    ]
    assert not outline.tags & {"script", "link", "img", "iframe"}
    assert "as_of" not in page
    assert "Who moved where</b><br>There is no history to show yet" in page


def test_it_names_as_of_model_verdict_sizes_and_worth(data):
    page = render(data)
    assert "As of 2018-01-01 04:01:20 UTC &middot; model 20180101-aaaa0000" in page
    assert USEFUL in page
    assert "Two segments are stable &amp; useful." in page
    assert "42% of customers" in page
    assert "80% of revenue" in page
    assert "Keep, do not discount." in page


def test_names_are_text_and_never_tags(data):
    page = render(data)
    assert "Dormant &lt;Customers&gt;" in page
    assert "<Customers>" not in page


def test_the_same_data_give_the_same_bytes(data):
    assert render(data) == render(data)


def test_a_training_that_was_not_promoted_is_told_of(data):
    newest = {**data.model, "model_version": "20180108-bbbb0000", "promotion_number": None, "reason": "All is noise."}
    page = render(replace(data, newest=newest))
    assert f"A later training, 20180108-bbbb0000, came to this: All is noise. {NOT_PROMOTED}" in page
    assert NOT_PROMOTED not in render(data)


def test_without_a_model_it_shows_rfm_segments_and_says_why(without_model):
    page = render(without_model)
    outline = Outline(page)
    assert outline.headings == ["Customers by RFM segment", "How many segments?"]
    assert NO_MODEL in page
    assert "No number of segments is stable." in page


def test_a_segment_without_customers_is_not_drawn(data):
    empty = data.segments.assign(customer_count=[5, 0, 1])
    sample = data.sample[data.sample["segment_id"] != 7]
    page = render(replace(data, segments=empty, sample=sample))
    assert "How clearly the segments part</b><br>Fewer than two segments have customers." in page


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ({}, NO_MODEL),
        ({"verdict": "natural"}, NATURAL),
        ({"verdict": "useful", "is_natural": False}, USEFUL),
        ({"verdict": "none"}, BY_HAND),
        ({"verdict": None}, STABLE),
        ({"verdict": float("nan"), "is_natural": pd.NA}, STABLE),
    ],
)
def test_verdicts_are_sentences(model, said):
    assert verdict(model) == said
