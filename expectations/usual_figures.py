"""Expectations that hold figures against what they usually were."""

from collections.abc import Sequence
from statistics import median
from typing import Any, ClassVar, Literal

from great_expectations.expectations import UnexpectedRowsExpectation

# A quarter off the median is worth a look in any business, and less is not, even where the past hardly moved.
_SLACK_SHARE = 0.25
# Turns the median absolute deviation of figures that are spread normally into their standard deviation.
_DEVIATIONS_PER_MAD = 1.4826
# A source may have ten thousand columns.
_MOST_TOLD = 20
_DECIMALS = {"number": 0, "share": 3, "amount": 2}


class ExpectFiguresToBeUsual(UnexpectedRowsExpectation):
    """Expect every figure that a query returns to lie in the range that its own past makes usual.

    The query returns a row a figure: ``subject`` says what it is, ``figure`` how much, and ``past`` lists what it was
    before. With less of a past than ``least_past`` nobody knows what is usual, and every figure will do.
    """

    shown_as: Literal["number", "share", "amount"] = "number"
    least_past: int = 2
    least_slack: float = 0

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)
    success_keys: ClassVar[tuple[str, ...]] = ("unexpected_rows_query", "shown_as", "least_past", "least_slack")

    def _validate(self, metrics: dict, runtime_configuration=None, execution_engine=None) -> dict[str, Any]:
        ranges = {
            (row["subject"], self._rounded(row["figure"])): self._range(row["past"] or [])
            for row in metrics["unexpected_rows_query.table"]
        }
        unusual = {
            (subject, figure): usual
            for (subject, figure), usual in ranges.items()
            if usual is not None and not usual[0] <= figure <= usual[1]
        }
        # Who reads a warning wants to know what it is about, and not what else was compared.
        observed, threshold = self._in_words(dict(list((unusual or ranges).items())[:_MOST_TOLD]))
        if (untold := len(unusual or ranges) - _MOST_TOLD) > 0:
            observed += f"; and {untold:,} more"
        return {
            "success": not unusual,
            "result": {
                # What the Data Docs show; the other two are the verdict's.
                "observed_value": f"{observed} ({threshold})",
                "observed": observed,
                "threshold": threshold,
            },
        }

    def _range(self, past: Sequence[float]) -> tuple[float, float] | None:
        if len(past) < self.least_past:
            return None
        least, most = usual_range(past, self.least_slack)
        return self._rounded(least), self._rounded(min(most, 1) if self.shown_as == "share" else most)

    def _rounded(self, figure: float) -> float:
        """Round to what is shown, or a person would read that 2,410 lies outside 2,410 to 3,120."""
        return round(figure, _DECIMALS[self.shown_as])

    def _in_words(self, ranges: dict[tuple[str, float], tuple[float, float] | None]) -> tuple[str, str]:
        observed = [f"{subject}: {self._shown(figure)}" for subject, figure in ranges]
        known = [
            (subject, f"usual {self._shown(usual[0])} to {self._shown(usual[1])}")
            for (subject, _), usual in ranges.items()
            if usual is not None
        ]
        threshold = [words if len(ranges) == 1 else f"{subject}: {words}" for subject, words in known]
        return "; ".join(observed) or "nothing to compare yet", "; ".join(threshold) or "not known yet what is usual"

    def _shown(self, figure: float) -> str:
        return f"{figure:.1%}" if self.shown_as == "share" else f"{figure:,.{_DECIMALS[self.shown_as]}f}"


def usual_range(past: Sequence[float], least_slack: float = 0) -> tuple[float, float]:
    """Return the least and the most that is usual: the median of the past, give or take.

    That is three standard deviations, estimated from the median absolute deviation so that one odd figure does not
    widen the range; at least a quarter of the median, and at least ``least_slack``. It ends at zero where the past
    was never below.
    """
    middle = median(past)
    deviation = _DEVIATIONS_PER_MAD * median(abs(figure - middle) for figure in past)
    slack = max(3 * deviation, _SLACK_SHARE * abs(middle), least_slack)
    return max(middle - slack, min(0, *past)), middle + slack
