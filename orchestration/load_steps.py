"""The steps of a load. A DAG task is one of them; the command line strings them together."""

from dataclasses import dataclass
from datetime import date

from expectations.gates import run_gate
from extract_load import batches
from extract_load.batch_figures import take_batch_figures
from extract_load.booking import LoadReport
from extract_load.contracts import read_contracts, select_contracts
from extract_load.drift import tell_of_drift
from extract_load.load import load_source
from extract_load.quarantine import tell_of_quarantine
from extract_load.refusals import standing_complaints, tell_of_refusals
from warehouse.connection import build_connection
from warehouse.errors import NothingNew, Refused
from warehouse.freshness import tell_of_repeats
from warehouse.settings import Settings
from warehouse.timed_steps import timed


@timed("load {source}")
def load(settings: Settings, source: str, day: date | None = None) -> LoadReport:
    """Load what is new of one source, of all days or of one; its batches still need ``judge_batches``."""
    (contract,) = select_contracts(read_contracts(settings), [source])
    return load_source(settings, contract, day)


@dataclass(frozen=True)
class Judgement:
    """What the load gate said of a source's batches."""

    passed: list[int]
    quarantined_count: int


@timed("judge {source}")
def judge_batches(settings: Settings, source: str) -> Judgement:
    """Put the batches of a source that no gate has passed through the load gate.

    A batch that was refused before is asked again, because its file or the suite may have been mended meanwhile; if
    not, it goes on standing aside, and ``require_accepted`` tells.

    Raises
    ------
    Refused
        When the gate refuses a batch that it has not seen before; the others have been judged all the same.
    """
    (contract,) = select_contracts(read_contracts(settings), [source])
    with build_connection(settings, f"judge {source}") as connection:
        # Newest first: a mended file supersedes what its forerunner brought, once its own batch has passed.
        waiting = sorted(batches.unjudged(connection, source), reverse=True)
        standing = batches.refused(connection, source)
        for batch_id in waiting:
            take_batch_figures(connection, contract, batch_id)
    passed, quarantined_count, news = [], 0, []
    for batch_id in waiting:
        report = run_gate(settings, "raw", source=source, batch_id=batch_id)
        with build_connection(settings, f"judge {source}") as connection:
            batches.set_verdict(connection, batch_id, is_passed=not report.refused)
        quarantined_count += report.quarantined_count
        if not report.refused:
            passed.append(batch_id)
        elif batch_id not in standing:
            news.append(report)
    if news:
        _note_refusals(settings, [source])
    for report in news:
        report.raise_if_refused()
    return Judgement(passed, quarantined_count)


def require_news(settings: Settings, judgement: Judgement, source: str) -> list[int]:
    """Return the batches that passed and that no build has read yet.

    Not only those of this judgement: who died after passing a batch woke nobody, and nor did one whose other batch
    was refused.

    Raises
    ------
    NothingNew
        When there is none, so that nobody is woken for nothing.
    """
    with build_connection(settings, f"look for news of {source}") as connection:
        unread = batches.unread(connection, source)
    news = sorted({*judgement.passed, *unread})
    if not news:
        raise NothingNew(f"No new batch of {source} has passed the load gate.")
    return news


def require_accepted(settings: Settings, sources: list[str]) -> None:
    """Raise Refused while a landed file or a batch of these sources stands refused, because somebody has to look."""
    complaints = _note_refusals(settings, sources)
    if complaints:
        others = f" ({len(complaints) - 1} more refusals stand)" if len(complaints) > 1 else ""
        raise Refused(f"{complaints[0]}{others}. Mend or replace the file, and load again.")


def _note_refusals(settings: Settings, sources: list[str]) -> list[str]:
    complaints = []
    with build_connection(settings, "look for refusals") as connection:
        for contract in select_contracts(read_contracts(settings), sources):
            of_source = standing_complaints(connection, settings, contract)
            tell_of_refusals(settings, contract.source, of_source)
            tell_of_drift(settings, connection, contract.source)
            tell_of_quarantine(settings, connection, contract.source)
            tell_of_repeats(settings, connection, contract.source)
            complaints += of_source
    return complaints
