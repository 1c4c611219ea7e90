"""What tells clusters from a cloud that was cut: trimming, halves, valleys, mixtures."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from ml_tasks.segmentation.finding.agreement import shared_rows
from ml_tasks.segmentation.finding.gap import gap_of
from ml_tasks.segmentation.finding.mixtures import fit_mixture, mixture_radius
from ml_tasks.segmentation.finding.prediction_strength import compare_halves
from ml_tasks.segmentation.finding.spherical_bic import spherical_bic
from ml_tasks.segmentation.finding.trimming import find_central
from ml_tasks.segmentation.finding.valleys import shallowest_valley


def _clouds(*centres: float, count: int = 200) -> np.ndarray:
    """Clouds of deviation 1 in two dimensions, along the first one."""
    random = np.random.default_rng(3)
    return np.vstack([random.normal((centre, 0), 1, (count, 2)) for centre in centres])


def _trim(matrix: np.ndarray, **knobs) -> np.ndarray:
    return find_central(matrix, **{"neighbours": 5, "fence": 1.5, "sample": 10_000, "seed": 1, **knobs})


def test_who_is_alone_is_set_aside_and_dense_clusters_stay():
    matrix = np.vstack([_clouds(0, 10), [[5, 30], [-20, 0]]])
    central = _trim(matrix)
    assert not central[-2:].any()
    assert central[:-2].mean() > 0.97


def test_neighbours_are_looked_for_in_a_sample_for_everybody():
    matrix = np.vstack([_clouds(0, count=900), [[40, 40]]])
    central = _trim(matrix, sample=300)
    assert len(central) == 901
    assert not central[-1]
    assert central.mean() > 0.95


@pytest.mark.parametrize("matrix", [np.zeros((50, 2)), _clouds(0, count=4)], ids=["all equal", "fewer than neighbours"])
def test_where_nobody_can_be_alone_all_stay(matrix):
    assert _trim(matrix).all()


def test_halves_predict_clusters_and_not_pieces_of_a_cloud():
    apart, cloud = _clouds(0, 8, 16), _clouds(0, count=600)
    knobs = {"repeats": 3, "n_init": 5, "seed": 1}
    assert compare_halves(apart, 3, **knobs).prediction_strength > 0.98
    assert compare_halves(apart, 3, **knobs).agreement > 0.98
    assert compare_halves(apart, 5, **knobs).prediction_strength < 0.8
    assert compare_halves(cloud, 3, **knobs).prediction_strength < 0.8


def test_too_few_different_rows_predict_nothing():
    halves = compare_halves(np.array([[0.0], [1.0], [0.0], [1.0]]), 3, repeats=2, n_init=1, seed=1)
    assert (halves.prediction_strength, halves.agreement) == (0.0, 0.0)


def test_strength_counts_the_pairs_of_the_worst_cluster():
    from ml_tasks.segmentation.finding.prediction_strength import _least_kept_together

    # Of four together one pair of six is lost to another cluster, twice over: 3 + 0 pairs of 6 stay.
    clusters, predicted = np.array([0, 0, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 1, 1])
    assert _least_kept_together(shared_rows(clusters, predicted, 2)) == 0.5
    assert _least_kept_together(np.array([[2.0, 0.0], [0.0, 1.0]])) == 0.0


def test_a_long_cloud_cut_in_two_has_no_valley_though_its_halves_agree():
    long = _clouds(0, count=1_000) * [10, 1]
    cut = KMeans(2, n_init=3, random_state=1).fit(long)
    assert compare_halves(long, 2, repeats=3, n_init=3, seed=1).prediction_strength > 0.85
    assert shallowest_valley(long, cut.labels_, cut.cluster_centers_) > 0.8


def test_clusters_have_a_valley_and_the_shallowest_one_counts():
    far = _clouds(0, 8)
    labels = np.repeat([0, 1], 200)
    centres = np.array([[0.0, 0], [8, 0]])
    assert shallowest_valley(far, labels, centres) < 0.1
    three = np.vstack([far, _clouds(10)])
    with_third = shallowest_valley(three, np.repeat([0, 1, 2], 200), np.vstack([centres, [[10.0, 0]]]))
    assert with_third > 0.7


def test_features_that_have_peaks_each_for_itself_leave_no_gap_and_features_that_go_together_do():
    def gap(matrix, columns=("x", "y"), project=lambda rows: rows):
        return gap_of(matrix, 2, columns=columns, project=project, repeats=3, n_init=3, seed=1)

    random = np.random.default_rng(2)
    lumpy = np.column_stack([random.permutation(_clouds(0, 8)[:, 0]), random.permutation(_clouds(0, 6)[:, 0])])
    assert abs(gap(lumpy)) < 0.03
    along_the_diagonal = np.column_stack([_clouds(0, 8)[:, 0], _clouds(0, 8)[:, 0] + _clouds(0, 0)[:, 1]])
    assert gap(along_the_diagonal) > 0.5
    # Shuffled where features are, not where clusters are looked for: there, one component has it all.
    assert gap(along_the_diagonal, project=lambda rows: rows @ np.array([[0.7], [0.7]])) > 0.5
    # Categories of one column exclude each other always; that says nothing about customers.
    is_first = random.random(400) < 0.5
    assert gap(np.column_stack([is_first, ~is_first, random.normal(size=400)]), ["band", "band", "z"]) == (
        pytest.approx(0, abs=0.02)
    )


def test_a_mixture_knows_that_clusters_differ_in_size_and_spread():
    random = np.random.default_rng(5)
    matrix = np.vstack([random.normal((0, 0), 3, (900, 2)), random.normal((9, 0), 0.7, (100, 2))])
    kind = np.repeat([0, 1], [900, 100])
    partition = KMeans(2, n_init=3, random_state=1).fit(matrix)
    mixture = fit_mixture(matrix, partition.cluster_centers_, seed=1)
    costs = (np.square(matrix[:, None] - mixture.prototypes) / mixture.variances).sum(axis=2) + mixture.penalties
    assert (costs.argmin(axis=1) == mixture.labels).all()
    assert adjusted_rand_score(kind, mixture.labels) > 0.95 > adjusted_rand_score(kind, partition.labels_)


def test_the_radius_holds_the_share_that_was_asked():
    points = np.random.default_rng(1).normal(size=(100_000, 4))
    assert (np.linalg.norm(points, axis=1) <= mixture_radius(4, 0.99)).mean() == pytest.approx(0.99, abs=0.002)


def test_bic_of_spheres_is_lowest_where_they_are():
    matrix = _clouds(0, 8, 16)
    fits = {k: KMeans(k, n_init=5, random_state=1).fit(matrix) for k in (2, 3, 4, 5)}
    values = {k: spherical_bic(matrix, fit.labels_, fit.inertia_, k) for k, fit in fits.items()}
    assert min(values, key=values.get) == 3
