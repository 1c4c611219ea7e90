"""How far given values are from held-out known ones."""

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score, mean_absolute_error, r2_score, root_mean_squared_error

from ml_tasks.imputation.imputation_config import Kind

DECIDING = {"number": "mae", "ordered": "mean_band_distance", "category": "error_share"}
"""The error that the choice between methods goes by; less is better."""


def errors(known: pd.Series, given: pd.DataFrame, kind: Kind) -> dict[str, float]:
    """Metrics by name, of values given for customers whose known value had been held out; equal index.

    Numbers: mae, rmse and explained_share (R squared). Others: accuracy, error_share, macro_f1 and mean_confidence,
    which equals the accuracy of a method that knows how sure it is; bands also mean_band_distance (1: the next band).
    """
    given = given.loc[known.index]
    if kind == "number":
        values = given["value"].to_numpy(dtype=float)
        return {
            "mae": mean_absolute_error(known, values),
            "rmse": root_mean_squared_error(known, values),
            "explained_share": r2_score(known, values),
        }
    said, true = given["value"].cat.codes.to_numpy(), known.cat.codes.to_numpy()
    accuracy = accuracy_score(true, said)
    measured = {
        "accuracy": accuracy,
        "error_share": 1 - accuracy,
        "macro_f1": f1_score(true, said, average="macro", labels=np.unique(true), zero_division=0),
        "mean_confidence": float(given["confidence"].mean()),
    }
    if kind == "ordered":
        measured["mean_band_distance"] = float(np.abs(said - true).mean())
    return measured
