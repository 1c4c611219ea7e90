"""The sample's relations, without any file."""

from datetime import date

import pytest

from extract_load.sample.clickstream import create_web_events
from extract_load.sample.profiles import create_profiles
from extract_load.sample.real_data import open_real_data
from warehouse.settings import Settings


@pytest.fixture(scope="session")
def relations():
    """Profiles of the whole year, and the web events of its last days."""
    with open_real_data(Settings(_env_file=None)) as connection:
        create_profiles(connection)
        create_web_events(connection, date(2017, 12, 30), date(2018, 1, 1))
        yield connection
