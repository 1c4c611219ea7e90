"""Have Great Expectations judge rows of the build file, in one context and over one connection."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from expectations.data_docs import keep_validation, open_context
from expectations.subjects import Subject
from expectations.verdicts import Verdict, error_message, read_verdict
from warehouse.settings import Settings

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

    from expectations.duckdb_datasource import DuckDBDatasource

# Counts and shares only: no sample of offending values may reach a report, since many columns are personal data.
_NO_SAMPLES = {"result_format": "SUMMARY", "partial_unexpected_count": 0}


def judge(settings: Settings, run: str, subjects: Sequence[Subject]) -> list[Verdict]:
    """Judge every subject, and keep the validations for the Data Docs under the name of this run."""
    from expectations.duckdb_datasource import build_file_datasource  # noqa: PLC0415  (imports GX)

    context = open_context(settings)
    verdicts = []
    with build_file_datasource(context, settings) as datasource:
        for subject in subjects:
            result = _validate(datasource, subject)
            keep_validation(context, run, result)
            verdicts += [read_verdict(subject.name, one) for one in result.results]
    return verdicts


def _validate(datasource: "DuckDBDatasource", subject: Subject) -> "ExpectationSuiteValidationResult":
    from great_expectations.core import ExpectationSuite  # noqa: PLC0415

    suite = subject.suite
    asset = datasource.add_query_asset(subject.name, subject.rows)
    batch = asset.add_batch_definition_whole_table("rows").get_batch()
    expectations = [expectation.copy(deep=True) for expectation in suite.expectations]
    result = batch.validate(ExpectationSuite(subject.name, expectations=expectations), result_format=_NO_SAMPLES)
    if len(result.results) != len(suite.expectations):
        raise RuntimeError(f"GX judged {len(result.results)} of the {len(suite.expectations)} of {suite.table}.")
    for one in result.results:
        message = error_message(one)
        if message:  # GX's own account of an error quotes values and carries a traceback
            one.exception_info = {"raised_exception": True, "exception_message": message, "exception_traceback": ""}
    return result
