from ml_tasks.segmentation.finding.elbow import find_elbow


def test_the_elbow_is_where_the_curve_bends():
    assert find_elbow([2, 3, 4, 5, 6], [100, 60, 20, 15, 10]) == 4


def test_a_straight_or_short_curve_has_its_elbow_at_the_start():
    assert find_elbow([2, 3, 4], [30, 20, 10]) == 2
    assert find_elbow([2, 3, 4], [10, 10, 10]) == 2
    assert find_elbow([2, 3], [30, 20]) == 2
