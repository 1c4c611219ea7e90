"""Looking into the vault without showing it: who was found to be one person, and by what. Values are masked."""

import json
from dataclasses import dataclass, field

import duckdb

from warehouse.connection import build_connection
from warehouse.errors import WrongUse
from warehouse.settings import Settings


@dataclass(frozen=True)
class Profile:
    """A profile of the CRM, masked."""

    customer_ref: str
    name: str
    email: str
    phone: str
    loyalty_id: str


@dataclass(frozen=True)
class Evidence:
    """Why two references are one person, or may be."""

    left_ref: str
    right_ref: str
    what: str
    match_probability: float | None = None
    levels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """A customer with all that was found to be theirs."""

    customer_id: str
    former_ids: list[str]
    references: list[str]
    profiles: list[Profile]
    evidence: list[Evidence]


def show_person(settings: Settings, customer_id: str | None = None) -> Person:
    """Return a customer by a customer_id of today or earlier; without one, the one with the most to tell.

    Raises
    ------
    WrongUse
        When the newest build knows no such id, or nobody with several profiles.
    """
    with build_connection(settings, "show an identity") as connection:
        if not _has_profiles(connection):
            raise WrongUse("No build has staged the profiles of this home yet. Run `segmart build` first.")
        current = _current_id(connection, customer_id) if customer_id else _most_telling(connection)
        if current is None:
            raise WrongUse(
                f"The newest build knows no customer {customer_id!r}; marts.customer_id_history lists all ids."
                if customer_id
                else "The newest build has found nobody who has several profiles."
            )
        return _person(connection, current)


def pairs_to_review(settings: Settings, limit: int) -> tuple[int, list[Evidence]]:
    """Return how many pairs wait for a decision, and those most likely to be one person."""
    with build_connection(settings, "show pairs to review") as connection:
        rows = connection.execute(
            "select left_ref, right_ref, reason, match_probability, comparison_levels from pii.match_review "
            "order by match_probability desc nulls last, left_ref, right_ref, reason limit ?",
            [limit],
        ).fetchall()
        (count,) = connection.execute("select count(*) from pii.match_review").fetchone()
    return count, [_evidence(row) for row in rows]


def _has_profiles(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether dbt's part of the vault is there; a restored home has it after its first build."""
    return bool(
        connection.execute(
            "select 1 from duckdb_tables() where schema_name = 'pii' and table_name = 'profiles'"
        ).fetchall()
    )


def _current_id(connection: duckdb.DuckDBPyConnection, customer_id: str) -> str | None:
    found = connection.execute(
        "select new_customer_id from pii.customer_id_links where old_customer_id = ? and valid_to is null",
        [customer_id],
    ).fetchone()
    return found[0] if found else None


def _most_telling(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Prefer who was found by several kinds of evidence, likeness among them."""
    found = connection.execute("""
        select links.customer_id
        from pii.match_evidence as evidence
        inner join pii.customer_links as links on evidence.left_ref = links.customer_ref
        group by links.customer_id
        order by count(distinct evidence) desc, bool_or(evidence = 'likeness') desc, count(*) desc, links.customer_id
        limit 1
    """).fetchone()
    return found[0] if found else None


def _person(connection: duckdb.DuckDBPyConnection, customer_id: str) -> Person:
    references = connection.execute(
        "select customer_ref from pii.customer_links where customer_id = ? order by all", [customer_id]
    ).fetchall()
    former = connection.execute(
        "select old_customer_id from pii.customer_id_links "
        "where new_customer_id = $1 and valid_to is null and old_customer_id != $1 order by all",
        [customer_id],
    ).fetchall()
    profiles = connection.execute(
        "select customer_ref, first_name, last_name, email, phone, loyalty_id from pii.profiles "
        "where customer_ref in (select customer_ref from pii.customer_links where customer_id = ?) "
        "order by registered_at, customer_ref",
        [customer_id],
    ).fetchall()
    evidence = connection.execute(
        "select left_ref, right_ref, evidence, match_probability, comparison_levels from pii.match_evidence "
        "where left_ref in (select customer_ref from pii.customer_links where customer_id = ?) order by all",
        [customer_id],
    ).fetchall()
    return Person(
        customer_id=customer_id,
        former_ids=[old for (old,) in former],
        references=[ref for (ref,) in references],
        profiles=[_profile(row) for row in profiles],
        evidence=[_evidence(row) for row in evidence],
    )


def _profile(row: tuple) -> Profile:
    ref, first, last, email, phone, loyalty_id = row
    return Profile(ref, f"{_start(first)} {_start(last)}".strip(), _masked_email(email), _end(phone), _end(loyalty_id))


def _evidence(row: tuple) -> Evidence:
    left, right, what, probability, levels = row
    return Evidence(left, right, what, probability, json.loads(levels) if levels else {})


def _start(text: str | None) -> str:
    return f"{text.strip()[0].upper()}…" if text and text.strip() else ""


def _end(text: str | None) -> str:
    return f"…{text.strip()[-2:]}" if text and len(text.strip()) > 4 else "…" if text and text.strip() else ""


def _masked_email(email: str | None) -> str:
    user, at, domain = (email or "").strip().rpartition("@")
    return f"{user[:1]}…@{domain[:1]}…" if at and user else ""
