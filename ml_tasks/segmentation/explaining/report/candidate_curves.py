"""How many segments? What was measured of every number that training tried, as small curves of one kind."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.ticker import MaxNLocator

from ml_tasks.segmentation.explaining.report.theme import COLOURS, FAINT, INK, MARKERS, picture

_COLUMNS = 3


@dataclass(frozen=True)
class Curve:
    """A column of ``ml.segmentation_candidates``: its title, and how to read it."""

    column: str
    title: str
    reading: str


CURVES = (
    Curve("prediction_strength", "Prediction strength", "higher is better"),
    Curve("stability", "Stability (bootstrap ARI)", "higher is better; 1 = always the same"),
    Curve("usefulness_p_value", "Useful by chance alone? (p)", "lower is better"),
    Curve("silhouette", "Silhouette", "higher is better"),
    Curve("davies_bouldin", "Davies-Bouldin", "lower is better"),
    Curve("calinski_harabasz", "Calinski-Harabasz", "higher is better"),
    Curve("inertia", "Elbow (inertia)", "look for the bend"),
    Curve("bic", "BIC", "lower is better"),
    Curve("lowest_jaccard", "Least stable segment (Jaccard)", "higher is better"),
    Curve("mean_jaccard", "Mean stability of segments (Jaccard)", "higher is better"),
    Curve("halves_agreement", "Agreement of two halves", "higher is better"),
    Curve("valley", "Valley between segments", "lower is better: fewer customers between"),
    Curve("smallest_share", "Share of the smallest segment", "not too small"),
)
_ALGORITHMS = {"kmeans": "k-means", "gaussian_mixture": "Gaussian mixture"}


def candidate_curves(candidates: pd.DataFrame) -> str | None:
    """Draw every curve that the frame has values of, over k, a line an algorithm; None if there is none.

    Columns k and is_chosen, optionally algorithm and those of ``CURVES``.
    """
    curves = [curve for curve in CURVES if curve.column in candidates and candidates[curve.column].notna().any()]
    if candidates.empty or not curves:
        return None
    chosen = sorted(set(candidates.loc[candidates["is_chosen"].astype(bool), "k"]))
    said = f"{len(curves)} statistics for {candidates['k'].min()} to {candidates['k'].max()} segments."
    rows = -(-len(curves) // _COLUMNS)
    with picture("candidate_curves", said, width=10, height=2.35 * rows + 0.3) as drawn:
        drawn.figure.get_layout_engine().set(h_pad=0.14, w_pad=0.12)
        axes = drawn.figure.subplots(rows, _COLUMNS, squeeze=False).ravel()
        for axis, curve in zip(axes, curves, strict=False):
            _draw(axis, curve, candidates, chosen)
        for axis in axes[len(curves) :]:
            axis.set_visible(False)
        handles, labels = axes[0].get_legend_handles_labels()
        if len(labels) > 1:
            drawn.figure.legend(handles, labels, loc="outside upper right", ncols=len(labels), frameon=False)
    return drawn.svg


def _draw(axis, curve: Curve, candidates: pd.DataFrame, chosen: list[int]) -> None:
    for k in chosen:
        axis.axvspan(k - 0.35, k + 0.35, color=FAINT, lw=0)
    for place, (algorithm, own) in enumerate(_by_algorithm(candidates)):
        own = own.dropna(subset=[curve.column]).sort_values("k")  # noqa: PLW2901
        style = {"color": COLOURS[place], "marker": MARKERS[place], "ms": 4, "lw": 1.4}
        axis.plot(own["k"], own[curve.column].astype(float), label=_ALGORITHMS.get(algorithm, algorithm), **style)
        picked = own[own["is_chosen"].astype(bool)]
        axis.plot(picked["k"], picked[curve.column].astype(float), "o", ms=10, mfc="none", mec=INK, mew=1.6)
    # The same for all curves, also where only a few numbers were worth measuring.
    axis.set_xlim(candidates["k"].min() - 0.6, candidates["k"].max() + 0.6)
    axis.set_title(curve.title)
    axis.set_xlabel(curve.reading, size=9)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axis.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axis.margins(y=0.15)
    axis.tick_params(labelsize=9)


def _by_algorithm(candidates: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    if "algorithm" not in candidates:
        return [("kmeans", candidates)]
    # The one that was tried first keeps the first colour.
    return [(str(algorithm), own) for algorithm, own in candidates.groupby("algorithm", sort=False)]
