"""What the CRM sends: profiles by which a person can be told from others, and reached."""

from expectations.severity import warn
from expectations.sql_expectations import figure, no_rows_where, share_of_rows
from expectations.suites import Suite

_EMAIL = r"^\s*[^@\s]+@[^@\s]+\.[A-Za-z]{2,}\s*$"
_DIGITS = "nullif(regexp_replace(phone, '[^0-9]', '', 'g'), '')"
_ADDRESS = "nullif(lower(trim(email)), '')"


def _profiles_per(contact: str) -> str:
    """Query for the largest number of profiles that share one contact."""
    return f"""
        select coalesce(max(profile_count), 0)
        from (
            select count(distinct customer_ref) as profile_count
            from {{batch}} where {contact} is not null group by {contact}
        )
    """


SUITE = Suite(
    table="raw.crm__customers",
    expectations=[
        # Identities disregard a contact that so many share (ops.blocked_identifiers); somebody may want to look.
        warn(
            "No e-mail address stands in more than 50 profiles.",
            figure(_profiles_per(_ADDRESS), at_most=50),
        ),
        warn(
            "No phone number stands in more than 50 profiles.",
            figure(_profiles_per(_DIGITS), at_most=50),
        ),
        warn("Most profiles have an e-mail address.", share_of_rows("email is null", at_most=0.5)),
        warn(
            "Nearly every e-mail address has the shape of one.",
            share_of_rows(f"regexp_matches(email, '{_EMAIL}')", at_least=0.95),
        ),
        warn("Nobody changed before they registered.", no_rows_where("updated_at < registered_at")),
        warn(
            "A profile is not younger than its arrival.",
            no_rows_where("updated_at > _loaded_at + interval 1 day"),
        ),
    ],
)
