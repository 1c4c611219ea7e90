"""What people, streets and towns are called: Faker's American lists, some names a hundred times commoner."""

from collections.abc import Mapping
from itertools import accumulate

import duckdb
import pandas as pd
from faker.providers.address.en_US import Provider as Addresses
from faker.providers.person.en_US import Provider as People

SLOTS = 10_000
TOWNS = 2_500
_ROAD_KINDS = ("Street", "Avenue", "Road", "Lane", "Drive", "Court", "Place", "Way")


def plant_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``roads``, ``towns`` and ``name_slots``: of 10,000 rows a name has as many as its share of the people."""
    slots = pd.DataFrame(
        {
            "slot": range(SLOTS),
            "female": _dealt(People.first_names_female),
            "male": _dealt(People.first_names_male),
            "last_name": _dealt(People.last_names),
        }
    )
    last_names = list(People.last_names)
    roads = pd.DataFrame(
        {
            "place": range(len(last_names)),
            "road": [f"{name} {_ROAD_KINDS[place % len(_ROAD_KINDS)]}" for place, name in enumerate(last_names)],
        }
    )
    states = list(Addresses.states_abbr)
    towns = pd.DataFrame(
        {
            "place": range(TOWNS),
            "city": [_town(place, last_names) for place in range(TOWNS)],
            "state": [states[place % len(states)] for place in range(TOWNS)],
        }
    )
    for name, frame in {"name_slots": slots, "roads": roads, "towns": towns}.items():
        connection.register("dealt", frame)
        connection.execute(f"create table {name} as from dealt")
        connection.unregister("dealt")


def _dealt(shares: Mapping[str, float]) -> list[str]:
    """Return ``SLOTS`` names, each as often as its share asks for."""
    total = sum(shares.values())
    ends = [round(SLOTS * end / total) for end in accumulate(shares.values())]
    return [name for name, end, begin in zip(shares, ends, [0, *ends], strict=False) for _ in range(end - begin)]


def _town(place: int, last_names: list[str]) -> str:
    name, kind = last_names[place % len(last_names)], place // len(last_names)
    return (f"{name}ville", f"North {name}", f"{name} Springs")[kind]
