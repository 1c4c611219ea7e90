"""What two references share links them, unless too many share it or their names speak against it."""

import pytest

from ml_tasks.identity.config import IdentityConfig
from ml_tasks.identity.links import doubt_links, link_by_identifiers

ANN = ("ann", "smith", "1980-02-01")


@pytest.fixture
def link(vault):
    """Return a function that takes profiles and what they have, and gives the pairs that it links."""

    def linked(profiles, identifiers, config=None):
        vault.execute(
            "create or replace temp table profiles_to_match "
            "(customer_ref varchar, first_name varchar, last_name varchar, birth_date date, street varchar)"
        )
        vault.executemany(
            "insert into profiles_to_match values (?, ?, ?, ?, '1 oak street')",
            [(ref, *values) for ref, values in profiles.items()],
        )
        vault.execute(
            "create or replace temp table identifiers "
            "(identifier_type varchar, identifier varchar, customer_ref varchar)"
        )
        vault.executemany("insert into identifiers values (?, ?, ?)", identifiers)
        link_by_identifiers(vault, config or IdentityConfig())
        return set(vault.execute("select left_ref, right_ref from shared where links").fetchall())

    return linked


BEN = ("ben", "smith", "1981-05-05")
CASES = {
    "one person": (ANN, ANN, {"email", "phone", "loyalty_id", "cookie"}),
    "short and long name": (("jon", None, None), ("jonathan", None, None), {"email", "phone", "loyalty_id"}),
    "slip in the name": (
        ("catherine", "smith", None),
        ("katherine", "smyth", None),
        {"email", "phone", "loyalty_id", "cookie"},
    ),
    "names swapped": (("ann", "smith", None), ("smith", "ann", None), {"email", "phone", "loyalty_id", "cookie"}),
    "nothing known of one": (ANN, (None, None, None), {"email", "phone", "loyalty_id"}),
    "nickname": (("bob", "smith", "1980-02-01"), ("robert", "smith", "1980-02-01"), {"email", "loyalty_id"}),
    "couple": (ANN, BEN, set()),
    "couple of unknown ages": (("ann", "smith", None), ("ben", "smith", None), {"email", "loyalty_id"}),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_shared_links_unless_names_speak_against_it(link, case):
    left, right, expected = CASES[case]
    found = {
        kind
        for kind in ("email", "phone", "loyalty_id", "cookie")
        if link({"a": left, "b": right}, [(kind, "shared", "a"), (kind, "shared", "b")])
    }
    assert found == expected


FATHER_AND_SON = {"father": ("jon", "smith", "1950-01-01"), "son": ("jon", "smith", None)}
AT_ONE_PHONE = [("phone", "p", "father"), ("phone", "p", "son")]


@pytest.mark.parametrize(
    ("profiles", "probability", "stay"),
    [
        (FATHER_AND_SON, 0.5, False),
        (FATHER_AND_SON, 0.9, True),
        ({**FATHER_AND_SON, "son": ("jon", "smith", "1950-01-01")}, 0.5, True),
        # A company that knows no birth dates links them all the same.
        ({**FATHER_AND_SON, "father": ("jon", "smith", None)}, 0.5, True),
    ],
)
def test_without_a_birth_date_a_phone_links_within_a_home_only_who_is_alike(link, vault, profiles, probability, stay):
    assert link(profiles, AT_ONE_PHONE)
    vault.execute(
        "create temp table scored_pairs as select 'father' as left_ref, 'son' as right_ref, ? as match_probability",
        [probability],
    )
    vault.execute("insert into profiles_to_match by name select 'x' as customer_ref, null as birth_date")
    if profiles["father"][2]:
        vault.execute(
            "insert into profiles_to_match by name select 'y' as customer_ref, date '1980-01-01' as birth_date"
        )
        vault.execute(
            "insert into profiles_to_match by name select 'z' as customer_ref, date '1980-01-01' as birth_date"
        )
    doubt_links(vault, 0.65)
    assert bool(vault.execute("from shared where links").fetchall()) == stay


def test_all_pairs_of_a_contact_are_told(link):
    people = dict.fromkeys("abc", ANN)
    assert link(people, [("email", "e", ref) for ref in people]) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_the_same_text_as_another_kind_of_identifier_links_nobody(link):
    assert not link({"a": ANN, "b": ANN}, [("email", "x", "a"), ("loyalty_id", "x", "b")])


def test_what_too_many_share_links_nobody_and_is_listed(link, vault):
    people = {name: (name, "smith", None) for name in ("ann", "ben", "cid", "dora", "eve", "fay")}
    assert link(dict(list(people.items())[:5]), [("email", "shop@example.com", name) for name in list(people)[:5]])
    assert not link(people, [("email", "shop@example.com", name) for name in people])
    assert vault.execute("from blocked").fetchall() == [("email", "shop@example.com", "shared by too many", 6)]


@pytest.mark.parametrize("person", [ANN, (None, None, None)])
def test_somebody_who_registers_again_and_again_is_not_too_many(link, person):
    refs = [f"r{number:02d}" for number in range(51)]
    assert len(link(dict.fromkeys(refs[:50], person), [("email", "e", ref) for ref in refs[:50]])) == 50 * 49 / 2
    assert not link(dict.fromkeys(refs, person), [("email", "e", ref) for ref in refs])


@pytest.mark.parametrize(
    ("kind", "placeholder"),
    [
        ("email", "none@none.com"),
        ("email", "noreply@example.com"),
        ("email", "test@test.com"),
        ("phone", "+10000000000"),
        ("phone", "+1111111111"),
        ("phone", "+11234567890"),
        ("loyalty_id", "000000"),
        ("loyalty_id", "n/a"),
    ],
)
def test_a_placeholder_links_nobody_however_few_have_it(link, vault, kind, placeholder):
    assert not link({"a": ANN, "b": ANN}, [(kind, placeholder, "a"), (kind, placeholder, "b")])
    assert vault.execute("select reason, reference_count from blocked").fetchall() == [("placeholder", 2)]


@pytest.mark.parametrize(
    ("kind", "genuine"),
    [("email", "nora@example.com"), ("email", "ann@nonesuch.com"), ("phone", "+12015550100"), ("loyalty_id", "100000")],
)
def test_what_only_looks_like_a_placeholder_links(link, kind, genuine):
    assert link({"a": ANN, "b": ANN}, [(kind, genuine, "a"), (kind, genuine, "b")])


def test_without_blocking_the_placeholder_would_link(link):
    """The mechanism that the tests above rest upon, switched off."""
    open_to_all = IdentityConfig().email.model_copy(update={"placeholders": ()})
    config = IdentityConfig(email=open_to_all)
    assert link({"a": ANN, "b": ANN}, [("email", "none@none.com", "a"), ("email", "none@none.com", "b")], config)
