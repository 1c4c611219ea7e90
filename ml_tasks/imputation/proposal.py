"""All that an imputation computes, in one value; nothing is stored yet."""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from ml_tasks.imputation.band_order import band_of
from ml_tasks.imputation.filling import Filling, fill_column, is_gap
from ml_tasks.imputation.imputation_config import ImputationConfig, ImputedColumn
from ml_tasks.imputation.predictors import typed
from ml_tasks.precision import rounded

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ImputationProposal:
    """What fills the gaps of which columns, and the columns that are left as they are, with the reason."""

    as_of: datetime
    customer_count: int
    fillings: Sequence[Filling]
    left_out: dict[str, str]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Rows of schema ``ml`` by table, without version and as_of."""
        return {
            "imputation_choices": pd.DataFrame([_choice(filling) for filling in self.fillings]),
            "imputation_quality": pd.concat([_quality(filling) for filling in self.fillings], ignore_index=True),
            "imputed_attributes": _of_all([_named(filling, filling.imputed) for filling in self.fillings]),
            "imputation_fallbacks": _of_all([_named(filling, filling.fallbacks) for filling in self.fillings]),
        }

    def version(self, tables: dict[str, pd.DataFrame]) -> str:
        """Give ``<yyyymmdd>-<8 hex digits>``: the day of the data and a hash of the content."""
        digest = hashlib.sha256()
        for name, rows in sorted(tables.items()):
            digest.update(json.dumps([name, *rows.columns]).encode())
            digest.update(pd.util.hash_pandas_object(rows.astype(str), index=False).to_numpy().tobytes())
        return f"{self.as_of:%Y%m%d}-{digest.hexdigest()[:8]}"


def propose_imputation(
    customers: pd.DataFrame, measures: Sequence[str], as_of: datetime, config: ImputationConfig
) -> ImputationProposal:
    """Fill what can be filled: one row per customer in, in whatever order.

    A column that is absent, known for too few customers, or known for everybody is left as it is.
    """
    customers = typed(customers.sort_values("customer_id", ignore_index=True), config.kinds, config.bands)
    customers = _with_bands_that_follow(customers, config)
    attributes = [name for name in config.kinds if name in customers and customers[name].notna().any()]
    fillings, left_out = [], {}
    for column in config.columns:
        reason = _why_not(customers, column, config)
        if reason:
            left_out[column.column] = reason
            continue
        filling = fill_column(customers, column, attributes, measures, config)
        log.info("%s: %s", column.column, filling.choice.reason)
        fillings.append(filling)
    return ImputationProposal(as_of, len(customers), fillings, left_out)


def _with_bands_that_follow(customers: pd.DataFrame, config: ImputationConfig) -> pd.DataFrame:
    for column in config.columns:
        if column.follows in customers and column.column in customers:
            stated = customers[column.column]
            told = band_of(customers[column.follows], column.bands).astype(stated.dtype)
            customers = customers.assign(**{column.column: told.fillna(stated)})
    return customers


def _why_not(customers: pd.DataFrame, column: ImputedColumn, config: ImputationConfig) -> str | None:
    name = column.column
    if name not in customers:
        return f"marts.dim_customers has no column {name}."
    known = customers[name].dropna()
    if len(known) < config.min_known_count:
        return f"{name} is known for {len(known)} customers; at least {config.min_known_count} are needed."
    if known.nunique() == 1:
        return f"{name} is the same for every customer whose value is known."
    if not is_gap(customers, column).any():
        return f"{name} is known for every customer."
    return None


def _choice(filling: Filling) -> dict[str, object]:
    return {
        "column_name": filling.column.column,
        "kind": filling.column.kind,
        "method": filling.choice.method,
        "reason": filling.choice.reason,
        "known_share": float(rounded(filling.known_share)),
        "imputed_count": len(filling.imputed),
    }


def _quality(filling: Filling) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "column_name": filling.column.column,
                "method": method,
                "metric": metric,
                "value": round(float(value), 6),
                "held_out_count": filling.held_out_count,
                "known_share": float(rounded(filling.known_share)),
                "is_chosen": method == filling.choice.method,
            }
            for method, metrics in filling.measured.items()
            for metric, value in metrics.items()
        ]
    )


def _named(filling: Filling, rows: pd.DataFrame) -> pd.DataFrame:
    method = "stratum" if "stratum" in rows else filling.choice.method
    return rows.assign(column_name=filling.column.column, method=method)


def _of_all(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([part for part in parts if len(part)], ignore_index=True) if parts else pd.DataFrame()
