"""What people a segment holds more of than others do: said in the names of the profile segmentation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ml_tasks.segmentation.explaining.naming import SegmentName

# Of the segment's members whose category is known, and against everybody's share: a trait is most of it, and more.
_LEAST_SHARE = 0.5
_LEAST_INDEX = 1.2
_SHOWN = 2
_SEPARATOR = ": "


@dataclass(frozen=True)
class Trait:
    """A category that most of a segment has. ``index`` is its share against everybody's."""

    column: str
    category: str
    share: float
    index: float

    @property
    def words(self) -> str:
        """The column and the category, as a person says them."""
        return f"{self.column.removesuffix('_band').replace('_', ' ')} {self.category}".capitalize()

    @property
    def observed(self) -> str:
        """What was found, for the naming rule."""
        return f"{self.column} is {self.category} of {self.share:.0%} ({self.index:.1f} times everybody's share)"


def without_traits(name: str) -> str:
    """Give the name that traits were put before."""
    return name.rpartition(_SEPARATOR)[2]


def name_by_traits(
    names: Sequence[SegmentName], customers: pd.DataFrame, segment_ids: pd.Series, columns: Sequence[str]
) -> list[SegmentName]:
    """Put a segment's traits before its name, at most two; unique names stay unique, and without traits all stays.

    ``customers`` has a row per customer with the ``columns`` of texts, ``segment_ids`` is on its index.
    """
    traits = {name.segment_id: _traits(customers, segment_ids == name.segment_id, columns) for name in names}
    return [_with_traits(name, traits[name.segment_id]) for name in names]


def _traits(customers: pd.DataFrame, is_member: pd.Series, columns: Sequence[str]) -> list[Trait]:
    """Give the most telling first; no segment has two of a column."""
    found = []
    for column in columns:
        everybody = customers[column].value_counts(normalize=True)
        own = customers.loc[is_member, column].value_counts(normalize=True)
        if len(own) and own.iloc[0] > _LEAST_SHARE:
            category = own.index[0]
            found.append(Trait(column, str(category), float(own.iloc[0]), float(own.iloc[0] / everybody[category])))
    telling = [trait for trait in found if trait.index >= _LEAST_INDEX]
    return sorted(telling, key=lambda trait: -trait.index)[:_SHOWN]


def _with_traits(name: SegmentName, traits: Sequence[Trait]) -> SegmentName:
    if not traits:
        return name
    words = ", ".join(trait.words for trait in traits)
    rule = " and ".join([*(trait.observed for trait in traits), name.rule])
    return replace(name, name=f"{words}{_SEPARATOR}{name.name}", rule=rule)
