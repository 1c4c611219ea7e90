"""A home of the release before becomes one of this release: no row is lost, and nothing tells it from a fresh one."""

import hashlib
import shutil

import duckdb
import pytest

from tests.released_homes import make_home_of
from warehouse import migrations
from warehouse.connection import build_connection
from warehouse.errors import EnvironmentFault
from warehouse.migrations import FOLDER, known_migrations, migrate

DURABLE = ("ops", "ml", "quarantine")
# A released migration has been applied to people's homes: what it did cannot be changed any more, only followed.
RELEASED = {"0001_release_0_1_0.sql": "a5e5369668ff16863c00e27abf136a693bb2da7c7fe0f73a1e99667249419ab4"}

TABLES = """
select schema_name, table_name, comment from duckdb_tables() where list_contains($schemas, schema_name) order by all
"""
COLUMNS = """
select schema_name, table_name, column_index, column_name, data_type, is_nullable, column_default, comment
from duckdb_columns() where list_contains($schemas, schema_name) order by all
"""
CONSTRAINTS = """
select schema_name, table_name, constraint_type, constraint_text, constraint_column_names
from duckdb_constraints() where list_contains($schemas, schema_name) order by all
"""
SEQUENCES = "select schema_name, sequence_name from duckdb_sequences() where list_contains($schemas, schema_name)"


@pytest.fixture
def old_home(settings):
    """A home of release 0.1.0, which kept no record of migrations."""
    make_home_of("0.1.0", settings)
    return settings


def opened(settings):
    return duckdb.connect(str(settings.build_file))


def schema_of(settings):
    """Everything that the catalogue says about the durable schemas."""
    with opened(settings) as build:
        queries = (TABLES, COLUMNS, CONSTRAINTS, SEQUENCES)
        return [build.execute(query, {"schemas": DURABLE}).fetchall() for query in queries]


def rows_of(settings):
    """All rows of all tables: (schema, table) -> (columns, rows)."""
    with opened(settings) as build:
        found = {}
        for schema, table in build.execute("select schema_name, table_name from duckdb_tables()").fetchall():
            build.execute(f"from {schema}.{table} order by all")
            found[schema, table] = [name for name, *_ in build.description], build.fetchall()
        return found


def test_every_row_is_kept(old_home):
    before = rows_of(old_home)
    with build_connection(old_home, "migrate"):
        pass

    with opened(old_home) as build:
        for (schema, table), (columns, rows) in before.items():
            now = build.execute(f"select {', '.join(columns)} from {schema}.{table} order by all").fetchall()
            assert now == rows, f"{schema}.{table}"
    filled = {name for name, (_, rows) in before.items() if rows}
    assert {
        ("ops", "builds"),
        ("ops", "loaded_files"),
        ("quarantine", "rejected_rows"),
        ("raw", "web__events"),
    } <= filled
    assert {name for name in before if name[0] in DURABLE} <= filled, "a table without rows shows nothing"


def test_it_equals_a_fresh_home(old_home, settings, tmp_path):
    fresh = settings.model_copy(update={"home": tmp_path / "fresh"})
    was = schema_of(old_home)

    for home in (old_home, fresh):
        with build_connection(home, "migrate"):
            pass

    assert schema_of(old_home) == schema_of(fresh)
    assert schema_of(old_home) != was


def test_ids_go_on_where_they_were(old_home):
    with build_connection(old_home, "migrate") as build:
        assert build.execute("select nextval('ops.build_ids'), nextval('ops.batch_ids')").fetchone() == (4, 6)


def test_the_record_says_which_release_did_it(old_home):
    with build_connection(old_home, "migrate") as build:
        recorded = build.execute("select number, name, release from ops.schema_migrations order by number").fetchall()

    assert recorded == [
        (migration.number, migration.name, migrations.metadata.version("segmart")) for migration in known_migrations()
    ]


def test_a_second_opening_writes_nothing(old_home):
    def digest():
        return hashlib.sha256(old_home.build_file.read_bytes()).hexdigest()

    with build_connection(old_home, "migrate"):
        pass
    first = digest()
    with build_connection(old_home, "look") as build:
        assert migrate(build) == []

    assert digest() == first


def test_a_home_of_a_newer_release_is_refused(old_home):
    with build_connection(old_home, "migrate") as build:
        build.execute("insert into ops.schema_migrations values (9999, 'from_the_future', '9.0.0', '2030-01-01')")
    before = rows_of(old_home)

    with (
        pytest.raises(EnvironmentFault, match=r"number 9999 by a newer release, .* Install that release again"),
        build_connection(old_home, "look"),
    ):
        pass

    assert rows_of(old_home) == before


@pytest.mark.parametrize("last", ["select 1 / 'a'::integer", "alter table ops.no_such_table add column a integer"])
def test_a_migration_that_fails_leaves_the_file_as_it_was(old_home, tmp_path, last):
    folder = tmp_path / "migrations"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py*", "__pycache__"))
    (folder / "9999_bad.sql").write_text(f"alter table ops.builds add column good integer; {last};")
    schema, rows = schema_of(old_home), rows_of(old_home)

    with opened(old_home) as build, pytest.raises(duckdb.Error):
        migrate(build, folder)

    assert (schema_of(old_home), rows_of(old_home)) == (schema, rows)
    with build_connection(old_home, "migrate") as build:
        assert build.execute("select count(*) from ops.schema_migrations").fetchone() == (len(known_migrations()),)


def test_numbers_are_consecutive_and_names_are_read():
    known = known_migrations()

    assert [migration.number for migration in known] == list(range(1, len(known) + 1))
    assert {migration.path.name for migration in known} == {path.name for path in FOLDER.glob("*.sql")}


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_migration_is_never_edited(name):
    content = (FOLDER / name).read_bytes()

    assert hashlib.sha256(content).hexdigest() == RELEASED[name], f"{name} was released: add a migration instead"
