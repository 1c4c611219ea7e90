"""Simulated people. The package knows households by number only.

Names come from a seeded Faker; e-mail addresses lie in the domains that RFC 2606 reserves, phone numbers in the range
555-0100 to 555-0199 that is kept for fiction. No two people share an address or a number, but for a household with one
telephone, and for what a shop types where nobody wants to say.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from extract_load.sample.real_data import SEED, missing_package

_DOMAINS = ("example.com", "example.org", "example.net")
_AREA_CODES = [code for code in range(201, 300) if code % 100 != 11]
_LAST_MOMENT = datetime(2017, 12, 31, 18)


class Profile(NamedTuple):
    """One row of the table ``profiles``; ``simulated`` says how much of the record is made up.

    ``person_ref`` is the first profile of the same person, ``home_ref`` that of the household. ``tie`` says by what
    the profile can be told to be the same person's, or why it is not what it seems.
    """

    customer_ref: str
    first_name: str
    last_name: str
    email: str
    phone: str
    registered_at: datetime
    simulated: str
    person_ref: str
    home_ref: str
    gender: str | None
    tie: str


def random_names(count: int) -> list[tuple[str, str]]:
    """Draw first and last names, the same ones each time."""
    fake = _faker()
    return [(fake.first_name(), fake.last_name()) for _ in range(count)]


def usual_genders() -> dict[str, str]:
    """Gender by first name, of the names that only one gender bears."""
    _faker()
    from faker.providers.person.en_US import Provider  # noqa: PLC0415

    women, men = set(Provider.first_names_female), set(Provider.first_names_male)
    return dict.fromkeys(women - men, "female") | dict.fromkeys(men - women, "male")


def _faker() -> Any:
    try:
        from faker import Faker  # noqa: PLC0415  (an optional package, of the demo extra)
    except ImportError:
        raise missing_package("faker") from None
    fake = Faker("en_US")
    fake.seed_instance(SEED)
    return fake


def first_profile(
    number: int, customer_ref: str, registered_at: datetime, name: tuple[str, str], gender: str | None
) -> Profile:
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
        person_ref=customer_ref,
        home_ref=customer_ref,
        gender=gender,
        tie="first",
    )


def second_profile(number: int, original: Profile, delay_days: int, variant: int, tie: str) -> Profile:
    """Register the same person again: a slip in the name, and as before the e-mail, the phone, the card or nothing."""
    first, last = _with_slip(original.first_name), original.last_name
    spelled = variant % 3
    return original._replace(
        customer_ref=f"R{number:06d}",
        first_name=first,
        email=_EMAIL_SPELLINGS[spelled](original.email) if tie == "email" else _email(first, last, number),
        phone=_PHONE_SPELLINGS[spelled](original.phone) if tie == "phone" else _phone(number),
        registered_at=min(original.registered_at + timedelta(days=delay_days), _LAST_MOMENT),
        simulated="profile",
        tie=tie,
    )


def partner_profile(number: int, original: Profile, delay_days: int, first_name: str, gender: str | None) -> Profile:
    """Register who lives with somebody and answers the same telephone."""
    ref = f"R{number:06d}"
    return original._replace(
        customer_ref=ref,
        first_name=first_name,
        email=_email(first_name, original.last_name, number),
        registered_at=min(original.registered_at + timedelta(days=delay_days), _LAST_MOMENT),
        simulated="profile",
        person_ref=ref,
        gender=gender,
        tie="household",
    )


def without_contact(original: Profile, variant: int) -> Profile:
    """Put what the shop typed to get past the form where the e-mail, the phone or both should be."""
    email, phone = _PLACEHOLDERS[variant % 3]
    return original._replace(email=email or original.email, phone=phone or original.phone, tie="placeholder")


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
_PLACEHOLDERS = (("none@none.com", "000000"), ("None@None.com", ""), ("", "000000"))
