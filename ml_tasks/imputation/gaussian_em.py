"""Means and covariances of incomplete rows, by expectation and maximisation."""

from collections.abc import Iterator

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.covariance import ledoit_wolf_shrinkage
from sklearn.utils.validation import check_is_fitted

_LEAST_VARIANCE = 1e-9
"""Of a column that does not vary: without it the regressions on that column would have no solution."""


class GaussianEm(BaseEstimator):
    """EM for a multivariate normal with gaps (Dempster, Laird & Rubin 1977; Little & Rubin, chapter 11).

    Each round fills every gap with its expected value given the row's other values (E), and estimates means and
    covariances anew from the filled rows plus the gaps' own conditional covariances (M). Covariances are shrunk
    towards their diagonal as much as Ledoit & Wolf (2004) find right for so many rows and columns.

    scikit-learn's ``IterativeImputer`` over ``BayesianRidge`` comes to similar expected values, by one
    regression for each column and round, but without the conditional covariances: it does not know how sure it is,
    and with a hundred columns it is slower by an order of magnitude.

    Attributes
    ----------
    means_, covariance_ : ndarray of shape (n_columns,) and (n_columns, n_columns)
    rounds_ : int
        Rounds until nothing moved by more than ``tolerance``, or the limit.
    """

    def __init__(self, rounds: int = 20, tolerance: float = 0.01):
        self.rounds = rounds
        self.tolerance = tolerance

    def fit(self, rows: np.ndarray, y: None = None) -> "GaussianEm":
        """Learn from rows with NaN for gaps; every column is known somewhere."""
        self.means_ = np.nanmean(rows, axis=0)
        self.covariance_ = np.diag(np.maximum(np.nanvar(rows, axis=0), _LEAST_VARIANCE))
        shrinkage = ledoit_wolf_shrinkage(np.where(np.isnan(rows), self.means_, rows))
        for done in range(1, self.rounds + 1):
            self.rounds_ = done
            filled, uncertainty = self._expect(rows)
            means = filled.mean(axis=0)
            centred = filled - means
            covariance = (centred.T @ centred + uncertainty) / len(rows)
            covariance = (1 - shrinkage) * covariance + shrinkage * np.diag(np.diag(covariance))
            np.fill_diagonal(covariance, np.maximum(np.diag(covariance), _LEAST_VARIANCE))
            moved = max(np.abs(means - self.means_).max(), np.abs(covariance - self.covariance_).max())
            self.means_, self.covariance_ = means, covariance
            if moved < self.tolerance:
                break
        return self

    def expected(self, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Expected values of gaps in ``columns``, and their variances; both of shape (n_rows, n_columns).

        The columns must be unknown in all rows.
        """
        check_is_fitted(self)
        values = np.empty((len(rows), len(columns)))
        variances = np.empty_like(values)
        for members, known, _ in _patterns(rows):
            slopes = self._slopes(known, columns)
            values[members] = self.means_[columns] + (rows[np.ix_(members, known)] - self.means_[known]) @ slopes
            explained = (self.covariance_[np.ix_(known, columns)] * slopes).sum(axis=0)
            variances[members] = np.maximum(np.diag(self.covariance_)[columns] - explained, _LEAST_VARIANCE)
        return values, variances

    def _expect(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        filled, uncertainty = rows.copy(), np.zeros_like(self.covariance_)
        for members, known, unknown in _patterns(rows):
            slopes = self._slopes(known, unknown)
            filled[np.ix_(members, unknown)] = (
                self.means_[unknown] + (rows[np.ix_(members, known)] - self.means_[known]) @ slopes
            )
            rest = self.covariance_[np.ix_(unknown, unknown)] - self.covariance_[np.ix_(unknown, known)] @ slopes
            uncertainty[np.ix_(unknown, unknown)] += len(members) * rest
        return filled, uncertainty

    def _slopes(self, known: np.ndarray, unknown: np.ndarray) -> np.ndarray:
        """Coefficients of the regressions of the unknown columns on the known ones."""
        return np.linalg.solve(self.covariance_[np.ix_(known, known)], self.covariance_[np.ix_(known, unknown)])


def _patterns(rows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield, for each pattern of gaps, the rows that have it, the known columns and the unknown ones."""
    is_gap = np.isnan(rows)
    patterns, of_row = np.unique(is_gap, axis=0, return_inverse=True)
    order = np.argsort(of_row.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(of_row.ravel(), minlength=len(patterns)))
    for pattern, members in zip(patterns, np.split(order, ends[:-1]), strict=True):
        yield members, np.flatnonzero(~pattern), np.flatnonzero(pattern)
