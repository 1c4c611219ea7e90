"""The build file gives its room back, loses nothing, and is one good file wherever a compaction dies."""

import shutil
import stat
from datetime import datetime

import duckdb
import pytest

from warehouse import compaction, journal
from warehouse.compaction import compact
from warehouse.connection import build_connection
from warehouse.errors import EnvironmentFault, NothingNew
from warehouse.maintenance import remove_what_is_old
from warehouse.publish import publish
from warehouse.versions import current_version

# More of what a database may be than a build is made of.
ODDITIES = """
create sequence ops.stepped start 100 increment 5;
create table ops.nextids (id bigint default nextval('ops.stepped'), name varchar unique, facts json, marks varchar[]);
insert into ops.nextids (name, facts, marks) values ('one', '{"a": 1}', ['x', null]), ('two', null, null);
comment on column ops.nextids.name is 'It''s a name.';
create view marts.names as select name from ops.nextids;
comment on view marts.names is 'Names.';
create macro marts.twice(x) as 2 * x;
create index by_name on ops.nextids (name);
"""
DYING = """
import os, sys
from warehouse import compaction, durable
from warehouse.settings import load_settings

def die(*_, **__):
    os._exit(9)

moment = sys.argv[2]
if moment == "while copying":
    compaction.copy_database = lambda connection, source, target: (
        connection.execute(f"copy from database {source} to {target} (schema)"), die()
    )
elif moment == "before the proof":
    compaction.require_equal = die
elif moment == "before the swap":
    durable.sync = die
elif moment == "after the swap":
    synced = durable.sync
    durable.sync = lambda path: die() if path.is_dir() else synced(path)
elif moment == "before the journal":
    compaction.journal.record = die
compaction.compact(load_settings(home=sys.argv[1], _env_file=None), always=True)
"""
READING = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print("open", flush=True)
time.sleep(600)
"""


def everything_in(settings):
    """All rows, and all that the catalogue says."""
    queries = {
        "tables": "select schema_name, table_name, comment, sql from duckdb_tables()",
        "columns": "select schema_name, table_name, column_name, comment from duckdb_columns() where not internal",
        "constraints": "select schema_name, table_name, constraint_text from duckdb_constraints()",
        "views": "select schema_name, view_name, comment, sql from duckdb_views() where not internal",
        "sequences": "select schema_name, sequence_name, last_value from duckdb_sequences()",
        "macros": "select schema_name, function_name, macro_definition from duckdb_functions() where not internal",
        "indexes": "select schema_name, index_name, sql from duckdb_indexes()",
    }
    with duckdb.connect(str(settings.build_file), read_only=True) as build:
        said = {kind: sorted(map(str, build.execute(query).fetchall())) for kind, query in queries.items()}
        for schema, table in build.execute("select schema_name, table_name from duckdb_tables()").fetchall():
            said[f"{schema}.{table}"] = build.execute(f"from {schema}.{table} order by all").fetchall()
    return said


def files_of(settings):
    return sorted(path.name for path in settings.build_file.parent.iterdir() if path.suffix != ".lock")


@pytest.fixture
def airy(settings, make_build):
    """A home whose build file is mostly free blocks."""
    with build_connection(settings, "test") as build:
        build.execute("create table raw.large as select md5(range::varchar) as t from range(200_000)")
    make_build(settings, customers=2_000, then=ODDITIES)
    with build_connection(settings, "test") as build:
        build.execute("drop table raw.large")
    return settings


def test_nothing_is_lost(airy):
    before, size = everything_in(airy), airy.build_file.stat().st_size

    done = compact(airy)

    assert everything_in(airy) == before
    assert (done.bytes_before, done.bytes_after) == (size, airy.build_file.stat().st_size)
    assert done.bytes_after < 0.6 * size
    assert stat.S_IMODE(airy.build_file.stat().st_mode) == 0o600
    assert files_of(airy) == ["build.duckdb"]
    assert journal.last(airy)["event"] == "compacted"


def test_ids_go_on_and_the_build_is_published(airy):
    with build_connection(airy, "test") as build:
        ((build_id, step),) = build.execute("select nextval('ops.build_ids'), nextval('ops.stepped')").fetchall()
    compact(airy)

    with build_connection(airy, "test") as build:
        after = build.execute("select nextval('ops.build_ids'), nextval('ops.stepped')").fetchall()
        with pytest.raises(duckdb.ConstraintException):
            build.execute("update ops.builds set state = 'no such state'")
    assert after == [(build_id + 1, step + 5)]
    assert publish(airy, release_pin=True).version == current_version(airy)


def test_six_rebuilds_leave_it_as_large_as_one(settings, make_build):
    sizes = []
    for build_id in range(1, 7):
        make_build(settings, build_id, customers=60_000)
        compact(settings, always=True)
        sizes.append(settings.build_file.stat().st_size)

    assert max(sizes) <= 1.1 * sizes[0], sizes


def test_it_is_left_alone_while_that_pays(settings, make_build):
    make_build(settings)
    before = settings.build_file.stat().st_ino

    with pytest.raises(NothingNew, match="of it is free, and it pays from 33% on"):
        compact(settings)

    assert settings.build_file.stat().st_ino == before


def test_an_open_build_is_not_made_to_wait(airy):
    with build_connection(airy, "test") as build:
        build.execute("update ops.builds set state = 'open'")

    with pytest.raises(NothingNew, match="build 1 is open"):
        compact(airy)

    assert compact(airy, always=True).bytes_after


def test_purged_records_do_not_linger_in_free_blocks(settings, make_build):
    make_build(settings)
    with build_connection(settings, "test") as build:
        build.execute(
            "insert into quarantine.rejected_rows by name select 1 as batch_id, 'crm' as source, "
            "'customers' as entity, 'f.csv' as source_file, range as source_row, ['bad'] as reasons, "
            "'ann-' || range || '@example.com' as raw_text, ? as rejected_at from range(3)",
            [datetime(2017, 1, 1)],
        )
    remove_what_is_old(settings)

    assert compact(settings).bytes_after
    with pytest.raises(NothingNew):
        compact(settings)


def test_without_a_build_file_there_is_nothing_to_do(settings):
    with pytest.raises(NothingNew, match="no build file yet"):
        compact(settings, always=True)


def test_a_full_disk_is_refused_before_anything_is_written(airy, monkeypatch):
    before = everything_in(airy)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))

    with pytest.raises(EnvironmentFault, match=r"needs [\d,]+ bytes in .*, and 0 are free there\. Make room"):
        compact(airy)

    assert everything_in(airy) == before


def test_a_copy_that_differs_never_takes_the_place(airy, monkeypatch):
    def copy_badly(connection, source, target):
        connection.execute(f"copy from database {source} to {target}")
        connection.execute(f"update {target}.marts.dim_customers set postcode = 'x' where customer_id = 'c7'")

    before = everything_in(airy)
    monkeypatch.setattr(compaction, "copy_database", copy_badly)

    with pytest.raises(EnvironmentFault, match=r"differs from it: the rows of marts\.dim_customers"):
        compact(airy)

    assert everything_in(airy) == before
    assert files_of(airy) == ["build.duckdb"]


def test_who_has_it_open_is_not_left_with_an_old_file(airy, start):
    reader = start(READING, airy.build_file)
    assert reader.stdout.readline() == "open\n", reader.stderr.read()

    with pytest.raises(EnvironmentFault, match="If another program has it open, close that"):
        compact(airy)


@pytest.mark.parametrize(
    "moment", ["while copying", "before the proof", "before the swap", "after the swap", "before the journal"]
)
def test_wherever_it_dies_one_good_file_is_there(airy, start, moment):
    before = everything_in(airy)

    dying = start(DYING, airy.home, moment)
    assert dying.wait(timeout=60) == 9, dying.stderr.read()

    assert everything_in(airy) == before
    remove_what_is_old(airy)
    assert files_of(airy) == ["build.duckdb"]
    assert compact(airy, always=True).bytes_after
