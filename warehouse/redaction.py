"""Messages of other programs quote the values that they choke on, and those may be somebody's name or address."""

import re

_QUOTED_VALUE = re.compile(r"'[^']*'")


def without_quoted_values(message: str) -> str:
    """Replace what stands in single quotes, so that a message may go where personal data may not."""
    return _QUOTED_VALUE.sub("'…'", message)
