"""The imputation task: read attributes and behaviour, measure and choose methods, fill the gaps, write."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from ml_tasks.imputation.attribute_frame import read_attributes
from ml_tasks.imputation.filling import Filling
from ml_tasks.imputation.imputation_config import ImputationConfig
from ml_tasks.imputation.imputations import newest_imputation, store_imputation
from ml_tasks.imputation.proposal import ImputationProposal, propose_imputation
from warehouse.builds import newest_build
from warehouse.connection import build_connection
from warehouse.lineage.datasets import BUILD, Table, described
from warehouse.lineage.tracing import Part, traced
from warehouse.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ImputationReport:
    """What an imputation came to. ``version`` is the one that builds use after it, None if there is none."""

    version: str | None
    is_new: bool
    as_of: datetime
    fillings: Sequence[Filling] = ()
    left_out: dict[str, str] = field(default_factory=dict)


def impute(settings: Settings, config: ImputationConfig | None = None) -> ImputationReport:
    """Impute the attributes that the build file's ``marts.dim_customers`` lacks, and store them in schema ``ml``.

    Nothing is written when the result is what builds use already, or when no column can be filled.

    Raises
    ------
    Refused
        When there are no marts to learn from, or their gate refused them.
    """
    config = config or ImputationConfig()
    with traced(settings, "impute") as lineage, build_connection(settings, "impute attributes") as connection:
        as_of, customers, measures = read_attributes(connection, config, settings.company_timezone)
        proposal = propose_imputation(customers, measures, as_of, config)
        report = _stored(connection, proposal)
        if report.is_new:
            lineage.tell(_imputed_parts, connection, report.version)
    for sentence in report.left_out.values():
        log.info("Not imputed: %s", sentence)
    return report


def _stored(connection: duckdb.DuckDBPyConnection, proposal: ImputationProposal) -> ImputationReport:
    current = newest_imputation(connection, proposal.as_of)
    if not proposal.fillings:
        return ImputationReport(current, False, proposal.as_of, left_out=proposal.left_out)
    tables = proposal.tables()
    version = proposal.version(tables)
    if version != current:
        head = {
            "imputation_version": version,
            "as_of": proposal.as_of,
            "build_id": newest_build(connection).build_id,
            "customer_count": proposal.customer_count,
        }
        connection.begin()
        try:
            store_imputation(connection, head, tables)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
    return ImputationReport(version, version != current, proposal.as_of, proposal.fillings, proposal.left_out)


def _imputed_parts(connection: duckdb.DuckDBPyConnection, version: str) -> Iterator[Part]:
    """Yield the one part of imputing, for lineage: from the marts to the tables of schema ``ml``."""
    written = [
        Table(BUILD, "ml", name, version=version)
        for name in (
            "imputations",
            "imputation_choices",
            "imputation_quality",
            "imputed_attributes",
            "imputation_fallbacks",
        )
    ]
    read = ("dim_customers", "customer_features", "customer_behaviour", "fct_orders", "fct_order_lines")
    yield Part(
        "impute.attributes",
        inputs=tuple(Table(BUILD, "marts", name) for name in read),
        outputs=tuple(described(connection, written)),
    )
