"""One column from measuring to its values."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml_tasks.imputation.choosing import Choice, choose
from ml_tasks.imputation.drawing import draw
from ml_tasks.imputation.holding_out import measure_methods
from ml_tasks.imputation.imputation_config import ImputationConfig, ImputedColumn, Method
from ml_tasks.imputation.incompleteness import as_incomplete_as
from ml_tasks.imputation.methods import Imputer, make_imputer
from ml_tasks.imputation.predictors import encode
from ml_tasks.imputation.stratum_imputer import StratumImputer

_CONFIDENCE_DIGITS = 4


@dataclass(frozen=True)
class Filling:
    """What came of one column. ``imputed`` has customer_id, value and confidence; ``fallbacks`` is by stratum."""

    column: ImputedColumn
    choice: Choice
    known_share: float
    held_out_count: int
    measured: dict[Method, dict[str, float]]
    imputed: pd.DataFrame
    fallbacks: pd.DataFrame


def fill_column(
    customers: pd.DataFrame,
    column: ImputedColumn,
    attributes: Sequence[str],
    measures: Sequence[str],
    config: ImputationConfig,
) -> Filling:
    """Measure the methods, choose one, and fill the column's gaps with it.

    ``customers`` holds typed attributes (see :func:`predictors.typed`), and some know the column, and some do not.
    """
    attributes = [name for name in attributes if _is_predictor(name, column)]
    measures = [name for name in measures if _is_predictor(name, column)]
    is_known = customers[column.column].notna()
    known, unknown = customers[is_known], customers[is_gap(customers, column)]
    learners = _drawn(known, config)
    learners = as_incomplete_as(learners, unknown, attributes, config.seed, column.column)
    target, predictors = learners[column.column], encode(learners, attributes, measures)
    measured = measure_methods(learners["customer_id"], predictors, target, column, config)
    choice = choose(measured, column, config)
    imputer = make_imputer(choice.method, config).fit(predictors, target)
    parts = [
        _given(imputer, chunk, encode(chunk, attributes, measures), target)
        for chunk in (unknown.iloc[start : start + config.chunk] for start in range(0, len(unknown), config.chunk))
    ]
    return Filling(
        column=column,
        choice=choice,
        known_share=len(known) / len(customers),
        held_out_count=min(len(learners), config.holdout_sample),
        measured=measured,
        imputed=_settled(pd.concat(parts), column, measured[choice.method]),
        fallbacks=_fallbacks(predictors, target, column, measured, config),
    )


def is_gap(customers: pd.DataFrame, column: ImputedColumn) -> pd.Series:
    """Whether a customer is given a value: a child's known years lie in no band, and a band would be wrong."""
    unknown = customers[column.column].isna()
    return unknown & customers[column.follows].isna() if column.follows in customers else unknown


def _is_predictor(name: str, column: ImputedColumn) -> bool:
    return name != column.column and (column.predictors is None or name in column.predictors)


def _drawn(known: pd.DataFrame, config: ImputationConfig) -> pd.DataFrame:
    """At most ``fit_sample`` customers, in an order that their ids draw."""
    order = np.argsort(draw(known["customer_id"], config.seed, "sample"), kind="stable")
    return known.iloc[order[: config.fit_sample]]


def _given(imputer: Imputer, chunk: pd.DataFrame, predictors: pd.DataFrame, target: pd.Series) -> pd.DataFrame:
    given = imputer.transform(predictors)
    if not isinstance(target.dtype, pd.CategoricalDtype):
        # A line through the data goes on beyond it; people do not.
        given["value"] = given["value"].clip(target.min(), target.max())
    return pd.DataFrame({"customer_id": chunk["customer_id"], "value": given["value"].astype(object)}).assign(
        confidence=given["confidence"]
    )


def _settled(given: pd.DataFrame, column: ImputedColumn, metrics: dict[str, float]) -> pd.DataFrame:
    """Values as text, and confidences that the last bits of a sum cannot change."""
    if column.kind == "number":
        value = given["value"].astype(float).round(column.digits).map(f"{{:.{column.digits}f}}".format)
        confidence = pd.Series(max(metrics["explained_share"], 0.0), index=given.index)
    else:
        value, confidence = given["value"].astype(str), given["confidence"]
    return given.assign(value=value, confidence=confidence.astype(float).round(_CONFIDENCE_DIGITS))


def _fallbacks(
    predictors: pd.DataFrame,
    target: pd.Series,
    column: ImputedColumn,
    measured: dict[Method, dict[str, float]],
    config: ImputationConfig,
) -> pd.DataFrame:
    """Value by stratum, for customers who come later; the row without a stratum is for strata that come later."""
    if not column.has_fallback:
        return pd.DataFrame(columns=["stratum", "value", "confidence"])
    learned = StratumImputer(config.min_stratum_count).fit(predictors, target)
    rows = pd.concat([learned.values_, learned.everybody_.set_axis([None])]).rename_axis("stratum").reset_index()
    rows = rows.assign(value=rows["value"].astype(object))
    return _settled(rows, column, measured.get("stratum", {"explained_share": 0.0}))
