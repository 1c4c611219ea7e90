"""A long piece of work tells how far it has come, and a short one nothing."""

import logging

from rich.console import Console

from warehouse import progress
from warehouse.progress import working


def test_a_log_gets_a_line_now_and_then(monkeypatch, caplog):
    clock = iter([0.0, 4.0, 12.0, 14.0, 30.0])
    monkeypatch.setattr(progress, "terminal", Console(force_terminal=False, stderr=True))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with caplog.at_level(logging.INFO, "warehouse.progress"):
        work = progress.Work("shop.lines", 4_000_000_000, progress.Progress(disable=True), started=next(clock))
        for _ in range(4):
            work.advance(1_000_000_000, 6000)
    # The third comes too soon after the second, and of the fourth the load itself will tell.
    assert caplog.messages == ["shop.lines: 2.0 GB of 4.0 GB, 12,000 records, 1,000 a second"]


def test_a_terminal_sees_bytes_and_records(monkeypatch):
    screen = Console(force_terminal=True, width=160, record=True, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    monkeypatch.setattr(progress, "terminal", screen)
    with working("shop.lines", 2_000_000) as work:
        work.advance(1_000_000, 5000)
        work.bar.refresh()
    shown = screen.export_text()
    assert "shop.lines" in shown
    assert "1.0/2.0 MB" in shown
    assert "5,000 records, " in shown
