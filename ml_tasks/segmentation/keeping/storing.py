"""All that training writes, in one transaction: the model, where its segments come from, the gate's verdicts."""

from collections.abc import Sequence

import duckdb
import pandas as pd

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.keeping.continuing import Continuation
from ml_tasks.segmentation.keeping.decisions import decide_on
from ml_tasks.segmentation.keeping.fairness import fairness_rows, read_attributes
from ml_tasks.segmentation.keeping.feature_bins import bin_rows
from ml_tasks.segmentation.keeping.model_rows import model_rows
from ml_tasks.segmentation.keeping.models import is_stored, replace_rows, store_model
from ml_tasks.segmentation.keeping.promotion import decide, why
from warehouse.builds import newest_build
from warehouse.verdicts import Verdict, record_verdicts


def store_continuation(
    connection: duckdb.DuckDBPyConnection,
    continuation: Continuation,
    customers: pd.DataFrame,
    verdicts: Sequence[Verdict],
    *,
    build_id: int | None,
    config: SegmentationConfig,
) -> None:
    """Store a judged model, and promote it if its verdicts say so."""
    proposal, decision = continuation.proposal, decide(verdicts)
    version = proposal.version
    newest = newest_build(connection)
    attributes = read_attributes(connection, config)
    connection.begin()
    try:
        # The same version was written before when an earlier champion comes back: its rows are these rows.
        if not is_stored(connection, version):
            rows = model_rows(proposal, build_id, config.segmentation)
            rows["model_feature_bins"] = bin_rows(version, proposal.fit.model, customers, config.keeping.bin_count)
            rows["fairness"] = fairness_rows(version, continuation.labels, attributes, config)
            store_model(connection, rows)
        # What it follows may be another model than the last time.
        replace_rows(connection, version, "segment_lineage", continuation.lineage_rows())
        replace_rows(connection, version, "model_reassignments", continuation.reassignment_rows())
        record_verdicts(
            connection, verdicts, as_of=proposal.as_of, build_id=newest.build_id if newest is not None else None
        )
        reason = proposal.fit.choice.reason if decision == "promoted" else why(verdicts)
        decide_on(connection, version, decision, reason)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
