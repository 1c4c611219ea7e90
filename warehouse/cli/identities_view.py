"""Identities as a person reads them."""

from collections.abc import Sequence

import duckdb
from rich.console import Group, RenderableType
from rich.text import Text

from ml_tasks.identity.looking import Evidence, Person
from warehouse.cli import console
from warehouse.errors import WrongUse
from warehouse.published import published_connection
from warehouse.settings import Settings

_FIGURES = """
select
    profile_count, person_count, reference_count, customer_count, review_pair_count, blocked_identifier_count,
    email_pair_count, phone_pair_count, loyalty_id_pair_count, cookie_pair_count, likeness_pair_count,
    force_match_pair_count, as_of
from ops.identity_resolutions
order by build_id desc
limit 1
"""


def figures_view(settings: Settings) -> RenderableType:
    """Say how many profiles are how many people, as the publication has it."""
    with published_connection(settings) as connection:
        try:
            found = connection.execute(_FIGURES).fetchone()
        except duckdb.CatalogException:
            found = None
    if found is None:
        raise WrongUse("What is published was built by a release that counted no identities. Build and publish again.")
    profiles, people, references, customers, review, blocked, *pairs, as_of = found
    table = console.table("evidence", "pairs", right=["pairs"])
    kinds = ("the same e-mail", "the same phone", "the same loyalty id", "one browser and alike names", "alike")
    for kind, pair_count in zip((*kinds, "somebody's decision"), pairs, strict=True):
        table.add_row(kind, f"{pair_count:,}")
    return Group(
        Text(f"{profiles:,} profiles are {people:,} people, as of {as_of:%Y-%m-%d %H:%M} UTC."),
        Text(f"With those who only buy, click or are addressed: {references:,} references, {customers:,} customers."),
        table,
        Text(f"{review:,} pairs wait for a decision; {blocked:,} identifiers link nobody (ops.blocked_identifiers)."),
    )


def person_view(person: Person) -> RenderableType:
    """Lay out a customer's profiles, masked, and the evidence that they are one person."""
    profiles = console.table("profile", "name", "e-mail", "phone", "loyalty id")
    for profile in person.profiles:
        profiles.add_row(profile.customer_ref, profile.name, profile.email, profile.phone, profile.loyalty_id)
    heading = f"Customer {person.customer_id}"
    if person.former_ids:
        heading += f", formerly also {', '.join(person.former_ids)}"
    others = sorted(set(person.references) - {profile.customer_ref for profile in person.profiles})
    parts: list[RenderableType] = [Text(heading), profiles]
    if others:
        parts.append(Text(f"Also known as: {', '.join(others)}"))
    parts += [_evidence_line(evidence) for evidence in person.evidence]
    return Group(*parts)


def review_view(pairs: Sequence[Evidence]) -> RenderableType:
    """Lay out pairs that wait for a decision."""
    table = console.table("one", "other", "why", "probability", "what agrees", right=["probability"])
    for pair in pairs:
        probability = "" if pair.match_probability is None else f"{pair.match_probability:.3f}"
        table.add_row(pair.left_ref, pair.right_ref, pair.what, probability, _levels(pair))
    return table


def _evidence_line(evidence: Evidence) -> Text:
    said = f"{evidence.left_ref} = {evidence.right_ref}: {_WORDS.get(evidence.what, evidence.what)}"
    if evidence.match_probability is not None:
        said += f", probability {evidence.match_probability:.4f} ({_levels(evidence)})"
    return Text(said)


_WORDS = {
    "email": "the same e-mail address",
    "phone": "the same phone number",
    "loyalty_id": "the same loyalty id",
    "cookie": "one browser, and alike names",
    "likeness": "alike",
    "force_match": "somebody decided it",
}


def _levels(evidence: Evidence) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {level}" for name, level in evidence.levels.items())
