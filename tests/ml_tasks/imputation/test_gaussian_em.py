import numpy as np
import pytest
from sklearn.experimental import enable_iterative_imputer  # noqa: F401  (lets the next line import it)
from sklearn.impute import IterativeImputer
from sklearn.linear_model import BayesianRidge

from ml_tasks.imputation.gaussian_em import GaussianEm

MEANS = np.array([1.0, -2.0, 0.5])
COVARIANCE = np.array([[1.0, 0.8, 0.3], [0.8, 2.0, 0.5], [0.3, 0.5, 1.0]])


@pytest.fixture
def complete():
    """Four thousand rows of a known normal distribution."""
    return np.random.default_rng(5).multivariate_normal(MEANS, COVARIANCE, 4_000)


@pytest.fixture
def with_gaps(complete):
    """The same rows, a fifth of the values unknown."""
    return np.where(np.random.default_rng(6).random(complete.shape) < 0.2, np.nan, complete)


def test_it_finds_the_distribution_behind_the_gaps(with_gaps):
    em = GaussianEm(rounds=100, tolerance=1e-6).fit(with_gaps)
    np.testing.assert_allclose(em.means_, MEANS, atol=0.06)
    np.testing.assert_allclose(em.covariance_, COVARIANCE, atol=0.12)


def test_gaps_add_their_own_variance(with_gaps):
    """Filling with expected values alone would make the second column's variance too small."""
    em = GaussianEm(rounds=100, tolerance=1e-6).fit(with_gaps)
    filled, _ = em._expect(with_gaps)
    assert em.covariance_[1, 1] > 1.05 * filled[:, 1].var()


def test_expected_values_are_those_of_the_regression():
    em = GaussianEm()
    em.means_, em.covariance_ = MEANS, COVARIANCE
    values, variances = em.expected(np.array([[2.0, np.nan, np.nan], [np.nan] * 3]), np.array([1]))
    # -2 + 0.8 / 1 * (2 - 1), and 2 - 0.8 ** 2 / 1; without anything known the mean and the variance.
    np.testing.assert_allclose(values[:, 0], [-1.2, -2.0])
    np.testing.assert_allclose(variances[:, 0], [1.36, 2.0])


def test_a_column_that_does_not_vary_is_no_obstacle(with_gaps):
    em = GaussianEm().fit(np.column_stack([with_gaps, np.zeros(len(with_gaps))]))
    np.testing.assert_allclose(em.covariance_[:3, :3], COVARIANCE, atol=0.15)
    assert np.isfinite(em.expected(np.array([[2.0, np.nan, 0.5, 0.0]]), np.array([1]))[0]).all()


def test_it_fills_gaps_at_least_as_well_as_iterative_regressions(complete, with_gaps):
    em = GaussianEm(rounds=100, tolerance=1e-6).fit(with_gaps)
    ours, _ = em._expect(with_gaps)
    theirs = IterativeImputer(BayesianRidge(), max_iter=30, random_state=1).fit_transform(with_gaps)
    is_gap = np.isnan(with_gaps)
    assert np.corrcoef(ours[is_gap], theirs[is_gap])[0, 1] > 0.98
    assert np.abs(ours - complete)[is_gap].mean() <= np.abs(theirs - complete)[is_gap].mean()
