"""E-mail addresses and phone numbers in one spelling each: what two spellings of one contact have in common."""

from importlib.metadata import version

import duckdb
import pandas as pd
import phonenumbers
from email_validator import EmailNotValidError, validate_email

# White space of any kind, a no-break space included: it is never part of an address.
_BLANK = r"[\s\p{Z}]"
# Spellings that are standard but for capitals or punctuation, which is nearly all there are. A test holds that the
# libraries say the same of them; every other spelling is theirs to judge, at some forty microseconds each.
_PLAIN_EMAIL = r"[a-z0-9_%+-]+(\.[a-z0-9_%+-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}"
_PLAIN_NORTH_AMERICAN = r"(\+?1)?[2-9][0-9]{2}[2-9][0-9]{6}"
_NORTH_AMERICA = ("US", "CA")
# One mailbox whatever dots stand in it and whatever follows a plus (support.google.com/mail/answer/7436150).
_GMAIL = ("gmail.com", "googlemail.com")

RULES_VERSION = f"phonenumbers {version('phonenumbers')}, email-validator {version('email-validator')}, 1"
"""Two spellings of one contact must be judged by the same rules; a change of those above counts the last number up."""


def standardize_contacts(connection: duckdb.DuckDBPyConnection, contacts: str) -> None:
    """Let ``pii.standard_contacts`` hold what a relation has, and nothing else; only what is new there is judged.

    ``contacts`` has ``kind`` (email or phone), ``as_given`` and ``region`` (ISO 3166 of the phone's country).
    """
    connection.execute(
        "delete from pii.standard_contacts where rules_version != ? "
        f"or (kind, as_given, region) not in (select (kind, as_given, region) from {contacts})",
        [RULES_VERSION],
    )
    connection.execute(f"""
        create or replace temp table new_contacts as
        select distinct
            kind,
            as_given,
            region,
            case kind
                when 'email' then lower(regexp_replace(as_given, '{_BLANK}', '', 'g'))
                else regexp_replace(as_given, '[-().\\s\\p{{Z}}]', '', 'g')
            end as compact
        from {contacts}
        anti join pii.standard_contacts using (kind, as_given, region)
    """)
    connection.execute(f"""
        insert into pii.standard_contacts by name
        select
            kind,
            as_given,
            region,
            if(kind = 'email', compact, '+1' || right(compact, 10)) as standard,
            '{RULES_VERSION}' as rules_version
        from new_contacts
        where {_is_plain()}
    """)
    odd = connection.execute(f"select kind, as_given, region, compact from new_contacts where not {_is_plain()}").df()
    if len(odd):
        connection.register("odd_contacts", _judged(odd))
        connection.execute(
            f"insert into pii.standard_contacts by name select *, '{RULES_VERSION}' as rules_version from odd_contacts"
        )
        connection.unregister("odd_contacts")
    connection.execute("drop table new_contacts")


def mailbox(email: str) -> str:
    """SQL of the mailbox that an address in standard spelling leads to."""
    user, domain = f"split_part({email}, '@', 1)", f"split_part({email}, '@', 2)"
    return f"if({domain} in {_GMAIL}, replace(split_part({user}, '+', 1), '.', '') || '@gmail.com', {email})"


def _is_plain() -> str:
    return f"""
        case
            when kind = 'email' then regexp_full_match(compact, '{_PLAIN_EMAIL}')
                and length(split_part(compact, '@', 1)) <= 64 and length(compact) <= 254
                and not regexp_matches(compact, '@(.*\\.)?..--|\\.(arpa|invalid|local|localhost|onion|test)$')
            else region in {_NORTH_AMERICA} and regexp_full_match(compact, '{_PLAIN_NORTH_AMERICAN}')
        end
    """


def _judged(odd: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (kind, as_given, region, *(standard_email(compact) if kind == "email" else standard_phone(as_given, region)))
        for kind, as_given, region, compact in odd.itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=["kind", "as_given", "region", "standard", "problem"], dtype="str")


def standard_email(given: str) -> tuple[str | None, str | None]:
    """Return the address in lower case, its domain in Unicode, and None; or None and what is wrong with it."""
    try:
        # Whether the domain receives mail today is no question for a warehouse: nothing is looked up.
        checked = validate_email(given, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        return None, type(error).__name__
    return checked.normalized.lower(), None


def standard_phone(given: str, region: str) -> tuple[str | None, str | None]:
    """Return the number in E.164 without its extension, and None; or None and what is wrong with it.

    A number is taken when its length is possible in its country: new area codes come faster than a lock is renewed.
    """
    try:
        number = phonenumbers.parse(given, region or None)
    except phonenumbers.NumberParseException:
        return None, "no phone number"
    verdict = phonenumbers.is_possible_number_with_reason(number)
    if verdict != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None, "no number of its country"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), None
