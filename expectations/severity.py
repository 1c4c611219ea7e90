"""What failing an expectation means. A suite says one of three words before each of its expectations."""

from great_expectations.expectations.expectation import Expectation

from expectations.verdicts import Severity


def block(sentence: str, expectation: Expectation) -> Expectation:
    """Stop the run when this is not met: the earlier publication stays."""
    return _marked("block", sentence, expectation)


def quarantine(sentence: str, expectation: Expectation) -> Expectation:
    """Set the offending rows aside and go on. Only for raw suites and only around ``no_rows_where``.

    The sentence becomes the reason that the rejected row carries.
    """
    if "rows_where" not in (expectation.meta or {}):
        raise ValueError(f"'{sentence}' cannot quarantine: only no_rows_where(…) says which rows to set aside.")
    return _marked("quarantine", sentence, expectation)


def warn(sentence: str, expectation: Expectation) -> Expectation:
    """Record that this is not met, and go on."""
    return _marked("warn", sentence, expectation)


def _marked(severity: Severity, sentence: str, expectation: Expectation) -> Expectation:
    meta = {**(expectation.meta or {}), "severity": severity, "sentence": sentence}
    return expectation.copy(update={"meta": meta, "description": f"[{severity}] {sentence}"})
