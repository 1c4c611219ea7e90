import numpy as np

from ml_tasks.precision import rounded


def test_twelve_significant_digits_whatever_the_magnitude():
    assert rounded(123456.7890123456) == 123456.789012
    assert rounded(0.000012345678901234) == 0.0000123456789012


def test_the_last_bits_of_a_sum_do_not_matter():
    assert rounded(0.1 + 0.2) == rounded(0.3)
    assert str(rounded(np.array([-0.0]))[0]) == "0.0"
