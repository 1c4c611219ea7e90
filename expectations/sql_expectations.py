"""Expectations that are a line of SQL, because GX has no regular expressions and few aggregates for DuckDB.

``{batch}`` in a query stands for the rows under judgement. A query that needs another table says ``exists`` rather
than ``join``: GX wraps the batch in another way when it finds that word.
"""

from typing import Any, ClassVar

from great_expectations.expectations import UnexpectedRowsExpectation


class ExpectFigureToBeBetween(UnexpectedRowsExpectation):
    """Expect that the one number that a query returns lies between two bounds, both allowed.

    NULL, which most aggregates give for an empty batch, is not between any bounds.
    """

    min_value: float | None = None
    max_value: float | None = None

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)
    success_keys: ClassVar[tuple[str, ...]] = ("unexpected_rows_query", "min_value", "max_value")

    def _validate(self, metrics: dict, runtime_configuration=None, execution_engine=None) -> dict[str, Any]:
        ((figure,),) = (row.values() for row in metrics["unexpected_rows_query.table"])
        is_met = (
            figure is not None
            and (self.min_value is None or figure >= self.min_value)
            and (self.max_value is None or figure <= self.max_value)
        )
        return {"success": is_met, "result": {"observed_value": None if figure is None else float(figure)}}


def no_rows_where(condition: str) -> UnexpectedRowsExpectation:
    """Expect that no row satisfies a condition. Rows for which it is NULL are fine."""
    return UnexpectedRowsExpectation(
        unexpected_rows_query=f"select 1 as unexpected from {{batch}} where {_literal(condition)}",
        meta={"rows_where": condition, "threshold": "no such row"},
    )


def share_of_rows(
    condition: str, *, at_least: float | None = None, at_most: float | None = None
) -> ExpectFigureToBeBetween:
    """Expect the share of rows that satisfy a condition, among those for which it is not NULL, to keep to bounds."""
    return figure(
        f"select avg(cast({_literal(condition)} as integer)) from {{batch}}", at_least=at_least, at_most=at_most
    )


def figure(query: str, *, at_least: float | None = None, at_most: float | None = None) -> ExpectFigureToBeBetween:
    """Expect the number that a query over ``{batch}`` returns to keep to bounds."""
    bounds = {"at least": at_least, "at most": at_most} if at_least != at_most else {"exactly": at_most}
    threshold = " and ".join(f"{word} {bound:,g}" for word, bound in bounds.items() if bound is not None)
    return ExpectFigureToBeBetween(
        unexpected_rows_query=query, min_value=at_least, max_value=at_most, meta={"threshold": threshold}
    )


def covers(table: str, column: str) -> ExpectFigureToBeBetween:
    """Expect every value of another table's column in the column of the same name, and count those that are missing."""
    return figure(
        f"select count(*) from (select {column} from {table} except select {column} from {{batch}})", at_most=0
    )


def _literal(condition: str) -> str:
    """Double the braces of a regular expression, so that GX does not take them for placeholders."""
    return condition.replace("{", "{{").replace("}", "}}")
