"""What could not be made standard is counted in a published table, under hashes."""

import pytest

from warehouse.connection import build_connection
from warehouse.unmapped_values import record_unmapped_values


@pytest.fixture
def record(settings):
    """Record what a build's vault holds, and return all that is recorded."""

    def record_build(build_id: int, *unmapped: tuple[str, str, str, int]) -> list[tuple]:
        with build_connection(settings, "test") as connection:
            connection.execute("create schema if not exists pii")
            connection.execute(
                "create or replace table pii.unmapped_values "
                "(attribute varchar, value_as_given varchar, value_hash varchar, profile_count bigint)"
            )
            connection.executemany("insert into pii.unmapped_values values (?, ?, ?, ?)", unmapped)
            record_unmapped_values(connection, build_id)
            return connection.execute("select * from ops.unmapped_values order by all").fetchall()

    return record_build


def test_each_build_adds_its_own_without_the_values(record):
    record(1, ("country", "Narnia", "e1f0", 2))

    assert record(2, ("country", "Narnia", "e1f0", 3), ("state", "Oz", "77aa", 1)) == [
        (1, "country", "e1f0", 2),
        (2, "country", "e1f0", 3),
        (2, "state", "77aa", 1),
    ]


def test_contacts_are_counted_too(record, settings):
    with build_connection(settings, "test") as connection:
        connection.execute("insert into pii.unmapped_contacts values ('phone', 'c0de', 4)")

    assert record(1, ("country", "Narnia", "e1f0", 2)) == [(1, "country", "e1f0", 2), (1, "phone", "c0de", 4)]


def test_a_build_that_ends_twice_is_recorded_once(record):
    """A task that was cleared runs again, over what its build holds by then."""
    record(1, ("country", "Narnia", "e1f0", 2))

    assert record(1, ("country", "Narnia", "e1f0", 1)) == [(1, "country", "e1f0", 1)]
