"""Messages of other programs quote the values that they choke on, and those may be somebody's name or address."""

import re

# An apostrophe within a word opens no quote; otherwise "the file's row 'Ann'" would lose all but the name.
_APOSTROPHE = r"(?!(?<=[A-Za-z])'(?:s|t|re|ve|ll|d|m)\b)(?!(?<=s)'\s)"
# Up to a quote that ends a word, because a value may hold one itself; or to the end, if the message was cut off.
_QUOTED_VALUE = re.compile(rf"{_APOSTROPHE}'.*?(?:'(?!\w)|\Z)", flags=re.DOTALL)


def without_quoted_values(message: str) -> str:
    """Replace what stands in single quotes, so that a message may go where personal data may not."""
    return _QUOTED_VALUE.sub("'…'", message)
