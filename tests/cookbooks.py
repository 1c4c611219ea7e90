"""The questions of a cookbook in docs/analysts, read as they stand on the page."""

import re
from dataclasses import dataclass
from pathlib import Path

_QUESTION = re.compile(
    r"^## (?P<number>\d+)\. (?P<title>[^\n]+\?)\n\n(?P<text>[^#]+?)\n\n```sql\n(?P<sql>[^`]+)```\n", re.M
)


@dataclass(frozen=True)
class Question:
    """A heading, what is said below it, and the query."""

    title: str
    text: str
    sql: str


def read_cookbook(page: Path) -> dict[int, Question]:
    """Return the questions by number; one that is not written like the others is an error."""
    written = page.read_text(encoding="utf-8")
    found = {
        int(question["number"]): Question(question["title"], question["text"], question["sql"])
        for question in _QUESTION.finditer(written)
    }
    assert list(found) == list(range(1, written.count("\n## ") + 1)), f"{page.name} has a question that is not read"
    return found
