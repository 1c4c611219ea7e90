"""What readers lose, they lose because somebody let it go: item by item, once, and for the version they had."""

import pytest

from warehouse import cli, journal
from warehouse.cli import console
from warehouse.errors import Refused
from warehouse.publication import Publication
from warehouse.publish import publish
from warehouse.rollback import rollback
from warehouse.schema_acceptance import accept_schema, accepted_changes, coming_schema
from warehouse.schema_changes import SchemaChange
from warehouse.versions import current_version

LOSES_SPEND = "delete from ops.published_columns where column_name = 'net_spend_usd'"
LOSES_SEGMENT = "delete from ops.published_columns where column_name = 'segment_name'"
RETYPES_SPEND = "alter table marts.dim_customers alter net_spend_usd type double"
ADDS_TIER = """
alter table marts.dim_customers add column tier varchar;
insert into ops.published_columns values ('marts', 'dim_customers', 'tier')
"""
SPEND = SchemaChange("lost", "marts.dim_customers", "net_spend_usd", "DECIMAL(18,2)", None)


@pytest.fixture
def published(settings, make_build) -> str:
    """The version that readers have, as build 1 made it."""
    make_build(settings, 1)
    return publish(settings, release_pin=True).version


def test_before_anything_is_published_there_is_nothing_to_compare_with(settings, make_build):
    make_build(settings, 1, then=LOSES_SPEND)

    assert coming_schema(settings).changes == []
    assert accept_schema(settings).accepted == frozenset()
    assert isinstance(publish(settings, release_pin=True), Publication)


def test_a_build_that_has_not_passed_is_not_compared(settings, make_build, published):
    make_build(settings, 2, state="refused", message="no orders")

    for function in (coming_schema, accept_schema):
        with pytest.raises(Refused, match="Build 2 was refused by a gate"):
            function(settings)


def test_additions_losses_and_retypes(settings, make_build, published):
    make_build(settings, 2, then=f"{RETYPES_SPEND}; {LOSES_SEGMENT}; {ADDS_TIER}; drop table ops.dbt_run_results")

    coming = coming_schema(settings)

    assert (coming.build_id, coming.version, coming.accepted) == (2, published, frozenset())
    assert [str(change) for change in coming.changes] == [
        "retyped column marts.dim_customers.net_spend_usd (DECIMAL(18,2) -> DOUBLE)",
        "lost table ops.dbt_run_results",
        "lost column segments.customer_segments.segment_name (VARCHAR)",
        "added column marts.dim_customers.tier (VARCHAR)",
    ]
    assert journal.last(settings, "schema_accepted") is None


def test_what_was_accepted_is_published_by_a_scheduled_run_and_is_used_up(settings, make_build, published):
    make_build(settings, 2, then=LOSES_SPEND)
    with pytest.raises(Refused, match="net_spend_usd is published now and missing"):
        publish(settings, release_pin=False)

    accept_schema(settings)

    entry = journal.last(settings, "schema_accepted")
    assert (entry["version"], entry["build_id"], len(entry["items"])) == (published, 2, 1)
    assert accepted_changes(settings) == {SPEND}
    second = publish(settings, release_pin=False)
    assert current_version(settings) == second.version
    assert accepted_changes(settings) == frozenset()
    make_build(settings, 3)
    publish(settings, release_pin=False)
    make_build(settings, 4, then=LOSES_SPEND)
    with pytest.raises(Refused, match="net_spend_usd"):
        publish(settings, release_pin=False)


def test_a_later_build_with_the_same_loss_goes_through(settings, make_build, published):
    make_build(settings, 2, then=LOSES_SPEND)
    accept_schema(settings)
    make_build(settings, 3, then=LOSES_SPEND)

    assert publish(settings, release_pin=False).build_id == 3


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (f"{LOSES_SPEND}; {LOSES_SEGMENT}", "segment_name is published now"),
        (RETYPES_SPEND, r"DECIMAL\(18,2\) now and would become DOUBLE"),
        (f"{RETYPES_SPEND}; {LOSES_SEGMENT}", r"net_spend_usd .*\(and 1 more\)"),
    ],
    ids=["a further loss", "a different change", "both"],
)
def test_anything_else_is_refused_as_before(settings, make_build, published, change, named):
    make_build(settings, 2, then=LOSES_SPEND)
    accept_schema(settings)
    make_build(settings, 3, then=change)

    with pytest.raises(Refused, match=named):
        publish(settings, release_pin=True)

    assert current_version(settings) == published


def test_an_acceptance_that_was_not_needed_does_not_lie_in_wait(settings, make_build, published):
    make_build(settings, 2, then=LOSES_SPEND)
    accept_schema(settings)
    make_build(settings, 3)
    publish(settings, release_pin=True)
    make_build(settings, 4, then=LOSES_SPEND)

    with pytest.raises(Refused, match="net_spend_usd"):
        publish(settings, release_pin=True)


def test_a_new_acceptance_replaces_the_old_one(settings, make_build, published):
    make_build(settings, 2, then=LOSES_SPEND)
    accept_schema(settings)
    make_build(settings, 3, then=RETYPES_SPEND)
    accept_schema(settings)
    make_build(settings, 4, then=LOSES_SPEND)

    with pytest.raises(Refused, match="net_spend_usd is published now and missing"):
        publish(settings, release_pin=True)


def test_back_across_a_change_and_forward_again(settings, make_build, published):
    make_build(settings, 2, then=LOSES_SPEND)
    accept_schema(settings)
    publish(settings, release_pin=True)

    assert rollback(settings).version == published
    with pytest.raises(Refused, match="net_spend_usd"):
        publish(settings, release_pin=True)
    accept_schema(settings)

    assert publish(settings, release_pin=True).build_id == 2


def test_an_acceptance_for_another_version_than_readers_have_does_not_count(settings, make_build, published):
    make_build(settings, 2)
    second = publish(settings, release_pin=True).version
    make_build(settings, 3, then=LOSES_SPEND)
    accept_schema(settings)
    rollback(settings)

    with pytest.raises(Refused, match="net_spend_usd"):
        publish(settings, release_pin=True)

    rollback(settings, to=second)
    assert isinstance(publish(settings, release_pin=True), Publication)


def test_after_a_publication_that_died_before_it_told_the_journal(settings, make_build, published):
    make_build(settings, 2)
    publish(settings, release_pin=True)
    lines = settings.journal_file.read_text().splitlines(keepends=True)
    settings.journal_file.write_text(
        "".join(line for line in lines if '"event": "published"' not in line or published in line)
    )
    make_build(settings, 3, then=LOSES_SPEND)

    accept_schema(settings)

    assert publish(settings, release_pin=True).build_id == 3


@pytest.fixture
def segmart(settings, monkeypatch, capsys):
    """Run a command in this home; returns exit status and what was said."""
    monkeypatch.setenv("SEGMART_HOME", str(settings.home))

    def run(*arguments):
        capsys.readouterr()
        status = cli.run(list(arguments))
        shown = capsys.readouterr()
        return status, shown.out + shown.err

    yield run
    console.stop_logging()


def test_the_commands(settings, make_build, published, segmart):
    assert segmart("schema", "diff") == (0, f"Publishing build 1 would change no table and no column of {published}.\n")
    assert segmart("schema", "accept") == (0, "There is nothing to accept: build 1 takes nothing from readers.\n")
    make_build(settings, 2, then=f"{LOSES_SPEND}; {ADDS_TIER}")

    status, said = segmart("publish")
    assert (status, "`segmart schema diff`" in said, "`segmart schema accept`" in said) == (1, True, True)
    status, said = segmart("schema", "diff")
    assert status == 0
    assert "lost column marts.dim_customers.net_spend_usd (DECIMAL(18,2)) - breaks readers" in said
    assert "added column marts.dim_customers.tier (VARCHAR)\n" in said
    status, said = segmart("schema", "accept")
    assert status == 0
    assert f"Accepted for the publication that follows {published}" in said
    assert "net_spend_usd" in said
    assert "tier" not in said
    assert "net_spend_usd (DECIMAL(18,2)) - accepted" in segmart("schema", "diff")[1]
    assert segmart("publish")[0] == 0
