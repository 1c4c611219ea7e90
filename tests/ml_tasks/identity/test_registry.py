"""Ids outlive whatever is found out about who is who. A person is written as its references, ``ab``."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_tasks.identity.records import record_links
from ml_tasks.identity.registry import assign_ids, enter_proposals, is_newest, propose, read_registry
from tests.ml_tasks.identity.open_vault import open_vault

DAY_1 = datetime(2017, 1, 1)


@pytest.fixture
def registry(vault):
    return Registry(vault)


class Registry:
    """Builds one after the other; each is told who is one person, and passes unless it is told not to."""

    def __init__(self, connection):
        self.connection = connection
        self.build_id = 0
        connection.execute("create temp table profiles_to_match (customer_ref varchar)")

    def build(self, *people, day=None, passes=True):
        """Return the id of every reference; the references are registered in the order of the alphabet."""
        self.build_id += 1
        as_of = DAY_1 + timedelta(days=self.build_id if day is None else day)
        connection = self.connection
        connection.execute(
            "create or replace temp table members (customer_ref varchar, component bigint, registered_at timestamp)"
        )
        rows = [(ref, number, DAY_1) for number, refs in enumerate(people) for ref in refs]
        connection.executemany("insert into members values (?, ?, ?)", rows)
        connection.execute(
            "insert into ops.builds by name select ? as build_id, ?::timestamp as as_of, 1 as raw_through_batch, "
            "'' as fingerprint, 'open' as state, ?::timestamp as opened_at",
            [self.build_id, as_of, as_of],
        )
        is_live = is_newest(connection, as_of)
        read_registry(connection, as_of)
        assign_ids(connection, as_of, self.build_id)
        record_links(connection, SimpleNamespace(build_id=self.build_id, as_of=as_of))
        if is_live:
            propose(connection, self.build_id)
        if passes:
            enter_proposals(connection, self.build_id)
            connection.execute("update ops.builds set state = 'passed' where build_id = ?", [self.build_id])
        return dict(connection.execute("select customer_ref, customer_id from pii.customer_links").fetchall())

    def current(self, customer_id):
        """Return the ids of today that an id leads to."""
        rows = self.connection.execute(
            "select new_customer_id from pii.customer_id_links where old_customer_id = ? and valid_to is null",
            [customer_id],
        ).fetchall()
        return [found for (found,) in rows]

    def history(self, customer_id):
        return self.connection.execute(
            "select new_customer_id, reason, datediff('day', ?, valid_from), datediff('day', ?, valid_to) "
            "from pii.customer_id_links where old_customer_id = ? order by valid_from",
            [DAY_1, DAY_1, customer_id],
        ).fetchall()


def test_one_person_has_one_id(registry):
    ids = registry.build("ab", "c")
    assert ids["a"] == ids["b"] != ids["c"]


def test_the_order_of_files_does_not_matter_in_a_new_home(registry, vault):
    ids = registry.build("ab", "cde", "f")
    for table in ("pii.customer_ids", "pii.identity_registry"):
        vault.execute(f"delete from {table}")
    assert registry.build("f", "edc", "ba") == ids


def test_ids_stay_when_nothing_is_found_out(registry):
    assert registry.build("ab", "c") == registry.build("c", "ba")


def test_a_new_profile_joins_its_person(registry):
    before = registry.build("b", "c")
    # Even one that was registered earlier: the id was given away, and stays.
    after = registry.build("ab", "c")
    assert after == {**before, "a": before["b"]}


def test_when_two_are_found_to_be_one_the_older_id_lives_on(registry):
    before = registry.build("b", "c")
    registry.build("a", "b", "c")
    after = registry.build("ab", "c")
    assert after == {"a": before["b"], "b": before["b"], "c": before["c"]}


def test_of_two_ids_of_one_day_the_older_profile_s_lives_on(registry):
    before = registry.build("a", "b")
    assert set(registry.build("ab").values()) == {before["a"]}


def test_yesterday_s_id_leads_to_today_s(registry):
    before = registry.build("a", "b")
    registry.build("ab")
    assert registry.current(before["b"]) == [before["a"]]
    assert registry.history(before["b"]) == [(before["b"], "minted", 1, 2), (before["a"], "merged", 2, None)]


def test_who_is_taken_apart_again_gets_an_id_that_is_new(registry):
    before = registry.build("a", "b")
    registry.build("ab")
    after = registry.build("a", "b")
    assert after["a"] == before["a"]
    assert after["b"] not in before.values()
    assert registry.current(before["b"]) == [after["b"]]
    assert [row[1:] for row in registry.history(before["b"])] == [
        ("minted", 1, 2),
        ("merged", 2, 3),
        ("split", 3, None),
    ]


def test_a_split_leaves_the_id_with_the_one_it_was_minted_for(registry):
    before = registry.build("abc")
    after = registry.build("a", "bc")
    assert after["a"] == before["a"]
    assert after["b"] == after["c"] != before["a"]


def test_an_id_stays_with_the_most_when_its_founder_has_gone(registry):
    before = registry.build("abcd")
    after = registry.build("b", "cd")
    assert after["c"] == after["d"] == before["a"] != after["b"]
    assert registry.current(before["a"]) == [before["a"]]


def test_the_id_of_somebody_who_has_gone_follows_a_merge(registry):
    first = registry.build("b")
    before = registry.build("a", "b", "c")
    registry.build("b", "c")
    merged = registry.build("bc")
    assert set(merged.values()) == {first["b"]}
    assert registry.current(before["c"]) == [first["b"]]
    assert registry.current(before["a"]) == [before["a"]]


def test_a_build_that_does_not_pass_changes_no_id(registry):
    before = registry.build("a", "b")
    registry.build("ab", passes=False)
    assert registry.build("a", "b") == before
    assert registry.history(before["b"]) == [(before["b"], "minted", 1, None)]


def test_entering_twice_changes_nothing(registry, vault):
    registry.build("ab")
    rows = vault.execute("from pii.identity_registry order by all").fetchall()
    enter_proposals(vault, registry.build_id)
    assert vault.execute("from pii.identity_registry order by all").fetchall() == rows


def test_a_build_of_the_past_knows_what_was_known_then_and_changes_nothing(registry, vault):
    before = registry.build("a", "b", day=10)
    registry.build("ab", "c", day=20)
    # Finds out nothing, and is the newest all the same.
    registry.build("ab", "c", day=30)
    rows = vault.execute("from pii.identity_registry order by all").fetchall()
    assert registry.build("ac", "b", day=25).keys() == {"a", "b", "c"}
    assert registry.build("a", "b", day=15) == before
    assert registry.current(before["b"]) == [before["b"]]
    assert vault.execute("from pii.identity_registry order by all").fetchall() == rows
    assert vault.execute("select count(*) from pii.identity_proposals").fetchone() == (0,)


def test_a_build_before_the_first_gives_the_ids_of_a_home_that_knows_no_more(registry, vault):
    registry.build("ab", "c", day=20)
    past = registry.build("a", "b", day=5)
    for table in ("pii.customer_ids", "pii.identity_registry"):
        vault.execute(f"delete from {table}")
    assert registry.build("a", "b", day=5) == past


REFS = "abcdef"
PARTITIONS = st.lists(st.integers(0, 3), min_size=len(REFS), max_size=len(REFS))


@given(st.lists(PARTITIONS, min_size=2, max_size=5))
@settings(max_examples=25, deadline=None)
def test_whatever_happens_every_id_leads_to_one_customer_and_nobody_else_s_changes(tmp_path_factory, partitions):
    with open_vault(tmp_path_factory.mktemp("home")) as connection:
        registry = Registry(connection)
        given_away, before, people_before = set(), {}, set()
        for groups in partitions:
            people = {frozenset(ref for ref, own in zip(REFS, groups, strict=True) if own == group) for group in groups}
            ids = registry.build(*("".join(sorted(refs)) for refs in sorted(people, key=sorted)))
            assert len(set(ids.values())) == len(people)
            for refs in people & people_before:
                assert {ids[ref] for ref in refs} == {before[ref] for ref in refs}
            # An id is either one of yesterday's, or was never seen.
            assert not (set(ids.values()) - set(before.values())) & given_away
            given_away |= set(ids.values())
            assert all(len(registry.current(customer_id)) == 1 for customer_id in given_away)
            assert all(registry.current(customer_id)[0] in ids.values() for customer_id in given_away)
            before, people_before = ids, people
