"""A query's rows as a table for people, CSV for spreadsheets or JSON for programs."""

import csv
import io
import json
import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rich.table import Table
from rich.text import Text

from warehouse.query import QueryResult

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_NUMBERS += ("FLOAT", "DOUBLE", "DECIMAL", "UHUGEINT")


def as_table(result: QueryResult, limit: int = 1000) -> Table:
    """Draw the first ``limit`` rows; a caption says so when there are more."""
    table = Table()
    for name, kind in zip(result.columns, result.types, strict=True):
        table.add_column(Text(name), justify="right" if kind.startswith(_NUMBERS) else "left", overflow="fold")
    for row in result.rows[:limit]:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    if len(result.rows) > limit:
        table.caption = f"The first {limit:,} of {len(result.rows):,} rows; --csv and --json give all of them."
    return table


def as_csv(result: QueryResult) -> str:
    """Header and rows; NULL is an empty field."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows(result.rows)
    return text.getvalue()


def as_json(result: QueryResult) -> str:
    """List of objects, one a row; of columns that share a name, the later ones get a number."""
    names = _distinct(result.columns)
    rows = [{name: _json_value(value) for name, value in zip(names, row, strict=True)} for row in result.rows]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def _distinct(columns: list[str]) -> list[str]:
    names: list[str] = []
    for column in columns:
        name, number = column, 1
        while name in names:
            number += 1
            name = f"{column}_{number}"
        names.append(name)
    return names


def _json_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _json_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_json_value(inner) for inner in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
