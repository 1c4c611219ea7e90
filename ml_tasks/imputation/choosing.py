"""Which method fills a column: the one that the numbers speak for."""

from dataclasses import dataclass

from ml_tasks.imputation.imputation_config import BASELINES, ImputationConfig, ImputedColumn, Method
from ml_tasks.imputation.measures import DECIDING


@dataclass(frozen=True)
class Choice:
    """A method and the sentence that says why."""

    method: Method
    reason: str


def choose(measured: dict[Method, dict[str, float]], column: ImputedColumn, config: ImputationConfig) -> Choice:
    """Choose the method that is asked for, or the best one if it is enough better than the simple ones."""
    metric = DECIDING[column.kind]
    error = {method: metrics[metric] for method, metrics in measured.items()}
    simple = min((method for method in error if method in BASELINES), key=error.__getitem__)
    if column.method != "best":
        told = f"{metric} {error[column.method]:.3f} against {error[simple]:.3f} of {simple}"
        return Choice(column.method, f"{column.method} is asked for; {told}.")
    best = min(error, key=error.__getitem__)
    gain = 1 - error[best] / error[simple] if error[simple] else 0.0
    compared = f"{metric} {error[best]:.3f} of {best} against {error[simple]:.3f} of {simple}: {gain:.1%} less"
    if best != simple and gain >= config.min_gain:
        return Choice(best, f"{compared}.")
    if best == simple:
        return Choice(simple, f"Nothing beats {simple}, {metric} {error[simple]:.3f}.")
    return Choice(simple, f"{compared}, and at least {config.min_gain:.0%} are needed to leave the simple way.")
