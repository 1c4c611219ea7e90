"""What a gate found: one verdict per expectation, and a report that says whether the run may go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from warehouse.errors import Refused
from warehouse.redaction import without_quoted_values

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult

Severity = Literal["block", "quarantine", "warn"]


@dataclass(frozen=True)
class Verdict:
    """How one expectation of one suite was judged; ``observed`` and ``threshold`` are for people."""

    suite: str
    expectation: str
    column_name: str | None
    observed: str
    threshold: str
    severity: Severity
    is_met: bool


class GateRefused(Refused):
    """A gate's no, with the report for whoever tells people of it."""

    def __init__(self, message: str, report: "GateReport"):
        super().__init__(message)
        self.report = report


@dataclass(frozen=True)
class GateReport:
    """What a gate said, and how many rows it set aside."""

    gate: str
    subject: str
    results: Sequence[Verdict]
    quarantined_count: int = 0

    @property
    def refused(self) -> bool:
        """Whether anything that blocks was not met."""
        return any(verdict.severity == "block" for verdict in self.unmet)

    @property
    def warned(self) -> bool:
        """Whether anything that does not block was not met."""
        return any(verdict.severity != "block" for verdict in self.unmet)

    @property
    def unmet(self) -> list[Verdict]:
        """Verdicts that were not met, those that block first."""
        return sorted((verdict for verdict in self.results if not verdict.is_met), key=lambda v: v.severity != "block")

    def raise_if_refused(self) -> None:
        """Raise GateRefused with the first block in words, and the number of others."""
        blocks = [verdict for verdict in self.unmet if verdict.severity == "block"]
        if not blocks:
            return
        first, others = blocks[0], len(blocks) - 1
        more = f" ({others} more of its expectations were not met either)" if others else ""
        raise GateRefused(
            f"The {self.gate} gate refused {self.subject}{more}: {first.suite} should satisfy "
            f"'{first.expectation}' (expected: {first.threshold}; observed: {first.observed}). "
            "The last publication stays. Look at reports/data_docs/index.html, mend the data or the rule, run again.",
            self,
        )


def read_verdict(suite: str, result: "ExpectationValidationResult") -> Verdict:
    """Read what GX says of an expectation. One that could not be judged counts as a block that was not met."""
    configuration = result.expectation_config
    meta, error = configuration.meta, error_message(result)
    return Verdict(
        suite=suite,
        expectation=meta["sentence"],
        column_name=configuration.kwargs.get("column"),
        observed=f"could not be judged: {error}" if error else _observed(meta, result.result),
        threshold=meta.get("threshold") or result.result.get("threshold") or _threshold(configuration.kwargs),
        severity="block" if error else meta["severity"],
        is_met=bool(result.success) and not error,
    )


def error_message(result: "ExpectationValidationResult") -> str:
    """Say why GX could not judge; empty if it could. Quoted values are left out, because they may be personal data.

    GX describes an exception either at the top of ``exception_info`` or once per metric.
    """
    info = result.exception_info or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    for entry in entries:
        if entry.get("raised_exception"):
            message = entry.get("exception_message") or "no reason given"
            return without_quoted_values(message.splitlines()[0])[:300]
    return ""


def _observed(meta: dict[str, Any], result: dict[str, Any]) -> str:
    if "rows_where" in meta:
        return f"{result['observed_value']:,} rows"
    if "observed" in result:
        return result["observed"]
    if "observed_value" in result:
        value = result["observed_value"]
        return "no rows to judge" if value is None else _number(value)
    return f"{result['unexpected_count'] or 0:,} of {result['element_count']:,} rows do not"


def _threshold(kwargs: dict[str, Any]) -> str:
    words = {"min_value": "at least", "max_value": "at most", "mostly": "a share of at least", "value_set": "one of"}
    said = [f"{word} {_number(kwargs[name])}" for name, word in words.items() if kwargs.get(name) is not None]
    return " and ".join(said) or "every row"


def _number(value: Any) -> str:
    if not isinstance(value, int | float):
        return str(value)
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"
