import numpy as np
import pandas as pd

from ml_tasks.segmentation.explaining.profiles import profile_segments


def test_medians_and_ranks_by_hand():
    customers = pd.DataFrame({"spend": [1.0, 2.0, 3.0, 10.0, 20.0, 99.0], "web": [np.nan] * 3 + [1.0, 2.0, 3.0]})
    low, high = profile_segments(customers, pd.Series([2, 2, 2, 1, 1, -1]), ["spend", "web"])[::-1]
    assert (low.segment_id, low.customer_count) == (2, 3)
    # The median 2 stands above one of six, and ties with itself.
    assert low.measures["spend"].median == 2
    assert low.measures["spend"].rank == 1.5 / 6
    assert low.measures["spend"].population_median == 6.5
    assert "web" not in low.measures
    assert high.measures["spend"].median == 15
    assert high.measures["spend"].rank == 4 / 6
    assert high.measures["web"].rank == 1 / 3


def test_outliers_have_no_profile():
    customers = pd.DataFrame({"spend": [1.0, 2.0]})
    assert [profile.segment_id for profile in profile_segments(customers, pd.Series([-1, 1]), ["spend"])] == [1]
