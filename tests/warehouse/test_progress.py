"""A long piece of work tells how far it has come, and a short one nothing."""

import logging
import time
from io import StringIO

from rich.console import Console

from warehouse import progress
from warehouse.progress import working


def test_a_log_gets_a_line_now_and_then(monkeypatch, caplog):
    monkeypatch.setattr(progress, "terminal", Console(force_terminal=False, file=StringIO()))
    monkeypatch.setattr(progress, "_SECONDS_BETWEEN_LINES", 0.05)
    with caplog.at_level(logging.INFO, "warehouse.progress"), working("shop.lines", 4_000_000_000) as work:
        work.advance(1_000_000_000, 6000)
        while not caplog.messages:
            time.sleep(0.01)
    said = len(caplog.messages)
    assert caplog.messages[0].startswith("shop.lines: 1.0 GB of 4.0 GB after 0 s, 6,000 records, ")
    time.sleep(0.1)
    assert len(caplog.messages) == said


def test_short_work_says_nothing(monkeypatch, caplog):
    monkeypatch.setattr(progress, "terminal", Console(force_terminal=False, file=StringIO()))
    with caplog.at_level(logging.INFO, "warehouse.progress"), working("shop.lines", 10) as work:
        work.advance(10, 1)
    assert caplog.messages == []


def test_a_terminal_sees_bytes_and_records(monkeypatch):
    screen = Console(force_terminal=True, width=160, record=True, file=StringIO())
    monkeypatch.setattr(progress, "terminal", screen)
    with working("shop.lines", 2_000_000) as work:
        work.advance(1_000_000, 5000)
        work.bar.refresh()
    shown = screen.export_text()
    assert "shop.lines" in shown
    assert "1.0/2.0 MB" in shown
    assert "5,000 records, " in shown
