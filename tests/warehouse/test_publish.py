"""What a publication contains, what it leaves behind, and who may publish."""

import stat

import duckdb
import pytest

from warehouse import journal
from warehouse.connection import build_connection
from warehouse.errors import Refused
from warehouse.publication import Publication, PublishSkipped
from warehouse.publish import publish
from warehouse.rollback import rollback
from warehouse.versions import current_version, file_of, kept_versions, name_of, pinned_version


def read(settings, sql):
    with duckdb.connect(str(settings.published_link), read_only=True) as reader:
        return reader.execute(sql).fetchall()


def test_rows_types_comments_and_not_null_arrive(settings, make_build):
    make_build(settings, customers=40)

    publish(settings, release_pin=True)

    assert read(settings, "select count(*), sum(net_spend_usd)::varchar from marts.dim_customers") == [(40, "787.80")]
    assert read(settings, "select comment from duckdb_tables() where table_name = 'dim_customers'") == [
        ("One row per customer. It's the whole company's.",)
    ]
    columns = (
        "select column_name, data_type, is_nullable, comment from duckdb_columns() where table_name = 'dim_customers'"
    )
    assert read(settings, columns) == [
        ("customer_id", "VARCHAR", False, "Key."),
        ("built_by", "BIGINT", True, None),
        ("net_spend_usd", "DECIMAL(18,2)", True, None),
    ]


def test_only_listed_tables_and_columns_of_published_schemas_leave_the_build_file(settings, make_build):
    make_build(settings)

    publish(settings, release_pin=True)

    tables = read(settings, "select schema_name || '.' || table_name from duckdb_tables() where schema_name <> 'ops'")
    assert sorted(name for (name,) in tables) == ["marts.dim_customers", "segments.customer_segments"]
    assert read(settings, "select * from duckdb_views() where not internal") == []
    columns = {name for (name,) in read(settings, "select column_name from duckdb_columns()")}
    assert not columns & {"postcode", "email", "first_name", "nobody_listed_this"}


def test_messages_that_may_quote_personal_data_stay_in_the_build_file(settings, make_build):
    failure = (
        "insert into ops.dbt_run_results values (1, 'n', 'model', 'error', 1, 0, 'bad ann@example.com', '2018-01-01')"
    )
    make_build(settings, then=failure)

    publish(settings, release_pin=True)

    texts = read(
        settings, "select table_name from duckdb_columns() where schema_name = 'ops' and column_name = 'message'"
    )
    assert texts == []
    assert read(settings, "select node from ops.dbt_run_results") == [("n",)]


def test_the_file_says_which_publications_there_were_including_its_own(settings, make_build):
    make_build(settings, 1)
    first = publish(settings, release_pin=True)
    make_build(settings, 2)
    second = publish(settings, release_pin=True)

    own = read(settings, "select version, build_id from ops.publications order by published_at")
    assert own == [(first.version, 1), (second.version, 2)]
    with build_connection(settings, "test") as build:
        assert build.execute("select count(*) from ops.publications").fetchone() == (2,)


def test_a_version_is_immutable_unique_and_reached_by_relative_links(settings, make_build, tmp_path):
    make_build(settings)
    first, second = publish(settings, release_pin=True), publish(settings, release_pin=True)

    assert first.version < second.version
    assert kept_versions(settings) == [first.version, second.version]
    for version in (first.version, second.version):
        assert stat.S_IMODE(file_of(settings, version).stat().st_mode) == 0o444
        assert name_of(settings, version).samefile(file_of(settings, version))
    settings.home.rename(tmp_path / "moved")
    with duckdb.connect(str(tmp_path / "moved" / "published" / "segmart.duckdb"), read_only=True) as reader:
        assert reader.execute("select count(*) from marts.dim_customers").fetchone() == (40,)


def test_the_catalogue_keeps_its_name_from_one_publication_to_the_next(settings, make_build):
    make_build(settings)
    for _ in range(2):
        publish(settings, release_pin=True)
        assert read(settings, "select count(*) from segmart.marts.dim_customers") == [(40,)]


def test_a_home_with_quotes_and_spaces_in_its_path(settings, make_build, tmp_path):
    odd = settings.model_copy(update={"home": tmp_path / 'it\'s a "home"'})
    make_build(odd)

    publish(odd, release_pin=True)

    assert read(odd, "select count(*) from marts.dim_customers") == [(40,)]


def test_two_homes_do_not_touch_each_other(settings, make_build, tmp_path):
    other = settings.model_copy(update={"home": tmp_path / "other"})
    make_build(settings, 1)
    make_build(other, 2)
    publish(settings, release_pin=True)
    publish(other, release_pin=True)

    assert read(settings, "select distinct built_by from marts.dim_customers") == [(1,)]
    assert read(other, "select distinct built_by from marts.dim_customers") == [(2,)]
    assert kept_versions(settings) != kept_versions(other)


@pytest.mark.parametrize(
    ("state", "words"), [("refused", "refused by a gate"), ("open", "still open"), ("failed", "failed")]
)
def test_a_build_that_has_not_passed_is_refused_and_the_earlier_publication_stays(settings, make_build, state, words):
    make_build(settings, 1)
    earlier = publish(settings, release_pin=True)
    make_build(settings, 2, state=state, message="12 customers without a segment")

    with pytest.raises(Refused, match=rf"Build 2 .*{words}.*12 customers without a segment"):
        publish(settings, release_pin=True)

    assert current_version(settings) == earlier.version
    assert read(settings, "select distinct built_by from marts.dim_customers") == [(1,)]


def test_without_a_build_there_is_nothing_to_publish(settings):
    with pytest.raises(Refused, match="no build to publish"):
        publish(settings, release_pin=True)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("insert into ops.published_columns values ('pii', 'people', 'email')", "pii.people.email"),
        ("insert into ops.published_columns values ('marts', 'gone', 'a')", "marts.gone"),
        ("insert into ops.published_columns values ('marts', 'customers_view', 'built_by')", "marts.customers_view"),
        ("insert into ops.published_columns values ('marts', 'dim_customers', 'gone')", "marts.dim_customers.gone"),
        ("delete from ops.published_columns", "published_columns is empty"),
        ("delete from segments.customer_segments where customer_id = 'c1'", "39 rows"),
    ],
    ids=["another schema", "missing table", "view", "missing column", "empty list", "customer without an answer"],
)
def test_a_build_that_is_not_what_its_list_says_is_refused(settings, make_build, change, named):
    make_build(settings, then=change)

    with pytest.raises(Refused, match=named):
        publish(settings, release_pin=True)

    assert current_version(settings) is None
    assert not [path for path in settings.versions.iterdir() if path.is_dir()]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("delete from ops.published_columns where column_name = 'net_spend_usd'", "marts.dim_customers.net_spend_usd"),
        ("alter table marts.dim_customers alter net_spend_usd type double", r"is DECIMAL\(18,2\) now .* DOUBLE"),
        ("delete from ops.published_columns where schema_name = 'segments'", "segments.customer_segments is published"),
    ],
    ids=["lost column", "retyped column", "lost table"],
)
def test_a_change_that_breaks_readers_is_refused(settings, make_build, change, named):
    make_build(settings, 1)
    earlier = publish(settings, release_pin=True)
    make_build(settings, 2, then=change)

    with pytest.raises(Refused, match=f"{named}.*`segmart schema accept`"):
        publish(settings, release_pin=True)

    assert current_version(settings) == earlier.version


def test_a_new_column_is_welcome(settings, make_build):
    make_build(settings, 1)
    publish(settings, release_pin=True)
    make_build(
        settings,
        2,
        then="alter table marts.dim_customers add column tier varchar; "
        "insert into ops.published_columns values ('marts', 'dim_customers', 'tier')",
    )

    publish(settings, release_pin=True)

    assert read(settings, "select distinct tier from marts.dim_customers") == [(None,)]


def test_gate_verdicts_are_counted_newest_run_only(settings, make_build):
    verdict = (
        "insert into ops.gate_results values ('marts', 's', '{}', null, '1', '0', 'warn', {}, null, {}, null, '{}')"
    )
    verdicts = [
        verdict.format("a", "false", 1, "2018-01-01"),
        verdict.format("a", "true", 1, "2018-01-02"),
        verdict.format("b", "false", 1, "2018-01-01"),
        verdict.format("c", "true", 99, "2018-01-01"),
    ]
    make_build(settings, then="; ".join(verdicts))

    publication = publish(settings, release_pin=True)

    assert (publication.gates_met, publication.gates_warned) == (1, 1)


def test_a_pin_is_honoured_by_scheduled_runs_and_released_by_hand(settings, make_build):
    make_build(settings)
    first, _ = publish(settings, release_pin=True), publish(settings, release_pin=True)
    rollback(settings)

    skipped = publish(settings, release_pin=False)

    assert isinstance(skipped, PublishSkipped)
    assert first.version in skipped.reason
    assert current_version(settings) == pinned_version(settings) == first.version
    released = publish(settings, release_pin=True)
    assert current_version(settings) == released.version
    assert pinned_version(settings) is None
    assert isinstance(publish(settings, release_pin=False), Publication)


def test_the_journal_tells_of_each_publication(settings, make_build):
    make_build(settings)

    publication = publish(settings, release_pin=True)

    entry = journal.last(settings, "published")
    assert Publication.from_facts(entry) == publication
    assert (entry["build_id"], entry["model_version"], entry["as_of"]) == (1, "m1", "2018-01-01 00:00:00")


def test_only_the_last_versions_stay(settings, make_build):
    settings = settings.model_copy(update={"keep_versions": 2})
    for build_id in (1, 2, 3):
        make_build(settings, build_id)
        publish(settings, release_pin=False)
    kept = kept_versions(settings)
    assert [version.rpartition("_b")[2] for version in kept] == ["2", "3"]
    assert {link.name for link in settings.versions.glob("*.duckdb")} == {
        f"segmart_{version}.duckdb" for version in kept
    }
    assert {folder.name for folder in settings.parquet.iterdir()} == {*kept, "current"}
