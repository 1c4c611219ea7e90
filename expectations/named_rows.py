"""An expectation whose verdict names what does not meet it: for rows that are about tables and days, not people."""

from typing import Any, ClassVar

from great_expectations.constants import MAX_RESULT_RECORDS
from great_expectations.expectations import UnexpectedRowsExpectation

_SHOWN = 3


class ExpectNoRowNamed(UnexpectedRowsExpectation):
    """Expect that a query finds nothing. It returns a row for each thing that is wrong: ``subject`` says it in words.

    The words are published with the verdict, so no value of a person may be among them.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)
    success_keys: ClassVar[tuple[str, ...]] = ("unexpected_rows_query",)

    def _validate(self, metrics: dict, runtime_configuration=None, execution_engine=None) -> dict[str, Any]:
        subjects = [row["subject"] for row in metrics["unexpected_rows_query.table"]]
        observed = "; ".join(subjects[:_SHOWN]) or "none"
        if len(subjects) > _SHOWN:
            more = len(subjects) - _SHOWN
            observed += f"; and {more:,}{' or' if len(subjects) == MAX_RESULT_RECORDS else ''} more"
        return {"success": not subjects, "result": {"observed_value": observed, "observed": observed}}


def none_named(query: str) -> ExpectNoRowNamed:
    """Expect that a query over ``{batch}`` returns no row; its column ``subject`` tells what each is about."""
    return ExpectNoRowNamed(unexpected_rows_query=query, meta={"threshold": "none"})
