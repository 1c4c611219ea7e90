"""A home whose vault holds the people that a test makes up, as staging would leave it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from ml_tasks.identity.config import IdentityConfig
from ml_tasks.identity.registry import enter_proposals
from ml_tasks.identity.resolve import Resolution, resolve_identities
from warehouse.connection import build_connection
from warehouse.settings import Settings

_PROFILE = {
    "customer_ref": "varchar",
    "loyalty_id": "varchar",
    "first_name": "varchar",
    "last_name": "varchar",
    "birth_date": "date",
    "street": "varchar",
    "city": "varchar",
    "state": "varchar",
    "postal_code": "varchar",
    "country": "varchar",
    "email": "varchar",
    "phone": "varchar",
    "registered_at": "timestamp",
}


class People:
    """Profiles, logins and decisions; each build resolves all that is there, and passes."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.build_id = 0
        columns = ", ".join(f"{name} {kind}" for name, kind in _PROFILE.items())
        self.run(
            "create schema if not exists staging",
            f"create table pii.profiles ({columns})",
            "create table pii.customer_refs (customer_ref varchar)",
            "create table pii.logins (visitor_id varchar, customer_ref varchar)",
            "create table staging.stg_crm__match_decisions (left_ref varchar, right_ref varchar, decision varchar)",
        )

    def run(self, *statements: str) -> None:
        """Execute statements in the home's build file."""
        with build_connection(self.settings, "test") as connection:
            for statement in statements:
                connection.execute(statement)

    def ask(self, query: str) -> list[tuple]:
        """Return what a query finds."""
        with build_connection(self.settings, "test") as connection:
            return connection.execute(query).fetchall()

    def register(self, *profiles: dict[str, Any]) -> None:
        """Add profiles, each a dict of some of the columns."""
        with build_connection(self.settings, "test") as connection:
            connection.executemany(
                f"insert into pii.profiles values ({', '.join('?' * len(_PROFILE))})",
                [[_default(profile, name) for name in _PROFILE] for profile in profiles],
            )
            connection.executemany(
                "insert into pii.customer_refs values (?)", [[profile["customer_ref"]] for profile in profiles]
            )

    def decide(self, left: str, right: str, decision: str) -> None:
        """Enter somebody's decision on two references."""
        self.run(f"insert into staging.stg_crm__match_decisions values ('{left}', '{right}', '{decision}')")

    def build(
        self, as_of: datetime | None = None, config: IdentityConfig | None = None, *, passes: bool = True
    ) -> Resolution:
        """Resolve everybody, a day later each time."""
        self.build_id += 1
        moment = as_of or datetime(2017, 1, self.build_id)
        with build_connection(self.settings, "test") as connection:
            connection.execute(
                "insert into ops.builds by name select $1::bigint as build_id, $2::timestamp as as_of, "
                "1 as raw_through_batch, '' as fingerprint, 'open' as state, $2::timestamp as opened_at",
                [self.build_id, moment],
            )
        resolution = resolve_identities(self.settings, self.build_id, config)
        if passes:
            with build_connection(self.settings, "test") as connection:
                enter_proposals(connection, self.build_id)
                connection.execute("update ops.builds set state = 'passed' where build_id = ?", [self.build_id])
        return resolution

    def ids(self) -> dict[str, str]:
        """Return the customer of each reference."""
        return dict(self.ask("select customer_ref, customer_id from pii.customer_links"))

    def together(self) -> set[frozenset[str]]:
        """Return the references of each customer who has several."""
        rows = self.ask("select list(customer_ref) from pii.customer_links group by customer_id having count(*) > 1")
        return {frozenset(refs) for (refs,) in rows}


def _default(profile: dict[str, Any], name: str) -> Any:
    return profile.get(name, datetime(2016, 1, 1) if name == "registered_at" else None)


_FIRST = ("ada", "ben", "carla", "dieter", "elif", "femi", "grace", "hugo", "ines", "jonas", "keiko", "liam")
_LAST = ("abbott", "berg", "chen", "diaz", "evans", "fischer", "garcia", "haas", "ito", "jensen", "khan")
_STREETS = ("oak", "elm", "main", "park", "hill", "lake", "river", "church", "mill", "spring", "cedar", "maple", "pine")


def town(count: int) -> list[dict[str, Any]]:
    """Make up people of whom no two are alike: enough of them, and a model has strangers to learn from."""
    return [_inhabitant(number) for number in range(count)]


def _inhabitant(number: int) -> dict[str, Any]:
    first, last = _FIRST[number % len(_FIRST)], _LAST[number * 7 % len(_LAST)]
    return {
        "customer_ref": f"p{number:04d}",
        "first_name": first,
        "last_name": f"{last}{chr(97 + number % 17)}{chr(97 + number % 23)}",
        "birth_date": date(1940 + number * 13 % 60, 1 + number * 5 % 12, 1 + number * 11 % 28),
        "street": f"{1 + number * 17 % 190} {_STREETS[number * 3 % len(_STREETS)]} street",
        "city": f"town {number % 29}",
        "state": "NY",
        "postal_code": f"{10000 + number * 37 % 900}",
        "country": "US",
        "email": f"{first}.{last}{number}@example.com",
        "phone": f"(212) 5{number // 1000:02d}-{number % 10000:04d}",
    }


def doubles(profiles: Sequence[dict[str, Any]], every: int) -> Iterable[dict[str, Any]]:
    """Register every so-manieth again without anything that would link the two: other contacts, slips, another home."""
    for place, profile in enumerate(profiles[::every]):
        first, born = profile["first_name"], profile["birth_date"]
        changes = [
            {"first_name": first[0] + first[2] + first[1] + first[3:]},
            {"last_name": profile["last_name"] + "e", "street": "9 new road"},
            {"birth_date": born.replace(day=born.day % 28 + 1)},
            {"postal_code": profile["postal_code"][:-1] + "9"},
        ][place % 4]
        yield {
            **profile,
            "customer_ref": f"d{profile['customer_ref']}",
            "email": f"someone{place}@example.org",
            "phone": None,
            **changes,
        }
