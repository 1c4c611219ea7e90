"""Who would change segment, and what they are worth."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Move:
    """Customers whom the champion has in one segment and the new model in another; or who stay."""

    from_segment_id: int
    to_segment_id: int
    customer_count: int
    net_spend_usd: float

    @property
    def is_change(self) -> bool:
        """Whether these customers leave their segment."""
        return self.from_segment_id != self.to_segment_id


@dataclass(frozen=True)
class Reassignment:
    """All moves, the largest first, with names for either side."""

    moves: list[Move]
    names_before: Mapping[int, str]
    names_after: Mapping[int, str]

    @property
    def customer_share(self) -> float:
        """Share of the customers who would change segment."""
        return _share([(move.is_change, move.customer_count) for move in self.moves])

    @property
    def spend_share(self) -> float:
        """Share of the customers' net spend that would change segment."""
        return _share([(move.is_change, max(move.net_spend_usd, 0.0)) for move in self.moves])

    def summary(self) -> str:
        """Say both shares in a sentence."""
        return (
            f"{self.customer_share:.1%} of the customers, with {self.spend_share:.1%} of the net spend, would change "
            "segment."
        )

    def as_markdown(self) -> str:
        """Lay changes out as a table, for the page on which somebody approves them."""
        lines = [self.summary(), "", "| from | to | customers | net spend (USD) |", "| --- | --- | ---: | ---: |"]
        lines += [
            f"| {self.name_before(move)} | {self.name_after(move)} "
            f"| {move.customer_count:,} | {move.net_spend_usd:,.0f} |"
            for move in self.moves
            if move.is_change
        ]
        return "\n".join(lines)

    def name_before(self, move: Move) -> str:
        """Name of the segment that the customers leave."""
        return _named(move.from_segment_id, self.names_before)

    def name_after(self, move: Move) -> str:
        """Name of the segment that they would come into."""
        return _named(move.to_segment_id, self.names_after)


def reassign(
    old_labels: np.ndarray,
    new_labels: np.ndarray,
    spend: np.ndarray,
    names_before: Mapping[int, str],
    names_after: Mapping[int, str],
) -> Reassignment:
    """Count customers and sum their spend by segment before and after."""
    frame = pd.DataFrame({"before": old_labels, "after": new_labels, "spend": np.nan_to_num(spend)})
    grouped = frame.groupby(["before", "after"])["spend"].agg(["size", "sum"]).reset_index()
    moves = [
        Move(int(row.before), int(row.after), int(row.size_), float(round(row.sum_, 2)))
        for row in grouped.rename(columns={"size": "size_", "sum": "sum_"}).itertuples()
    ]
    moves.sort(key=lambda move: (-move.customer_count, move.from_segment_id, move.to_segment_id))
    return Reassignment(moves, names_before, names_after)


def _share(weighed: list[tuple[bool, float]]) -> float:
    total = sum(weight for _, weight in weighed)
    return sum(weight for is_change, weight in weighed if is_change) / total if total else 0.0


def _named(segment_id: int, names: Mapping[int, str]) -> str:
    reserved = {-1: "Unusual Customers", 0: "Insufficient Data"}
    return f"{segment_id} {names.get(segment_id, reserved.get(segment_id, 'without a name'))}"
