"""Measuring every method on known values that it was not shown."""

import logging

import pandas as pd

from ml_tasks.imputation.drawing import draw
from ml_tasks.imputation.imputation_config import ImputationConfig, ImputedColumn, Method
from ml_tasks.imputation.measures import errors
from ml_tasks.imputation.methods import make_imputer

log = logging.getLogger(__name__)


def measure_methods(
    customer_ids: pd.Series,
    predictors: pd.DataFrame,
    target: pd.Series,
    column: ImputedColumn,
    config: ImputationConfig,
) -> dict[Method, dict[str, float]]:
    """Metrics by method and name; all frames have one row for each customer whose value is known, in equal order.

    A customer's fold follows from its id. Only the first ``holdout_sample`` take part: every method learns once a fold.
    """
    customer_ids, predictors, target = (it.head(config.holdout_sample) for it in (customer_ids, predictors, target))
    folds = (draw(customer_ids, config.seed, "fold") % config.fold_count).astype(int)
    measured = {}
    for method in column.measured_methods:
        given = []
        for fold in range(config.fold_count):
            is_held_out = folds == fold
            if is_held_out.any() and not is_held_out.all():
                imputer = make_imputer(method, config).fit(predictors, target.where(~is_held_out))
                given.append(imputer.transform(predictors[is_held_out]))
        all_given = pd.concat(given)
        measured[method] = errors(target.loc[all_given.index], all_given, column.kind)
    return measured
