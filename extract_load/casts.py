"""From text to the types of a contract, so that nothing is rounded, cut off or made up on the way."""

_WHOLE_NUMBER = r"\s*[+-]?\d+(\.0*)?\s*"
# A day, or the midnight with which systems write one that know timestamps only.
_DAY = r"^\s*(\d{4}[-/]\d{1,2}[-/]\d{1,2})([T ]00:00(:00(\.0+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?\s*$"
# What try_cast also understands, and nobody means as a moment: infinity, years before Christ.
_MOMENTS = "timestamp '0001-01-01' and timestamp '9999-12-31 23:59:59.999999'"


def typed(column: str, type_: str) -> str:
    """SQL that casts an SQL text to a contract's type, NULL where that cannot be done without loss.

    A bare ``try_cast`` would round '1.5' to the bigint 2 and '1.239' to the decimal 1.24, read '1_000' as a thousand,
    and cut the time off a date.
    """
    scale = type_.partition(",")[2].strip(") ")
    a_decimal = r"\s*[+-]?\d*(\.\d{0," + scale + r"}0*)?\s*"
    whole_number = f"case when regexp_full_match({column}, '{_WHOLE_NUMBER}') then try_cast({column} as {type_}) end"
    casts = {
        "varchar": column,
        "bigint": whole_number,
        "integer": whole_number,
        "decimal": f"case when regexp_full_match({column}, '{a_decimal}') then try_cast({column} as {type_}) end",
        "double": f"case when not contains({column}, '_') then try_cast({column} as double) end",
        "boolean": f"try_cast({column} as boolean)",
        "date": f"try_cast(regexp_extract({column}, '{_DAY}', 1) as date)",
        "timestamp": f"(try_cast({column} as timestamptz) at time zone 'UTC')",
    }
    return casts[type_.partition("(")[0]]


def is_fault(text_column: str, cast_column: str, type_: str) -> str:
    """SQL condition: there is a text, and its cast (by ``typed``) is no value of the type."""
    beyond = {
        "timestamp": f" or {cast_column} not between {_MOMENTS}",
        "double": f" or not isfinite({cast_column})",
    }
    return f"{text_column} is not null and ({cast_column} is null{beyond.get(type_, '')})"


def as_point(column: str, decimal: str) -> str:
    """SQL of a number's text with a point where the source writes another decimal sign; NULL if it has a point."""
    return f"case when not contains({column}, '.') then replace({column}, '{decimal}', '.') end"
