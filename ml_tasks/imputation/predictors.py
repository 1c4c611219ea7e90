"""Attributes and measures as the numbers that imputers learn from."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ml_tasks.imputation.band_order import in_order
from ml_tasks.imputation.imputation_config import Kind
from ml_tasks.imputation.stratum_imputer import STRATUM


def typed(
    customers: pd.DataFrame, kinds: Mapping[str, Kind], bands: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """Give attributes the dtype that says what they are: float, ordered or unordered categorical.

    ``bands`` has values that an attribute may have though nobody states them.
    """
    made = {}
    for name in customers.columns.intersection(list(kinds)):
        if kinds[name] == "number":
            made[name] = customers[name].astype(float)
        else:
            text = customers[name].astype("object").where(customers[name].notna(), None)
            known = {*text.dropna().astype(str), *(bands or {}).get(name, ())}
            values = in_order(known) if kinds[name] == "ordered" else sorted(known)
            made[name] = text.astype(pd.CategoricalDtype(values, ordered=kinds[name] == "ordered"))
    return customers.assign(**made)


def encode(customers: pd.DataFrame, attributes: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
    """Predictors as numbers, NaN where unknown, and the stratum.

    A band is its place on the scale, a category one column of 0 and 1 for each value. Measures other than shares have
    long tails, and are taken as logarithms.
    """
    columns: dict[str, pd.Series] = {}
    for name in attributes:
        columns |= _attribute(customers[name])
    for name in measures:
        values = customers[name].astype("float32")
        columns[name] = values if name.endswith("_share") else np.sign(values) * np.log1p(values.abs())
    return pd.DataFrame({STRATUM: customers[STRATUM], **columns}, index=customers.index)


def _attribute(column: pd.Series) -> dict[str, pd.Series]:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return {str(column.name): column.astype("float32")}
    codes = column.cat.codes.astype("float32").where(column.notna())
    if column.dtype.ordered:
        return {str(column.name): codes}
    return {
        f"{column.name}: {category}": (codes == place).astype("float32").where(column.notna())
        for place, category in enumerate(column.cat.categories)
    }
