"""What is past its retention goes, and nothing that anybody may still ask for."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from warehouse import journal, versions
from warehouse.connection import build_connection
from warehouse.errors import NothingNew
from warehouse.journal_retention import still_needed
from warehouse.maintenance import remove_what_is_old
from warehouse.publish import publish
from warehouse.rollback import rollback
from warehouse.task_runs import recording
from warehouse.verdicts import verdicts_of
from warehouse.version_choice import earlier_version, succession

DAY = timedelta(days=1)
YEAR = 365 * DAY


def ago(delta):
    return datetime.now(UTC).replace(tzinfo=None) - delta


def removed(settings):
    return {removal.what: removal.count for removal in remove_what_is_old(settings) if removal.count}


def rows(settings, query):
    with build_connection(settings, "test") as build:
        return build.execute(query).fetchall()


def age_journal(settings, delta):
    """Let everything in the journal have happened earlier."""
    entries = journal.read(settings)
    for entry in entries:
        entry["at"] = (datetime.fromisoformat(entry["at"]) - delta).isoformat()
    journal.write(settings.journal_file, entries)


def test_an_empty_home_stays_empty(settings):
    with pytest.raises(NothingNew, match=r"nothing in .* to maintain yet"):
        remove_what_is_old(settings)

    assert not settings.home.exists()


def test_a_fresh_home_loses_nothing(settings, make_build):
    make_build(settings)
    publish(settings, release_pin=True)

    assert removed(settings) == {}


class TestPublications:
    def test_fewer_are_kept_than_before(self, settings, make_build):
        make_build(settings)
        published = [publish(settings, release_pin=True).version for _ in range(4)]

        frugal = settings.model_copy(update={"keep_versions": 2})

        (of_versions, *_) = remove_what_is_old(frugal)
        assert (of_versions.what, of_versions.count) == ("publications", 2)
        assert of_versions.byte_count > 500_000
        assert versions.kept_versions(settings) == published[2:]

    def test_the_one_that_readers_see_stays_however_old(self, settings, make_build):
        make_build(settings)
        first, *_, last = [publish(settings, release_pin=True).version for _ in range(4)]
        rollback(settings, first)

        remove_what_is_old(settings.model_copy(update={"keep_versions": 2}))

        assert versions.current_version(settings) == versions.pinned_version(settings) == first
        assert last in versions.kept_versions(settings)

    def test_a_lost_entry_of_ops_publications_comes_back_before_the_journal_forgets(self, settings, make_build):
        make_build(settings)
        version = publish(settings, release_pin=True).version
        with build_connection(settings, "test") as build:
            build.execute("delete from ops.publications")

        remove_what_is_old(settings)

        assert rows(settings, "select version from ops.publications") == [(version,)]


class TestRejectedRecords:
    @pytest.fixture(autouse=True)
    def rejected(self, settings, make_build):
        make_build(settings)
        with build_connection(settings, "test") as build:
            for line, rejected_at in enumerate([ago(YEAR + DAY), ago(YEAR - DAY)], start=1):
                build.execute(
                    "insert into quarantine.rejected_rows "
                    "values (1, 'crm', 'customers', 'f.csv', ?, ['bad'], 'x', ?, 'contract', null)",
                    [line, rejected_at],
                )

    def test_they_go_after_their_retention(self, settings):
        assert removed(settings)["rejected records"] == 1
        assert rows(settings, "select source_row from quarantine.rejected_rows") == [(2,)]

    def test_the_setting_decides(self, settings):
        assert removed(settings.model_copy(update={"quarantine_retention_days": 400})) == {}


class TestRecordsOfRuns:
    @pytest.fixture(autouse=True)
    def records(self, settings, make_build):
        """Builds 1 to 4, of which 2 is published and 4 the newest; each has a record of yesterday and an old one."""
        for build_id in range(1, 5):
            make_build(settings, build_id)
            if build_id == 2:
                publish(settings, release_pin=True)
        with build_connection(settings, "test") as build:
            for build_id in (1, 2, 3, 4, None):
                for ended_at in (ago(DAY), ago(31 * DAY)):
                    if build_id:
                        build.execute(
                            "insert into ops.dbt_run_results values (?, 'm', 'model', 'success', 1, null, null, ?)",
                            [build_id, ended_at],
                        )
                    build.execute(
                        "insert into ops.task_runs values ('j', 'r', 't', 1, 'success', $id, $at, $at, 1, 0, null)",
                        {"id": build_id, "at": ended_at},
                    )

    def test_old_ones_go_but_for_the_published_and_the_newest_build(self, settings):
        assert removed(settings) == {"results of dbt nodes": 2, "records of tasks": 3}

        old = f"where ended_at < timestamp '{ago(2 * DAY)}' order by all"
        assert rows(settings, f"select build_id from ops.dbt_run_results {old}") == [(2,), (4,)]
        assert rows(settings, f"select build_id from ops.task_runs {old}") == [(2,), (4,)]
        assert rows(settings, "select count(*) from ops.dbt_run_results") == [(6,)]

    def test_what_lies_beside_the_build_file_is_entered(self, settings):
        with recording(settings, job="load_web", run="r", task="load"):
            pass

        remove_what_is_old(settings)

        assert rows(settings, "select count(*) from ops.task_runs where job = 'load_web'") == [(1,)]


class TestBooks:
    @pytest.fixture(autouse=True)
    def books(self, settings, make_build):
        """Batches of long ago, 40 days ago and yesterday, and builds 1 and 2, both long ago."""
        for build_id in (1, 2):
            make_build(settings, build_id)
        with build_connection(settings, "test") as build:
            for batch_id, days in ((11, 121), (12, 40), (13, 1)):
                build.execute(
                    "insert into ops.batches values ($id, 'web', 'passed', $at, $at, 1, 1, 1)",
                    {"id": batch_id, "at": ago(days * DAY)},
                )
                build.execute("insert into ops.rejections values (?, 'web', 'events', 'f', 'r', 1)", [batch_id])
                build.execute(
                    "insert into ops.batch_figures values (?, 'web', 'events', 'null_share', 'c', 9, 0, '2017-01-01')",
                    [batch_id],
                )
            for build_id in (1, 2):
                build.execute(
                    "insert into ops.source_freshness by name select $id as build_id, 'web' as source, $at as as_of, "
                    "'warn' as when_late, 24 as promised_hours, $at as looked_at, false as is_late",
                    {"id": build_id, "at": ago(31 * DAY)},
                )
                build.execute("insert into ops.unmapped_values values (?, 'city', 'hash', 1)", [build_id])
                build.execute(
                    "insert into ops.outliers values (?, 't', 'c', 'iqr', 1.5, true, 0, 9, 'keep', 0, 1, 40)",
                    [build_id],
                )

    def test_they_go_after_their_retention_but_for_the_newest_build(self, settings):
        assert removed(settings) == {
            "looks at the sources' freshness": 1,
            "counts of values without a standard": 1,
            "fences of outliers": 1,
            "reasons of rejection": 2,
            "figures of batches": 1,
        }
        for table in ("source_freshness", "unmapped_values", "outliers"):
            assert rows(settings, f"select build_id from ops.{table}") == [(2,)]
        assert rows(settings, "select batch_id from ops.rejections") == [(13,)]
        assert rows(settings, "select batch_id from ops.batch_figures order by all") == [(12,), (13,)]


class TestVerdicts:
    @pytest.fixture(autouse=True)
    def verdicts(self, settings, make_build):
        """Builds 1 (published), 2 and 3 (newest), which read batches through 3; batch 4 came later, 5 was refused."""
        for build_id in (1, 2, 3):
            make_build(settings, build_id)
            if build_id == 1:
                publish(settings, release_pin=True)
        with build_connection(settings, "test") as build:
            for batch_id, state in ((1, "passed"), (2, "passed"), (3, "passed"), (4, "passed"), (5, "refused")):
                at = ago(40 * DAY)
                build.execute("insert into ops.batches values (?, 'web', ?, ?, ?, 1, 1, 0)", [batch_id, state, at, at])

    def judge(self, settings, *, days, build_id=None, batch_id=None, check="a", is_met=True):
        with build_connection(settings, "test") as build:
            build.execute(
                "insert into ops.gate_results values ('g', 's', ?, null, '1', '0', 'block', ?, null, ?, ?, ?)",
                [check, is_met, build_id, batch_id, ago(days * DAY)],
            )

    def left(self, settings, column):
        return [value for (value,) in rows(settings, f"select {column} from ops.gate_results order by all")]

    def test_of_builds_the_published_and_the_newest_keep_theirs(self, settings):
        for build_id in (1, 2, 3):
            self.judge(settings, days=31, build_id=build_id)
        self.judge(settings, days=29, build_id=2, check="young")
        self.judge(settings, days=31, build_id=2, check="not met", is_met=False)

        assert removed(settings) == {"verdicts that were met": 1}
        assert self.left(settings, "(build_id, expectation)") == [(1, "a"), (2, "not met"), (2, "young"), (3, "a")]

    def test_of_batches_the_newest_and_the_refused_keep_theirs(self, settings):
        for batch_id in (1, 2, 3, 4, 5):
            self.judge(settings, days=50 - batch_id, batch_id=batch_id)
        self.judge(settings, days=60, batch_id=5)

        # 3 is what the newest build stands on.
        assert removed(settings) == {"verdicts that were met": 3}
        assert self.left(settings, "batch_id") == [3, 4, 5]

    def test_a_build_stands_on_the_same_verdicts_as_before(self, settings):
        self.judge(settings, days=50, batch_id=1, check="only here")
        self.judge(settings, days=50, batch_id=1, is_met=False)
        self.judge(settings, days=40, batch_id=3)
        self.judge(settings, days=39, batch_id=2)
        self.judge(settings, days=38, batch_id=4)
        with build_connection(settings, "test") as build:
            before = [verdicts_of(build, 3, through) for through in (3, 4)]

        assert removed(settings) == {"verdicts that were met": 1}

        with build_connection(settings, "test") as build:
            assert [verdicts_of(build, 3, through) for through in (3, 4)] == before
        assert {verdict.expectation for verdict in before[0] if verdict.is_met} == {"a", "only here"}


@pytest.mark.parametrize(
    ("folder", "name", "what"),
    [("dbt/logs", "dbt.log.3", "dbt's logs"), ("lineage", "events-2026-01-01.jsonl", "lineage events")],
)
def test_old_files_go(settings, make_build, folder, name, what):
    make_build(settings)
    for path, days in ((settings.home / folder / name, 31), (settings.home / folder / f"young-{name}", 29)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a log")
        moment = time.time() - days * 86_400
        os.utime(path, (moment, moment))

    assert removed(settings) == {what: 1}
    assert [path.name for path in (settings.home / folder).iterdir()] == [f"young-{name}"]


class TestJournal:
    def test_the_newest_of_each_kind_stay_however_old(self, settings, make_build):
        make_build(settings)
        for number in range(120):
            journal.record(settings, "loaded", source="web", number=number)
        journal.record(settings, "refusals", source="crm", complaints=["a bad file"])
        journal.record(settings, "refusals", source="web", complaints=[])
        journal.record(settings, "promise_kept", key="web is late")
        for _ in range(60):
            journal.record(settings, "promise_kept", key="crm is late")
        age_journal(settings, 31 * DAY)
        journal.record(settings, "loaded", source="crm", number=0)

        assert removed(settings) == {"entries of the journal": 80}

        assert [entry["number"] for entry in journal.read(settings, "loaded")] == [*range(70, 120), 0]
        assert [entry["source"] for entry in journal.read(settings, "refusals")] == ["crm", "web"]
        assert journal.read(settings, "promise_kept")[0]["key"] == "web is late"

    def test_young_entries_stay(self, settings, make_build):
        make_build(settings)
        for number in range(120):
            journal.record(settings, "loaded", source="web", number=number)
        age_journal(settings, 29 * DAY)

        assert removed(settings) == {}

    def test_who_reads_and_goes_back_notices_nothing(self, settings, make_build):
        frugal = settings.model_copy(update={"keep_versions": 3})
        make_build(settings)
        published = [publish(frugal, release_pin=True).version for _ in range(3)]
        rollback(frugal, published[1])
        published += [publish(frugal, release_pin=True).version for _ in range(2)]
        rollback(frugal)
        age_journal(frugal, YEAR)
        before = (
            versions.kept_versions(frugal),
            versions.pinned_version(frugal),
            succession(frugal),
            earlier_version(frugal),
        )

        assert removed(frugal)["entries of the journal"] > 0

        assert before == (
            versions.kept_versions(frugal),
            versions.pinned_version(frugal),
            succession(frugal),
            earlier_version(frugal),
        )
        for version in versions.kept_versions(frugal):
            assert versions.publication_of(frugal, version).version == version
        assert publish(frugal, release_pin=True).version not in published
        assert rows(frugal, "select count(*) from ops.publications") == [(6,)]

    @hypothesis_settings(max_examples=300, deadline=None)
    @given(steps=st.lists(st.integers(0, 6), min_size=4, max_size=40), keep=st.integers(2, 5))
    def test_the_succession_follows_from_what_is_kept(self, steps, keep):
        """Any order of publications and rollbacks: 0 to 3 publish, 4 to 6 go back so many versions less three."""
        entries, on_disk = [], []
        for step in steps:
            if step >= 4 and len(on_disk) > step - 3:
                entries.append(entry("rolled_back", on_disk[-1 - (step - 3)]))
            else:
                version = f"v{len(entries):03}"
                entries += [entry("publishing", version), entry("published", version)]
                on_disk = [*on_disk, version][-keep:]
        everything = {one["version"] for one in entries}

        kept = still_needed(
            entries, versions_on_disk=on_disk, remembered=everything, before=datetime.now(UTC).replace(tzinfo=None)
        )

        assert line_of(kept, on_disk) == line_of(entries, on_disk)
        begun = {one["version"] for one in kept if one["event"] == "publishing"}
        finished = {one["version"] for one in kept if one["event"] == "published"}
        assert begun == finished >= set(on_disk)
        assert kept[-1] == entries[-1]

    def test_nothing_that_is_told_meanwhile_is_lost(self, settings):
        journal.record(settings, "loaded", number=-1)

        def tell(number):
            journal.record(settings, "loaded", number=number)

        with ThreadPoolExecutor(8) as pool:
            telling = [pool.submit(tell, number) for number in range(400)]
            while not all(one.done() for one in telling):
                journal.shorten(settings, lambda entries: [one for one in entries if one["number"] != -1])
                journal.record(settings, "loaded", number=-1)
            for one in telling:
                one.result()

        told = [entry["number"] for entry in journal.read(settings)]
        assert sorted(number for number in told if number >= 0) == list(range(400))


def entry(event, version):
    return {"event": event, "version": version, "at": "2017-01-01T00:00:00.000+00:00"}


def line_of(entries, on_disk):
    """What `version_choice.succession` makes of a journal."""
    line = []
    for version in (one["version"] for one in entries if one["event"] in ("published", "rolled_back")):
        if version in line:
            del line[line.index(version) + 1 :]
        else:
            line.append(version)
    return [version for version in line if version in on_disk]
