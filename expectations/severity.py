"""What failing an expectation means. A suite says one of three words before each of its expectations.

``quarantine`` gives two expectations; a suite unpacks it: ``*quarantine(…)``.
"""

from great_expectations.expectations.expectation import Expectation

from expectations.sql_expectations import share_of_rows
from expectations.verdicts import Severity

_MOST_SET_ASIDE = 0.5


def block(sentence: str, expectation: Expectation) -> Expectation:
    """Stop the run when this is not met: the earlier publication stays."""
    return _marked("block", sentence, expectation)


def quarantine(sentence: str, expectation: Expectation) -> tuple[Expectation, Expectation]:
    """Set the offending rows aside and go on. Only for raw suites and only around ``no_rows_where``.

    The sentence becomes the reason that the rejected row carries. The second expectation is the limit, and blocks: when
    more than half of a batch is wrong in the same way, the source has changed, and to set it aside would hide that.
    """
    if "rows_where" not in (expectation.meta or {}):
        raise ValueError(f"'{sentence}' cannot quarantine: only no_rows_where(…) says which rows to set aside.")
    limit = share_of_rows(f"coalesce({expectation.meta['rows_where']}, false)", at_most=_MOST_SET_ASIDE)
    return (
        _marked("quarantine", sentence, expectation),
        block(f"{sentence.rstrip('.')}, in at least half of the rows.", limit),
    )


def warn(sentence: str, expectation: Expectation) -> Expectation:
    """Record that this is not met, and go on."""
    return _marked("warn", sentence, expectation)


def _marked(severity: Severity, sentence: str, expectation: Expectation) -> Expectation:
    meta = {**(expectation.meta or {}), "severity": severity, "sentence": sentence}
    return expectation.copy(update={"meta": meta, "description": f"[{severity}] {sentence}"})
