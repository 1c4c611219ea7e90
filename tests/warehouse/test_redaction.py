"""Whatever a message quotes is gone, and what it says about it stays."""

import pytest

from warehouse.redaction import without_quoted_values

CASES = {
    "a value": ("Could not convert string 'Ann' to INT32", "Could not convert string '…' to INT32"),
    "two values": ("'Ann' is not 'Bob'", "'…' is not '…'"),
    "an apostrophe before a value": ("The file's row holds 'Ann'.", "The file's row holds '…'."),
    "a plural's apostrophe": ("All customers' rows hold 'Ann'.", "All customers' rows hold '…'."),
    "a value with an apostrophe": ("no 'O'Brien' here", "no '…' here"),
    "a value without a space before it": ("select'Ann'", "select'…'"),
    "a value of bytes": ("b'Ann' is not UTF-8", "b'…' is not UTF-8"),
    "a message cut off within a value": ("Could not convert string 'Ann Smi", "Could not convert string '…'"),
    "a value on two lines": ("row 'Ann\nSmith' is bad", "row '…' is bad"),
    "nothing quoted": ("It isn't there.", "It isn't there."),
}


@pytest.mark.parametrize("case", CASES)
def test_quoted_values_are_left_out(case):
    message, expected = CASES[case]
    assert without_quoted_values(message) == expected
