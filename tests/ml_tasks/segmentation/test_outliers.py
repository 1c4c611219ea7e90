import numpy as np

from ml_tasks.segmentation.finding.outliers import outlier_radius


def test_radius_is_the_outer_fence():
    # Quartiles of 0..8 are 2 and 6: 6 + 3 * 4.
    assert outlier_radius(np.arange(9.0)) == 18.0
    assert outlier_radius(np.arange(9.0), fence=1.5) == 12.0


def test_nobody_is_unusual_among_those_who_are_alike():
    distances = np.full(50, 2.0)
    assert not (distances > outlier_radius(distances)).any()
