"""Gaussian mixtures that begin where k-means ended."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2
from sklearn.mixture import GaussianMixture

from ml_tasks.precision import rounded


@dataclass(frozen=True)
class Mixture:
    """A diagonal Gaussian mixture as scoring repeats it; see ``SegmentModel`` for ``penalties``."""

    prototypes: np.ndarray
    variances: np.ndarray
    penalties: np.ndarray
    labels: np.ndarray
    bic: float


def fit_mixture(matrix: np.ndarray, centres: np.ndarray, seed: int) -> Mixture | None:
    """Fit one component for each centre, starting there; None when a component loses all its rows.

    One that has not converged after a hundred rounds is taken as it is: its figures say what it is worth.

    Unlike k-means it knows that clusters differ in size and spread, so that its borders are those of Bayes' rule where
    clusters are Gaussian.
    """
    try:
        fit = GaussianMixture(
            len(centres), covariance_type="diag", means_init=centres, reg_covar=1e-4, random_state=seed
        ).fit(matrix)
    except ValueError:
        return None
    variances = rounded(fit.covariances_)
    return Mixture(
        prototypes=rounded(fit.means_),
        variances=variances,
        penalties=rounded(np.log(variances).sum(axis=1) - 2 * np.log(fit.weights_)),
        labels=fit.predict(matrix),
        bic=float(rounded(fit.bic(matrix))),
    )


def mixture_radius(dimension_count: int, share_within: float) -> float:
    """Distance, in standard deviations, within which that share of a Gaussian component lies (chi-square)."""
    return float(rounded(np.sqrt(chi2.ppf(share_within, dimension_count))))
