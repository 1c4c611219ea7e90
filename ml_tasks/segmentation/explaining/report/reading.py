"""Everything that the report shows, read from the build file in one go and without anybody's id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from ml_tasks.segmentation.explaining.report import queries
from ml_tasks.segmentation.explaining.report.words import MEASURES
from warehouse.errors import NothingNew


@dataclass(frozen=True)
class ReportData:
    """Frames of the report; those that the build file does not have are empty.

    ``model`` is the row of ``ml.segment_models`` whose labels are shown, ``newest`` that of the newest training; empty
    without one.
    """

    as_of: datetime
    model: Mapping[str, Any]
    newest: Mapping[str, Any]
    segments: pd.DataFrame
    profiles: pd.DataFrame
    sample: pd.DataFrame
    features: pd.DataFrame
    components: pd.DataFrame
    candidates: pd.DataFrame
    transitions: pd.DataFrame
    drift: pd.DataFrame
    fairness: pd.DataFrame
    profile_segments: pd.DataFrame
    profile_fairness: pd.DataFrame
    lineage: pd.DataFrame
    names: pd.DataFrame
    personas: pd.DataFrame
    rfm: pd.DataFrame


def read_report(connection: duckdb.DuckDBPyConnection) -> ReportData:
    """Read the newest segments that a build made, and the training that they come from.

    Raises
    ------
    NothingNew
        When there are no marts yet.
    """
    reader = _Reader(connection)
    if not reader.has("marts", "customer_features"):
        raise NothingNew("There is nothing to report on: no build has made the marts yet. Run `segmart run` first.")
    heads = reader.rows("segments", "dim_segments", queries.HEAD)
    (version, as_of), *_ = [*heads, *reader.rows("marts", "customer_features", queries.MARTS_HEAD)]
    newest = reader.row("ml", "segment_models", queries.NEWEST_MODEL, as_of)
    model = reader.row("ml", "segment_models", queries.MODEL, version) if version else {}
    shown = version or newest.get("model_version")
    features = reader.frame("ml", "model_features", queries.FEATURES, version)
    return ReportData(
        as_of=as_of,
        model=model,
        newest=newest,
        segments=reader.frame("segments", "segment_profiles", queries.SEGMENTS) if version else pd.DataFrame(),
        profiles=reader.profiles() if version else pd.DataFrame(),
        sample=reader.sample(list(features["feature"])) if version else pd.DataFrame(),
        features=features,
        components=reader.frame("ml", "model_components", queries.COMPONENTS, version),
        candidates=reader.frame("ml", "segmentation_candidates", queries.CANDIDATES, shown),
        transitions=reader.frame("segments", "segment_transitions", queries.TRANSITIONS) if version else pd.DataFrame(),
        drift=reader.frame("ops", "drift", queries.DRIFT, version),
        fairness=reader.frame("ml", "fairness", queries.FAIRNESS, version),
        profile_segments=reader.frame("segments", "customer_profile_segments", queries.PROFILE_SEGMENTS),
        profile_fairness=reader.frame("segments", "segment_fairness", queries.PROFILE_FAIRNESS),
        lineage=reader.frame("ml", "segment_lineage", queries.LINEAGE, version),
        names=reader.frame("segments", "dim_segments", queries.NAMES) if version else pd.DataFrame(),
        personas=reader.frame("segments", "personas", queries.PERSONAS) if version else pd.DataFrame(),
        rfm=reader.frame("marts", "customer_rfm", queries.RFM),
    )


class _Reader:
    """Queries of a file in which tables of later releases, or of a step that did not run, may be absent."""

    def __init__(self, connection: duckdb.DuckDBPyConnection):
        self._connection = connection
        self._columns: dict[tuple[str, str], list[str]] = {}
        for schema, table, column in connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() order by all"
        ).fetchall():
            self._columns.setdefault((schema, table), []).append(column)

    def has(self, schema: str, table: str) -> bool:
        return (schema, table) in self._columns

    def frame(self, schema: str, table: str, query: str, *values: Any) -> pd.DataFrame:
        if not self.has(schema, table):
            return pd.DataFrame()
        return self._connection.execute(query, list(values)).df()

    def rows(self, schema: str, table: str, query: str) -> list[tuple]:
        return self._connection.execute(query).fetchall() if self.has(schema, table) else []

    def row(self, schema: str, table: str, query: str, *values: Any) -> dict[str, Any]:
        records = self.frame(schema, table, query, *values).to_dict("records")
        return records[0] if records else {}

    def profiles(self) -> pd.DataFrame:
        present = set(self._columns["marts", "customer_features"])
        measures = [measure.column for measure in MEASURES if measure.column in present]
        return pd.concat([self._connection.execute(queries.profile_of(measure)).df() for measure in measures])

    def sample(self, features: list[str]) -> pd.DataFrame:
        return self._connection.execute(queries.sample_of(features)).df()
