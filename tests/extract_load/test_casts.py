"""Each type of a contract: the texts that are values of it, and the ones that would have to be changed first."""

from datetime import date, datetime
from decimal import Decimal

import pytest

ENTITIES = """
  values:
    description: One record per text, in the column of the type that is asked for.
    path: values
    format: csv
    columns:
      text: {type: varchar, required: true}
      bigint: {type: bigint}
      integer: {type: integer}
      decimal: {type: "decimal(6, 2)"}
      whole: {type: "decimal(6,0)"}
      double: {type: double}
      boolean: {type: boolean}
      date: {type: date}
      timestamp: {type: timestamp}
"""
COLUMNS = ["text", "bigint", "integer", "decimal", "whole", "double", "boolean", "date", "timestamp"]

# column: text -> value
ACCEPTED = {
    "text": {" x ": " x ", "1.50": "1.50"},
    "bigint": {
        "12": 12,
        "-12": -12,
        "+12": 12,
        " 12 ": 12,
        "12.": 12,
        "12.00": 12,
        "007": 7,
        "9223372036854775807": 2**63 - 1,
    },
    "integer": {"2147483647": 2**31 - 1, "-0": 0},
    "decimal": {
        "1": Decimal("1.00"),
        "1.5": Decimal("1.50"),
        "1.50": Decimal("1.50"),
        "1.5000": Decimal("1.50"),
        ".5": Decimal("0.50"),
        "-9999.99": Decimal("-9999.99"),
        "+1.5": Decimal("1.50"),
        "0001.5": Decimal("1.50"),
    },
    "whole": {"5": Decimal(5), "5.0": Decimal(5), "-999999": Decimal(-999999)},
    "double": {"1.5": 1.5, "1e3": 1000.0, "-1E-3": -0.001, "0.1": 0.1, "12345678901234567": 12345678901234568.0},
    "boolean": {"true": True, "FALSE": False, "t": True, "no": False, "1": True, "0": False},
    "date": {
        "2020-02-29": date(2020, 2, 29),
        "2020-2-9": date(2020, 2, 9),
        "2020/02/29": date(2020, 2, 29),
        "2020-02-29 00:00:00": date(2020, 2, 29),
        "2020-02-29T00:00:00.000Z": date(2020, 2, 29),
        "2020-02-29 00:00:00+01": date(2020, 2, 29),
    },
    "timestamp": {
        "2020-01-01 12:00:00Z": datetime(2020, 1, 1, 12),
        "2020-01-01T12:00:00.25Z": datetime(2020, 1, 1, 12, 0, 0, 250000),
        "2020-01-01T12:00:00+02:00": datetime(2020, 1, 1, 10),
        "2020-01-01T12:00:00-0330": datetime(2020, 1, 1, 15, 30),
        "2020-01-01 12:00:00 Europe/Berlin": datetime(2020, 1, 1, 11),
        # Without an offset: the contract's New York, five hours behind in winter and four in summer.
        "2020-01-01 12:00:00": datetime(2020, 1, 1, 17),
        "2020-07-01 12:00": datetime(2020, 7, 1, 16),
        "2020-01-01": datetime(2020, 1, 1, 5),
        # The hour that does not exist is read as the next, the hour that comes twice as its second time.
        "2021-03-14 02:30:00": datetime(2021, 3, 14, 7, 30),
        "2021-11-07 01:30:00": datetime(2021, 11, 7, 6, 30),
    },
}

REJECTED = {
    "bigint": [
        "1.5",
        "1e3",
        "0x10",
        "1_000",
        "1,000",
        "9223372036854775808",
        "-",
        "one",
        "\uff11\uff12",
        "1 2",
        "true",
    ],
    "integer": ["2147483648", "1.1"],
    "decimal": ["1.505", "10000", "-10000.00", "1e2", "1_000", "1,5", ".", "+", "1.5.5", "inf", "nan", "$1"],
    "whole": ["5.5", "1000000", "."],
    "double": ["inf", "-Infinity", "nan", "1e400", "1_000", "1,5", "x"],
    "boolean": ["2", "on", "maybe", "truee"],
    "date": [
        "2020-02-30",
        "2020-02-29 00:00:01",
        "2020-02-29 12:00",
        "29.02.2020",
        "02/29/2020",
        "20200229",
        "epoch",
        "infinity",
        "2020-02-29 (BC)",
        "44890",
    ],
    "timestamp": [
        "2020-02-30 12:00:00",
        "2020-01-01 25:00:00",
        "01/02/2020 12:00",
        "1577880000",
        "infinity",
        "-infinity",
        "2020-01-01 (BC)",
        "noon",
        "2020-01-01 4:05 PM",
    ],
}

RECORDS = [(column, text, value) for column, texts in ACCEPTED.items() for text, value in texts.items()] + [
    (column, text, None) for column, texts in REJECTED.items() for text in texts
]


def line(column, text):
    fields = {"text": "x", column: text}
    return ",".join(f'"{fields.get(name, "")}"' for name in COLUMNS)


@pytest.fixture(scope="module")
def loaded(new_shop):
    """(line -> values by column, line -> reasons)."""
    shop = new_shop()
    shop.promise(ENTITIES)
    shop.land("values", "\n".join([",".join(COLUMNS), *(line(column, text) for column, text, _ in RECORDS)]))
    shop.load()
    assert shop.bar() == {"values": (sum(map(len, ACCEPTED.values())), sum(map(len, REJECTED.values())))}
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    rows = shop.query(f"select _source_row, {names} from raw.shop__values")
    return {number: dict(zip(COLUMNS, values, strict=True)) for number, *values in rows}, shop.rejected("values")


@pytest.mark.parametrize(("position", "column", "text", "value"), [(n, *record) for n, record in enumerate(RECORDS)])
def test_a_text_becomes_exactly_the_value_that_it_says_or_none(loaded, position, column, text, value):
    accepted, rejected = loaded
    if value is not None:
        assert accepted[position + 2] == dict.fromkeys(COLUMNS) | {"text": "x"} | {column: value}
        assert type(accepted[position + 2][column]) is type(value)
    else:
        type_ = {"decimal": "decimal(6,2)", "whole": "decimal(6,0)"}.get(column, column)
        article = "an" if column == "integer" else "a"
        assert rejected[position + 2] == [f"{column}: '{text}' is not {article} {type_}"]
