import numpy as np
import pytest

from ml_tasks.segmentation.finding.projection import PayingProjection

VOLUME = np.array([1.0, 1.0, -1.0, -1.0])
STYLE = np.array([1.0, -1.0, 1.0, -1.0])
# Three columns say the same, so two components explain 3/4 and 4/4 of the variance.
REDUNDANT = np.column_stack([VOLUME, VOLUME, -VOLUME, STYLE])


def test_features_that_say_the_same_are_counted_once():
    projection = PayingProjection().fit(REDUNDANT)
    third = 3**-0.5
    assert np.abs(projection.components_) == pytest.approx(np.array([[third, third, third, 0], [0, 0, 0, 1]]))
    assert np.abs(projection.transform(REDUNDANT)) == pytest.approx(np.tile([3**0.5, 1], (4, 1)))


def test_independent_features_are_left_as_they_are():
    matrix = np.column_stack([VOLUME, STYLE])
    projection = PayingProjection().fit(matrix)
    assert projection.components_ is None
    assert projection.transform(matrix) is matrix


@pytest.mark.parametrize(
    ("explained_share", "pays_share", "pays"), [(0.9, 0.5, True), (0.9, 0.49, False), (0.75, 0.25, True)]
)
def test_what_pays_is_a_setting(explained_share, pays_share, pays):
    projection = PayingProjection(explained_share, pays_share).fit(REDUNDANT)
    assert (projection.components_ is not None) == pays
