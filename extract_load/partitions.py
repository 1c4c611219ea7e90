"""What the folders' names say of the records in them: ``dt=2020-02-29/hr=13``, as Hive, Kafka Connect or Firehose."""

import re

from warehouse.quoting import text

# What Hive writes for a NULL.
_NULL = "__HIVE_DEFAULT_PARTITION__"


def partition_value(file: str, key: str) -> str:
    """SQL of the value that the folders of a file (an SQL text, its path) give a key, NULL without one.

    The innermost folder decides. No join, which might change the order of the records.
    """
    found = f"regexp_extract({file}, {text(f'^(?:.*/)?{re.escape(key)}=([^/]*)/')}, 1)"
    return f"nullif(nullif(coalesce(try(url_decode({found})), {found}), ''), {text(_NULL)})"
