"""Every value that an attribute may have has its column in the one-hot mart."""

import csv
import re

import pytest

from tests.ml_tasks.imputation.planted_people import BANDS
from warehouse.dbt_runner import PROJECT

SEEDS = PROJECT / "seeds" / "staging"


def standard_values(attribute: str) -> list[str]:
    with (SEEDS / f"standard_{attribute}s.csv").open(encoding="utf-8", newline="") as file:
        return [row[attribute] for row in csv.DictReader(file)]


def column(attribute: str, value: str) -> str:
    return f"is_{attribute}_" + re.sub("[^a-z0-9]+", "_", value.lower().replace("+", " plus ")).strip("_")


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        ("gender", standard_values("gender")),
        ("income_band", standard_values("income_band")),
        ("age_band", BANDS),
        ("household_size", ["1", "2", "3", "4", "5+"]),
        ("home_ownership", ["Homeowner", "Probable Homeowner", "Probable Renter", "Renter"]),
    ],
)
def test_every_value_has_its_column_and_no_other(manifest, attribute, values):
    columns = manifest["nodes"]["model.segmart.customer_attributes_encoded"]["columns"]
    assert [name for name in columns if name.startswith(f"is_{attribute}_")] == [
        column(attribute, value) for value in values
    ]
