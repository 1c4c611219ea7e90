"""Writing the report: read the build file, draw, and put page and cards in place in one step each."""

import logging
import os
import re
from pathlib import Path

from ml_tasks.segmentation.explaining.report.page import render
from ml_tasks.segmentation.explaining.report.persona_cards import persona_card
from ml_tasks.segmentation.explaining.report.reading import ReportData, read_report
from warehouse.connection import build_connection
from warehouse.faults import system_faults
from warehouse.settings import Settings

log = logging.getLogger(__name__)


def write_report(settings: Settings) -> Path:
    """Write ``reports/segments/index.html`` and a card per segment beside it, and return the page's path.

    Cards of segments that are no more are removed.

    Raises
    ------
    NothingNew
        When there are no marts yet.
    """
    with build_connection(settings, "read the segment report") as connection:
        data = read_report(connection)
    page = render(data)
    folder = settings.reports / "segments"
    with system_faults(f"Writing the report to {folder}", "Mend that and run `segmart report` again."):
        _write_cards(data, folder / "personas")
        _replace(folder / "index.html", page)
    log.info("The segment report: %s", folder / "index.html")
    return folder / "index.html"


def _write_cards(data: ReportData, folder: Path) -> None:
    cards = {
        f"{_file_name(row.segment_name)}.md": persona_card(row)
        for row in data.personas.itertuples()
        if row.customer_count > 0
    }
    for name, card in cards.items():
        _replace(folder / name, card)
    for path in sorted(folder.glob("*.md")):
        if path.name not in cards:
            path.unlink(missing_ok=True)


def _file_name(segment_name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", segment_name.lower()).strip("-")


def _replace(path: Path, text: str) -> None:
    """Write a file beside its final name first, so that nobody ever opens half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
