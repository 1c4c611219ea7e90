"""How good each method is at each attribute, as a table."""

from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    # What this belongs to takes seconds to import.
    from ml_tasks.imputation.impute import ImputationReport

_METRICS = ("mae", "rmse", "explained_share", "mean_band_distance", "accuracy", "macro_f1", "mean_confidence")


def imputation_view(report: "ImputationReport") -> Table:
    """Make a table with one row per attribute and method; an asterisk marks the method that fills the gaps."""
    told = [
        metric for metric in _METRICS if any(metric in told for it in report.fillings for told in it.measured.values())
    ]
    view = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("attribute", "known", "method", *told):
        view.add_column(heading.replace("_", " "), justify="left" if heading in ("attribute", "method") else "right")
    for filling in report.fillings:
        for place, (method, metrics) in enumerate(filling.measured.items()):
            view.add_row(
                filling.column.column if place == 0 else "",
                f"{filling.known_share:.0%}" if place == 0 else "",
                f"{method} *" if method == filling.choice.method else method,
                *(f"{metrics[metric]:.3f}" if metric in metrics else "" for metric in told),
            )
    return view
