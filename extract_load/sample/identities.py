"""Simulated people. The package knows households by number only.

Names come from a seeded Faker; e-mail addresses lie in the domains that RFC 2606 reserves, phone numbers in the range
555-0100 to 555-0199 that is kept for fiction. No two people share an address or a number.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from extract_load.sample.real_data import SEED, missing_package

_DOMAINS = ("example.com", "example.org", "example.net")
_AREA_CODES = [code for code in range(201, 300) if code % 100 != 11]


class Profile(NamedTuple):
    """One row of the table ``profiles``; ``simulated`` says how much of the record is made up."""

    customer_ref: str
    first_name: str
    last_name: str
    email: str
    phone: str
    registered_at: datetime
    simulated: str


def random_names(count: int) -> list[tuple[str, str]]:
    """Draw first and last names, the same ones each time."""
    try:
        from faker import Faker  # noqa: PLC0415  (an optional package, of the demo extra)
    except ImportError:
        raise missing_package("faker") from None
    fake = Faker("en_US")
    fake.seed_instance(SEED)
    return [(fake.first_name(), fake.last_name()) for _ in range(count)]


def first_profile(number: int, customer_ref: str, registered_at: datetime, name: tuple[str, str]) -> Profile:
    """Give a household a name and addresses; ``number`` makes them its own."""
    first, last = name
    return Profile(
        customer_ref=customer_ref,
        first_name=first,
        last_name=last,
        email=_email(first, last, number),
        phone=_phone(number),
        registered_at=registered_at,
        simulated="identity",
    )


def second_profile(number: int, original: Profile, delay_days: int, variant: int) -> Profile:
    """Register the same person again: a slip in the name, and either the e-mail or the phone as before."""
    first, last = _with_slip(original.first_name), original.last_name
    keeps_email = variant < 3
    return Profile(
        customer_ref=f"R{number:06d}",
        first_name=first,
        last_name=last,
        email=_EMAIL_SPELLINGS[variant % 3](original.email) if keeps_email else _email(first, last, number),
        phone=_phone(number) if keeps_email else _PHONE_SPELLINGS[variant % 3](original.phone),
        registered_at=min(original.registered_at + timedelta(days=delay_days), datetime(2017, 12, 31, 18)),
        simulated="profile",
    )


def _email(first: str, last: str, number: int) -> str:
    return f"{first}.{last}{number:04d}@{_DOMAINS[number % 3]}".lower()


def _phone(number: int) -> str:
    area, line = divmod(number, 100)
    return f"({_AREA_CODES[area]}) 555-01{line:02d}"


def _with_slip(name: str) -> str:
    """Swap two neighbouring letters, or double the last one when the swap would change nothing."""
    middle = len(name) // 2
    swapped = name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
    return swapped if swapped != name else name + name[-1]


_EMAIL_SPELLINGS = (str, str.upper, lambda email: f" {email.title()} ")
_PHONE_SPELLINGS = (
    str,
    lambda phone: phone.replace("(", "").replace(") ", "."),
    lambda phone: "".join(filter(str.isdigit, phone)),
)
