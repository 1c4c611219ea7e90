"""An archive holds what cannot be made again, whole or not at all; a restore changes an empty home or nothing."""

import errno
import json
import os
import shutil
import stat
import tarfile
from io import BytesIO
from pathlib import Path

import duckdb
import pytest

from tests.released_homes import make_home_of
from warehouse import archive, journal, versions
from warehouse import backup as saving
from warehouse.backup import DERIVED_SCHEMAS, DURABLE_TABLES, backup
from warehouse.connection import build_connection
from warehouse.dbt_runner import read_manifest
from warehouse.errors import EnvironmentFault, LockHeld, Refused, WrongUse
from warehouse.maintenance import remove_what_is_old
from warehouse.migrations import known_migrations
from warehouse.publish import publish
from warehouse.restore import restore
from warehouse.rollback import rollback
from warehouse.status import status

HOLDING = """
import sys, time
from warehouse.connection import warehouse_lock
from warehouse.settings import load_settings
with warehouse_lock(load_settings(home=sys.argv[1], _env_file=None), "nightly build"):
    print("holding", flush=True)
    time.sleep(60)
"""


BOOKED = "create temporary table booked as select nextval('ops.build_ids')"


@pytest.fixture
def archived(settings, make_build, tmp_path) -> Path:
    """The archive of a home that has published."""
    (settings.landing / "crm").mkdir(parents=True)
    (settings.landing / "crm" / "extract é.csv").write_text("id\n1\n")
    make_build(settings, then=BOOKED)
    publish(settings, release_pin=True)
    return backup(settings, tmp_path / "home.tar", with_landing=True).path


@pytest.fixture
def elsewhere(settings, tmp_path):
    """Settings of another home, which is not there yet."""
    return settings.model_copy(update={"home": tmp_path / "new" / "home"})


def members_of(path):
    with tarfile.open(path) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar.getmembers()}


def write_again(path, members):
    """Write an archive anew, with other contents."""
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, BytesIO(content))


def tables_in(file):
    with duckdb.connect(str(file), read_only=True) as build:
        return {
            f"{schema}.{name}": build.execute(f"from {schema}.{name} order by all").fetchall()
            for schema, name in build.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        }


def rows(settings, query):
    with build_connection(settings, "test") as build:
        return build.execute(query).fetchall()


def _made_by_dbt(settings):
    return {f"{node.schema}.{node.name}" for node in read_manifest(settings).nodes.values()}


class TestBackup:
    def test_it_holds_all_but_what_dbt_makes(self, settings, archived, tmp_path):
        members = members_of(archived)
        assert set(members) == {"build.duckdb", "journal.jsonl", "manifest.json", "landing/crm/extract é.csv"}

        (tmp_path / "saved.duckdb").write_bytes(members["build.duckdb"])
        saved, built = tables_in(tmp_path / "saved.duckdb"), tables_in(settings.build_file)
        assert saved == {
            name: held
            for name, held in built.items()
            if name.split(".")[0] not in DERIVED_SCHEMAS or name in DURABLE_TABLES
        }
        assert saved["raw.crm__customers"]
        assert len(saved["ops.publications"]) == 1
        assert "marts.dim_customers" in built

    def test_nobody_else_may_read_it_and_nothing_else_is_left(self, settings, archived):
        assert stat.S_IMODE(archived.stat().st_mode) == 0o600
        assert [path.name for path in archived.parent.iterdir() if path.is_file()] == ["home.tar"]
        assert {path.suffix for path in settings.build_file.parent.iterdir()} <= {".duckdb", ".lock"}
        assert journal.last(settings)["event"] == "backed_up"

    def test_all_that_is_left_out_is_made_by_every_build(self, settings):
        nodes = read_manifest(settings).nodes.values()
        made = [node for node in nodes if node.resource_type in ("model", "seed", "snapshot")]
        assert made
        for node in made:
            # What quarantine has of dbt is saved along with what it has of loads.
            assert node.schema in (*DERIVED_SCHEMAS, "quarantine"), (
                f"{node.name} is in {node.schema}: add that to DERIVED_SCHEMAS"
            )
            # A home without its tables begins with a full build, which makes incremental models from nothing.
            assert node.config.materialized in ("table", "view", "seed", "incremental"), (
                f"{node.name} remembers earlier builds ({node.config.materialized}), so a backup must hold it: "
                "put it in a schema of its own that is not in DERIVED_SCHEMAS"
            )

    def test_of_the_vault_it_holds_what_dbt_does_not_make(self, settings, tmp_path):
        with build_connection(settings, "test") as build:
            tables = build.execute("select 'pii.' || table_name from duckdb_tables() where schema_name = 'pii'")
            assert {name for (name,) in tables.fetchall()} - _made_by_dbt(settings) == DURABLE_TABLES

    def test_landed_files_are_in_it_when_asked_for(self, settings, archived, tmp_path):
        without = backup(settings, tmp_path / "other.tar")
        assert without.landed_file_count is None
        assert set(members_of(without.path)) == {"build.duckdb", "journal.jsonl", "manifest.json"}

    def test_landed_files_behind_links_are_in_it_once_for_every_name(self, settings, make_build, tmp_path):
        make_build(settings)
        (tmp_path / "disk" / "customers").mkdir(parents=True)
        (tmp_path / "disk" / "customers" / "a.csv").write_text("id\n")
        (tmp_path / "disk" / "customers" / "up").symlink_to(tmp_path / "disk")
        settings.landing.mkdir()
        for name in ("crm", "web"):
            (settings.landing / name).symlink_to(tmp_path / "disk")

        members = members_of(backup(settings, tmp_path / "home.tar", with_landing=True).path)

        landed = {name for name in members if name.startswith("landing/")}
        assert landed == {"landing/crm/customers/a.csv", "landing/web/customers/a.csv"}

    def test_half_an_archive_of_a_killed_one_is_removed_when_it_is_old(self, settings, make_build, tmp_path):
        make_build(settings)
        names = (".old.tar.segmart-partial", ".new.tar.segmart-partial", ".somebodys.partial", "my.segmart-partial")
        for name in names:
            (tmp_path / name).write_text("personal data")
            if ".new" not in name:
                os.utime(tmp_path / name, (0, 0))
        backup(settings, tmp_path / "home.tar")
        assert [name for name in names if not (tmp_path / name).exists()] == [".old.tar.segmart-partial"]

    def test_while_somebody_holds_the_lock_it_gives_up_and_says_so(self, settings, make_build, start, tmp_path):
        make_build(settings)
        holder = start(HOLDING, settings.home)
        assert holder.stdout.readline() == "holding\n", holder.stderr.read()

        with pytest.raises(LockHeld, match="is held by 'nightly build'"):
            backup(settings.model_copy(update={"lock_timeout_seconds": 0.2}), tmp_path / "home.tar")

        assert list(tmp_path.glob("*.tar")) == []
        assert list(settings.build_file.parent.glob(".backup.*")) == []

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("there.tar", "is there already"),
            ("nowhere/home.tar", "There is no folder"),
            ("home/landing/home.tar", "in the landing folder"),
        ],
    )
    def test_a_target_that_cannot_be(self, settings, make_build, tmp_path, name, said):
        make_build(settings)
        settings.landing.mkdir()
        (tmp_path / "there.tar").write_text("somebody's")

        with pytest.raises(WrongUse, match=said):
            backup(settings, tmp_path / name)

        assert (tmp_path / "there.tar").read_text() == "somebody's"

    def test_an_empty_home_has_nothing_to_save(self, settings, tmp_path):
        with pytest.raises(WrongUse, match="Check SEGMART_HOME"):
            backup(settings, tmp_path / "home.tar")
        assert not settings.home.exists()

    def test_what_fails_leaves_no_half_archive(self, settings, make_build, tmp_path, monkeypatch):
        make_build(settings)
        monkeypatch.setattr(archive.os, "fdopen", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))

        with pytest.raises(EnvironmentFault, match="The backup stopped: No space left"):
            backup(settings, tmp_path / "home.tar")

        assert [path for path in tmp_path.iterdir() if path.is_file()] == []

    def test_what_a_killed_one_left_is_removed_when_it_is_old(self, settings, make_build, monkeypatch):
        make_build(settings)
        left = settings.build_file.parent / ".backup.killed"
        left.mkdir()
        remove_what_is_old(settings)
        assert left.is_dir()
        monkeypatch.setattr(saving, "_SECONDS_OF_A_DAY", -1)
        remove_what_is_old(settings)
        assert not left.exists()


class TestRestore:
    def test_it_brings_everything_back(self, settings, archived, elsewhere, tmp_path):
        restored = restore(elsewhere, archived)

        assert restored.landed_file_count == 1
        (landed,) = (path for path in elsewhere.landing.rglob("*") if path.is_file())
        original = settings.landing / landed.relative_to(elsewhere.landing)
        assert landed.read_bytes() == original.read_bytes()
        assert landed.stat().st_mtime_ns == original.stat().st_mtime_ns
        (tmp_path / "saved.duckdb").write_bytes(members_of(archived)["build.duckdb"])
        saved, now = tables_in(tmp_path / "saved.duckdb"), tables_in(elsewhere.build_file)
        assert now | {"ops.builds": None} == saved | {"ops.builds": None}
        assert stat.S_IMODE(elsewhere.build_file.stat().st_mode) == 0o600
        assert sorted(path.name for path in elsewhere.home.iterdir()) == ["journal.jsonl", "landing", "warehouse"]

    def test_its_builds_have_no_tables_and_nobody_takes_them_up(self, archived, elsewhere):
        restore(elsewhere, archived)

        assert rows(elsewhere, "select build_id, state from ops.builds order by build_id") == [
            (1, "passed"),
            (2, "failed"),
        ]
        with pytest.raises(Refused, match=r"Build 2 failed \(this home was restored from a backup"):
            publish(elsewhere, release_pin=True)

    def test_an_open_build_is_closed(self, settings, make_build, elsewhere, tmp_path):
        make_build(settings, state="open", then=BOOKED)
        restore(elsewhere, backup(settings, tmp_path / "home.tar").path)

        assert rows(elsewhere, "select distinct state from ops.builds") == [("failed",)]
        assert rows(settings, "select state from ops.builds") == [("open",)]

    def test_nothing_is_published_and_nothing_pinned(self, settings, archived, elsewhere, tmp_path, make_build):
        publish(settings, release_pin=True)
        rollback(settings)
        assert versions.pinned_version(settings)
        restore(elsewhere, backup(settings, tmp_path / "pinned.tar").path)

        looked = status(elsewhere)
        assert (looked.current, looked.pinned, looked.versions) == (None, None, [])
        with pytest.raises(Refused, match="Nothing has been published yet"):
            rollback(elsewhere)
        make_build(elsewhere, 3)
        publish(elsewhere, release_pin=False)
        history = "select build_id from ops.publications order by version"
        assert rows(elsewhere, history) == [(1,), (1,), (3,)]

    def test_a_home_whose_publications_are_lost_copes_as_well(self, settings, archived, make_build):
        shutil.rmtree(settings.published)

        assert status(settings).current is None
        with pytest.raises(Refused, match="Nothing has been published yet"):
            rollback(settings)
        assert remove_what_is_old(settings)
        publish(settings, release_pin=False)
        assert len(versions.kept_versions(settings)) == 1

    @pytest.mark.parametrize("there", ["warehouse/build.duckdb", "journal.jsonl", "landing/crm/x.csv"])
    def test_only_into_an_empty_home(self, archived, elsewhere, there):
        path = elsewhere.home / there
        path.parent.mkdir(parents=True)
        path.write_text("somebody's")

        with pytest.raises(Refused, match=rf"is not empty: there is .*{there.split('/')[0]}"):
            restore(elsewhere, archived)

        assert [path for path in elsewhere.home.rglob("*") if path.is_file()] == [path]
        assert path.read_text() == "somebody's"

    def test_landed_files_and_a_key_may_be_there(self, settings, archived, elsewhere, tmp_path):
        without = backup(settings, tmp_path / "without.tar").path
        shutil.copytree(settings.landing, elsewhere.landing)
        elsewhere.pii_key_file.write_text("a key")
        (elsewhere.home / ".restoring").mkdir()
        (elsewhere.home / ".restoring" / "build.duckdb").write_text("of a restore that was killed")

        restore(elsewhere, without)

        assert rows(elsewhere, "select count(*) from raw.crm__customers") == [(1,)]

    @pytest.fixture
    def warehouse_elsewhere(self, elsewhere, tmp_path, monkeypatch) -> Path:
        """The folder of the build file, on what the system takes for another disk."""
        disk = tmp_path / "disk"
        disk.mkdir()
        elsewhere.home.mkdir(parents=True)
        elsewhere.build_file.parent.symlink_to(disk)

        def rename(source, target, **at):
            if (Path(source).resolve().parent == disk) != (Path(target).resolve().parent == disk):
                raise OSError(errno.EXDEV, "Invalid cross-device link")
            return renamed(source, target, **at)

        renamed = os.rename
        monkeypatch.setattr(os, "rename", rename)
        return disk

    def test_the_build_file_may_be_on_another_disk(self, archived, elsewhere, warehouse_elsewhere):
        restore(elsewhere, archived)

        assert {path.name for path in warehouse_elsewhere.iterdir()} <= {"build.duckdb", "build.lock"}
        assert stat.S_IMODE(elsewhere.build_file.stat().st_mode) == 0o600
        assert rows(elsewhere, "select count(*) from raw.crm__customers") == [(1,)]

    @pytest.mark.parametrize(
        "refused", ["warehouse/.build.duckdb.restoring", "landing/crm", "journal.jsonl", "warehouse/build.duckdb"]
    )
    def test_what_fails_leaves_nothing_and_may_be_repeated(self, archived, elsewhere, monkeypatch, refused):
        def rename(source, target, **at):
            if Path(target) == elsewhere.home / refused:
                raise OSError(errno.ENOSPC, "No space left")
            return renamed(source, target, **at)

        renamed = os.rename
        with monkeypatch.context() as patched:
            patched.setattr(os, "rename", rename)
            # What cannot be renamed is copied, so that is refused as well.
            patched.setattr(shutil, "copyfile", lambda source, target, **_: rename(source, target))
            patched.setattr(shutil, "copytree", lambda source, target, **_: rename(source, target))
            with pytest.raises(EnvironmentFault, match=r"No space left.* has no part of the backup"):
                restore(elsewhere, archived)

        assert {path.name for path in elsewhere.home.rglob("*") if path.is_file()} <= {"build.lock"}
        assert restore(elsewhere, archived).landed_file_count == 1

    def test_of_a_newer_release_it_is_refused(self, archived, elsewhere):
        members = members_of(archived)
        facts = json.loads(members["manifest.json"])
        write_again(archived, members | {"manifest.json": json.dumps(facts | {"migration": 9999}).encode()})

        with pytest.raises(Refused, match=r"migration 9999\) this release does not know .* Install that release"):
            restore(elsewhere, archived)

        assert not elsewhere.home.parent.exists()

    def test_of_an_older_release_it_is_migrated(self, settings, elsewhere, tmp_path):
        make_home_of("0.1.0", settings)
        old = archive.write_archive(
            tmp_path / "old.tar",
            [("build.duckdb", settings.build_file), ("journal.jsonl", settings.journal_file)],
            release="0.1.0",
            migration=1,
            created_at="2026-01-01T00:00:00+00:00",
        )
        before = tables_in(settings.build_file)

        restore(elsewhere, tmp_path / "old.tar")

        assert old.release == "0.1.0"
        now = tables_in(elsewhere.build_file)
        # A release may add columns, behind the others.
        (width,) = {len(row) for row in before["ops.loaded_files"]}
        assert [row[:width] for row in now["ops.loaded_files"]] == before["ops.loaded_files"]
        assert len(now["ops.schema_migrations"]) == len(known_migrations())
        assert len(now["ops.builds"]) == len(before["ops.builds"]) + 1


class TestDamage:
    """Whatever has happened to an archive: one sentence, and the home is not even begun."""

    @pytest.fixture(autouse=True)
    def nothing_is_left(self, elsewhere):
        yield
        assert not elsewhere.home.parent.exists()

    @pytest.fixture
    def archived(self, tmp_path):
        files = {"build.duckdb": "a database", "journal.jsonl": "{}", "landing/crm/extract é.csv": "id"}
        for name, content in files.items():
            (tmp_path / "packed" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "packed" / name).write_text(content * 3_000)
        archive.write_archive(
            tmp_path / "home.tar",
            [(name, tmp_path / "packed" / name) for name in files],
            release="0.2.0",
            migration=1,
            created_at="2026-01-01T00:00:00+00:00",
        )
        return tmp_path / "home.tar"

    @pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9, 0.9999])
    def test_cut_off(self, archived, elsewhere, share):
        with tarfile.open(archived) as tar:
            manifest = tar.getmember("manifest.json")
        archived.write_bytes(archived.read_bytes()[: int((manifest.offset_data + manifest.size) * share)])
        with pytest.raises(Refused, match=r"home\.tar is no whole backup: .*\. Nothing was restored"):
            restore(elsewhere, archived)

    @pytest.mark.parametrize("name", ["build.duckdb", "journal.jsonl", "landing/crm/extract é.csv"])
    def test_one_bit(self, archived, elsewhere, name):
        with tarfile.open(archived) as tar:
            member = tar.getmember(name)
            place = member.offset_data + member.size // 2
        content = bytearray(archived.read_bytes())
        content[place] ^= 1
        archived.write_bytes(content)
        with pytest.raises(Refused, match=f"the checksum of {name} is not the one in the manifest"):
            restore(elsewhere, archived)

    @pytest.mark.parametrize("gone", ["build.duckdb", "manifest.json"])
    def test_a_part_is_missing(self, archived, elsewhere, gone):
        write_again(archived, {name: held for name, held in members_of(archived).items() if name != gone})
        with pytest.raises(Refused, match="is no whole backup"):
            restore(elsewhere, archived)

    @pytest.mark.parametrize("name", ["../outside", "/etc/outside", "landing/../../outside", "landing/"])
    def test_names_that_lead_out_of_the_home(self, archived, elsewhere, name):
        members = members_of(archived)
        facts = json.loads(members["manifest.json"])
        facts["members"].append({"name": name, "bytes": 1, "sha256": "", "modified_ns": 0})
        write_again(archived, members | {name: b"x", "manifest.json": json.dumps(facts).encode()})
        with pytest.raises(Refused, match="its manifest names"):
            restore(elsewhere, archived)

    @pytest.mark.parametrize("content", [b"", b"not an archive", bytes(100_000), "é".encode() * 5_000])
    def test_something_else(self, elsewhere, tmp_path, content):
        other = tmp_path / "other.tar"
        other.write_bytes(content)
        with pytest.raises(Refused, match="is no whole backup"):
            restore(elsewhere, other)

    def test_nothing_at_all(self, elsewhere, tmp_path):
        with pytest.raises(WrongUse, match="There is no file"):
            restore(elsewhere, tmp_path / "nowhere.tar")
