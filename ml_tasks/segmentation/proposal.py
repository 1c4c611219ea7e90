"""All that training computes, in one value: a named and versioned model, not yet stored or promoted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.explaining.naming import SegmentName, name_segments
from ml_tasks.segmentation.explaining.profiles import profile_segments
from ml_tasks.segmentation.explaining.traits import name_by_traits
from ml_tasks.segmentation.finding.fitting import Fit, fit_segments
from ml_tasks.segmentation.finding.usefulness import Past, usefulness_of
from ml_tasks.segmentation.keeping.versioning import model_version


@dataclass(frozen=True)
class Proposal:
    """A model with its names, and what it was found in."""

    version: str
    as_of: datetime
    customer_count: int
    fit: Fit
    names: Sequence[SegmentName]
    segment_sizes: Mapping[int, int]


def propose(
    customers: pd.DataFrame, as_of: datetime, config: SegmentationConfig, past: Past | None = None
) -> Proposal | None:
    """Find and name segments among customers with enough orders; None if they are too few or too alike.

    Without a ``past`` nobody can know whether a partition is useful, and only natural clusters are acceptable.
    """
    fit = fit_segments(customers, config, lambda model: usefulness_of(model, past, config))
    if fit is None:
        return None
    segment_ids = fit.model.assign(customers)["segment_id"]
    names = name_segments(profile_segments(customers, segment_ids, config.measured_columns))
    names = name_by_traits(names, customers, segment_ids, config.categorical_columns)
    return Proposal(
        version=model_version(as_of, fit.model, names, config.segmentation),
        as_of=as_of,
        customer_count=len(customers),
        fit=fit,
        names=names,
        segment_sizes=segment_ids.value_counts().to_dict(),
    )
