"""Whether segments are found where they were planted, and refused where there are none; with what training costs.

The same worlds every time: their seeds are 0, 1, 2 and so on.
"""

import argparse
import sys
from collections.abc import Callable
from typing import get_args

import numpy as np

from benchmarks.segmentation.timings import compare_with_textbook, train_many
from benchmarks.segmentation.trials import find_planted, kept_after_a_week, labels_after_shuffling, verdict_on_noise
from benchmarks.segmentation.worlds import Noise, plant
from warehouse.cli import console
from warehouse.quiet_exit import leave_quietly

# k, separation, skewed?, and how many of twenty have to be right.
_PLANTED = (
    (5, 5.4, False, 19),
    (5, 4.0, False, 17),
    (3, 5.4, False, 19),
    (3, 4.0, False, 17),
    (8, 5.4, False, 19),
    (8, 4.0, False, 17),
    (5, 5.4, True, 19),
    (5, 4.0, True, 17),
)
_MILLION = 1_000_000
_TEXTBOOK = 20_000


def main(arguments: list[str]) -> int:
    """Print a table for each question that is asked."""
    leave_quietly()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.segmentation", description=__doc__)
    parser.add_argument("--what", default=",".join(_QUESTIONS), help="of %(default)s")
    parser.add_argument("--seeds", type=int, default=20, help="worlds of each kind")
    asked = parser.parse_args(arguments)
    for question in asked.what.split(","):
        _QUESTIONS[question](asked.seeds)
    return 0


def _show_planted(seeds: int) -> None:
    numbers = ("k exact", "goal", "largest shortfall of ARI", "mean recall", "lowest recall", "mean precision")
    table = console.table("clusters", "apart (sd)", "skewed", *numbers, right=list(numbers))
    for k, separation, is_skewed, goal in _PLANTED:
        found = [find_planted(plant(seed, k, separation, is_skewed=is_skewed)) for seed in range(seeds)]
        right = [one for one in found if one.k == k]
        row = [f"{len(right)}/{seeds}", f"{goal}/20"]
        row += [f"{max(one.shortfall for one in right):.3f}"] if right else [""]
        recalls, precisions = [one.recall for one in right], [one.precision for one in right]
        row += [f"{np.mean(recalls):.3f}", f"{min(recalls):.3f}", f"{np.mean(precisions):.3f}"] if right else [""] * 3
        table.add_row(str(k), str(separation), "yes" if is_skewed else "no", *row)
    _print("Planted clusters, 4,000 customers, 6 measures (goals: ARI within 0.02, recall 0.95, precision 0.85)", table)


def _show_noise(seeds: int) -> None:
    table = console.table("noise", "refused", "goal", right=["refused", "goal"])
    for kind in get_args(Noise):
        refused = sum(verdict_on_noise(seed, kind) == "none" for seed in range(seeds))
        table.add_row(kind, f"{refused}/{seeds}", "19/20")
    _print("Noise, with a future that does not depend on it", table)


def _show_shuffled(seeds: int) -> None:
    same = sum(labels_after_shuffling(seed) for seed in range(seeds))
    console.say(f"The same customers in another order: all labels identical in {same} of {seeds} worlds.\n")


def _show_week(seeds: int) -> None:
    kept, little = zip(*(kept_after_a_week(seed) for seed in range(seeds)), strict=True)
    console.say(
        f"One more week: of the customers who moved little ({np.mean(little):.0%} of all) {np.mean(kept):.2%} keep "
        f"their segment, {min(kept):.2%} in the worst of {seeds} worlds (goal: 95 %).\n"
    )


def _show_training(_: int) -> None:
    cost = train_many(_MILLION)
    console.say(
        f"Training with {_MILLION:,} customers: {cost.seconds:.0f} processor seconds, {cost.peak_bytes / 1e9:.1f} GB "
        "(goal: 3 minutes, 4 GB).\n"
    )


def _show_textbook(_: int) -> None:
    beside = compare_with_textbook(_TEXTBOOK)
    console.say(
        f"{_TEXTBOOK:,} customers: KMeans and full silhouette for k = 2..9 take "
        f"{beside.textbook_seconds / beside.seconds:.1f} times as long as training ({beside.textbook_seconds:.0f} : "
        f"{beside.seconds:.0f} seconds; goal: 5 times); at k = {beside.k} labels agree to "
        f"{beside.adjusted_rand:.3f} (goal: 0.98).\n"
    )


def _print(title: str, table) -> None:
    table.title, table.title_justify = title, "left"
    console.out.print(table)
    console.say("")


_QUESTIONS: dict[str, Callable[[int], None]] = {
    "planted": _show_planted,
    "noise": _show_noise,
    "shuffle": _show_shuffled,
    "week": _show_week,
    "training": _show_training,
    "textbook": _show_textbook,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
