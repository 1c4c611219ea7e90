"""Two spellings of one contact become one; what is no contact is told so, and kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_tasks.identity.contacts import mailbox, standard_email, standard_phone, standardize_contacts

PLAIN_PARTS = st.text("abcxyz0189_%+-", min_size=1, max_size=5)
LABELS = st.text("abz019-", min_size=1, max_size=5)


def standards(connection, kind, *given, region="US"):
    """Return what becomes of contacts, by how they were given."""
    connection.execute("create or replace temp table given (kind varchar, as_given varchar, region varchar)")
    connection.executemany("insert into given values (?, ?, ?)", [(kind, text, region) for text in given])
    standardize_contacts(connection, "given")
    return dict(
        connection.execute(
            "select as_given, standard from pii.standard_contacts where kind = ? and region = ?", [kind, region]
        ).fetchall()
    )


@pytest.mark.parametrize(
    ("given", "standard"),
    [
        ("ann@example.com", "ann@example.com"),
        (" Ann@Example.COM ", "ann@example.com"),
        ("ann @example.com\u00a0", "ann@example.com"),
        ("jörg@exämple.com", "jörg@exämple.com"),
        ("ann@exa_mple.com", None),
        ("ann.example.com", None),
        ("a..b@example.com", None),
        ("ann@example", None),
        ("", None),
    ],
)
def test_email_addresses(vault, given, standard):
    assert standards(vault, "email", given) == {given: standard}


@pytest.mark.parametrize(
    ("given", "region", "standard"),
    [
        ("(201) 555-0123", "US", "+12015550123"),
        ("201.555.0123", "US", "+12015550123"),
        ("+1 201 555 0123", "US", "+12015550123"),
        ("+1 201 555 0123", "DE", "+12015550123"),
        ("12015550123", "CA", "+12015550123"),
        ("201-555-0123 ext. 4", "US", "+12015550123"),
        ("030 901820", "DE", "+4930901820"),
        ("+44 20 7946 0958", "US", "+442079460958"),
        ("555-0123", "US", None),
        ("12345", "US", None),
        ("call my wife", "US", None),
    ],
)
def test_phone_numbers(vault, given, region, standard):
    assert standards(vault, "phone", given, region=region) == {given: standard}


def test_what_is_no_contact_is_kept_with_the_reason(vault):
    standards(vault, "phone", "call my wife", "555-0123")
    assert vault.execute("select as_given, problem from pii.standard_contacts order by all").fetchall() == [
        ("555-0123", "no number of its country"),
        ("call my wife", "no phone number"),
    ]


def test_what_is_known_is_not_asked_again(vault):
    standards(vault, "email", "ann@example.com")
    vault.execute("update pii.standard_contacts set standard = 'noted before'")
    found = standards(vault, "email", "ann@example.com", "ben@example.com")
    assert found == {"ann@example.com": "noted before", "ben@example.com": "ben@example.com"}


def test_what_other_rules_made_standard_is_asked_again(vault):
    standards(vault, "email", "ann@example.com")
    vault.execute("update pii.standard_contacts set standard = 'noted before', rules_version = 'of another release'")
    assert standards(vault, "email", "ann@example.com") == {"ann@example.com": "ann@example.com"}


def test_what_nobody_has_any_more_is_forgotten(vault):
    standards(vault, "email", "ann@example.com")
    assert standards(vault, "email", "ben@example.com") == {"ben@example.com": "ben@example.com"}


@given(
    st.lists(PLAIN_PARTS, min_size=1, max_size=3),
    st.lists(LABELS, min_size=1, max_size=3),
    st.sampled_from(["com", "test", "c", "museum", "local"]),
)
@settings(max_examples=300, deadline=None)
def test_what_is_plain_is_what_the_library_says(vault_of_module, parts, labels, top):
    address = f"{'.'.join(parts)}@{'.'.join(labels)}.{top}"
    assert standards(vault_of_module, "email", address)[address] == standard_email(address)[0]


@given(st.text("+1(234) 567-890.", min_size=7, max_size=17))
@settings(max_examples=300, deadline=None)
def test_a_plain_number_is_what_the_library_says(vault_of_module, number):
    assert standards(vault_of_module, "phone", number)[number] == standard_phone(number, "US")[0]


def test_a_mailbox_of_google_has_many_addresses(vault):
    addresses = "(values ('a.n.n+shop@gmail.com'), ('ann@googlemail.com'), ('a.n@x.com')) as given (address)"
    found = vault.execute(f"select list({mailbox('address')}) from {addresses}").fetchone()[0]
    assert found == ["ann@gmail.com", "ann@gmail.com", "a.n@x.com"]
