"""The sample's relations, without any file."""

from datetime import date

import pytest

from extract_load.sample.real_data import open_real_data
from extract_load.sample.write import simulate
from warehouse.settings import Settings


@pytest.fixture(scope="session")
def relations():
    """What is simulated for the whole year, and the web events of its last days."""
    with open_real_data(Settings(_env_file=None)) as connection:
        simulate(connection, date(2017, 12, 30), date(2018, 1, 1))
        yield connection
