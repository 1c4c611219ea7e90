"""A build that leaves models standing gives the tables that a full one gives, whichever source is new."""

import gzip
import json
import shutil
from datetime import timedelta

import duckdb
import pytest

from extract_load.contracts import read_contracts
from orchestration import pipeline, steps, training
from orchestration.what_changed import choose_selection
from warehouse.builds import newest_build
from warehouse.connection import build_connection
from warehouse.errors import EnvironmentFault
from warehouse.settings import Settings

NEW = {
    "web": ("web/events", "2017-11-20"),
    "transactions": ("transactions/order_lines", "2017-11-20"),
    "crm": ("crm/customers", "2017-02-27"),
}


def land(shop, settings, source):
    folder, week = NEW[source]
    shutil.copytree(shop / folder / f"dt={week}", settings.landing / folder / f"dt={week}")


def build(settings, as_of=None):
    pipeline.load_all(settings, [])
    pipeline.build(settings, as_of)
    with build_connection(settings, "test") as connection:
        return newest_build(connection)


# When an id was given away depends on the builds that a home has seen.
REMEMBERED = {
    "pii.customer_ids",
    "pii.identity_registry",
    "pii.customer_id_links",
    "intermediate.int_customer_ids__traced",
    "marts.customer_id_history",
}


# Only a partial build notes what has changed since another one.
NOTED = {
    "staging.stg_web__changed_events",
    "staging.stg_transactions__changed_orders",
    "intermediate.int_customer_refs__moved",
    "intermediate.int_web_visitors__changed",
    "intermediate.int_orders__changed",
    "intermediate.int_web_customers__changed",
    "intermediate.int_order_customers__changed",
    "intermediate.int_order_customers__due",
    "intermediate.int_department_customers__changed",
    "intermediate.int_outlier_fences__before",
}


def tables(settings):
    """All that a build makes, as {table: rows in an order}."""
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where schema_name in ('staging', 'pii', 'intermediate', 'marts')"
        ).fetchall()
        return {
            name: connection.execute(f"select columns(lambda c: c != 'build_id') from {name} order by all").fetchall()
            for (name,) in names
            if name not in REMEMBERED | NOTED
        }


@pytest.fixture(scope="module")
def built(tmp_path_factory, planted_shop):
    """A home in which everything but one file a source was built."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), pii_key="a key for tests", _env_file=None)
    shutil.copytree(planted_shop, settings.landing)
    for folder, week in NEW.values():
        shutil.rmtree(settings.landing / folder / f"dt={week}")
    assert build(settings).selection == "full"
    return settings


@pytest.fixture
def home(built, tmp_path):
    shutil.copytree(built.home, tmp_path / "home", symlinks=True)
    return built.model_copy(update={"home": tmp_path / "home"})


@pytest.fixture
def now(built):
    """The as_of of the build that stands."""
    with build_connection(built, "test") as connection:
        return newest_build(connection).as_of


def build_in_full(settings, tmp_path, as_of):
    """Build the same landing again in a home that has built nothing yet."""
    fresh = settings.model_copy(update={"home": tmp_path / "fresh"})
    shutil.copytree(settings.landing, fresh.landing)
    assert build(fresh, as_of).selection == "full"
    return fresh


def test_web_alone(home, tmp_path, planted_shop):
    land(planted_shop, home, "web")
    partial = build(home)
    assert partial.selection == "web"
    assert tables(home) == tables(build_in_full(home, tmp_path, partial.as_of))


def test_one_source_after_the_other_and_then_the_clock(home, tmp_path, planted_shop, now):
    for source in ("crm", "transactions"):
        land(planted_shop, home, source)
        assert build(home).selection == source
    later = now.replace(year=2018)
    assert build(home, later).selection == "none"
    assert tables(home) == tables(build_in_full(home, tmp_path, later))


def test_what_came_again_otherwise(home, tmp_path, planted_shop):
    """Of events and lines that the build before knew, some are gone, some are others; and two people are one."""
    land(planted_shop, home, "web")
    land(planted_shop, home, "transactions")

    # A file comes again, without one visit that two weeks have sessions of, and without one order.
    events = home.landing / "web/events/dt=2017-10-02/events.jsonl.gz"
    visits = [json.loads(line) for line in gzip.decompress(events.read_bytes()).splitlines()]
    gone, moved, stranger = visits[0]["messageId"], visits[3], visits[6]
    rewrite(events, [json.dumps(visit) for visit in visits if visit["messageId"] != gone])
    lines = home.landing / "transactions/order_lines/dt=2017-10-02/order_lines.csv.gz"
    header, *basket = gzip.decompress(lines.read_bytes()).decode().splitlines()
    rewrite(lines, [header, *basket[2:]])

    # A later file says of one event that another browser did it, and of another that nobody was logged in.
    newest = home.landing / "web/events/dt=2017-11-20/events.jsonl.gz"
    said = gzip.decompress(newest.read_bytes()).decode().splitlines()
    corrected = [moved | {"anonymousId": "cookie-of-a-neighbour"}, stranger | {"userId": None}]
    rewrite(newest, [*said, *map(json.dumps, corrected)])

    # And a person decided that two who bought are one.
    decision = "left_ref,right_ref,decision,decided_by,decided_at\n10,20,force_match,somebody,2017-11-21T00:00:00Z\n"
    (home.landing / "crm/match_decisions/dt=2017-11-20").mkdir(parents=True)
    (home.landing / "crm/match_decisions/dt=2017-11-20/match_decisions.csv").write_text(decision)

    partial = build(home)

    assert partial.selection == "crm,transactions,web"
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        ask = lambda query: connection.execute(query).fetchone()[0]  # noqa: E731
        assert ask(f"select count(*) from staging.stg_web__events where event_id = '{gone}'") == 0
        assert ask("select count(*) from staging.stg_transactions__changed_orders") > 1
        assert ask("select count(*) from intermediate.int_customer_refs__moved") == 1
        assert ask("select count(*) from intermediate.int_web_visitors__changed") < 100
    assert tables(home) == tables(build_in_full(home, tmp_path, partial.as_of))


def test_months_that_end_between_two_builds_and_a_department_that_moves(tmp_path, planted_shop):
    """What stands of a month end is made again for whoever it is new for, and for whose products moved."""
    settings = Settings(home=tmp_path / "home", pii_key="a key for tests", _env_file=None)
    shutil.copytree(planted_shop, settings.landing)
    later = [path for path in settings.landing.glob("*/*/dt=*") if path.name > "dt=2017-10-16"]
    assert {path.parent.name for path in later} >= {"order_lines", "events"}
    for path in later:
        shutil.move(path, tmp_path / "later" / path.relative_to(settings.landing))
    october = build(settings).as_of
    assert october.month == 10

    shutil.copytree(tmp_path / "later", settings.landing, dirs_exist_ok=True)
    moved = settings.landing / "transactions/products/dt=2017-12-25"
    moved.mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * replace ('MOVED' as department) from '{planted_shop}/transactions/products/*/*.parquet' "
            f"where department = (select min(department) from '{planted_shop}/transactions/products/*/*.parquet')) "
            f"to '{moved}/products.parquet'"
        )
    partial = build(settings)
    assert (partial.as_of.month, partial.selection) == (12, "transactions,web")
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        ends = connection.execute(
            "select count(distinct as_of_on) from marts.customer_features_history where is_month_end and as_of_on > ?",
            [october.date()],
        ).fetchone()
        assert ends == (2,)
        assert (
            connection.execute("select count(*) from marts.dim_products where department = 'MOVED'").fetchone()[0] > 0
        )
    assert tables(settings) == tables(build_in_full(settings, tmp_path, partial.as_of))


def test_a_step_that_is_carried_out_again_changes_nothing(home, planted_shop):
    """Also when the tables that it compares with already hold what it found out."""
    land(planted_shop, home, "web")
    land(planted_shop, home, "crm")
    build_id = build(home).build_id
    once = tables(home)

    for layer in ("staging", "intermediate", "marts"):
        steps.build_layer(home, build_id, layer)

    assert tables(home) == once


def rewrite(path, lines):
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0))


def test_training_leaves_a_build_that_passed_to_be_published(home, now):
    with pytest.raises(EnvironmentFault, match="is not published yet"):
        training.require_marts(home, now + timedelta(days=1))


class TestWhatOnlyAFullBuildGetsRight:
    """Asked without building; each would leave tables standing that are not what a full build makes."""

    @pytest.fixture
    def selection(self, home):
        def ask(as_of, before="select 1"):
            with build_connection(home, "test") as connection:
                connection.execute(before)
                return choose_selection(home, connection, read_contracts(home), as_of)

        return ask

    def test_nothing_of_this(self, selection, now):
        assert selection(now) == "none"

    def test_an_earlier_as_of(self, selection, now):
        assert selection(now.replace(month=6)) == "full"

    def test_rows_that_lay_in_the_future_until_now(self, selection, now):
        assert selection(now, "update ops.builds set as_of = as_of - interval 60 day") == "full"

    def test_a_day_that_is_over_now(self, selection, now):
        redeemed_today = f"""
            insert into raw.crm__coupon_redemptions (redeemed_on, _batch_id, _source_file, _source_row, _loaded_at)
            select date '{now:%Y-%m-%d}', max(batch_id), 'a file', 1, max(ended_at)
            from ops.batches where source = 'crm'
        """
        assert selection(now + timedelta(hours=1), redeemed_today) == "none"
        assert selection(now + timedelta(days=1)) == "full"

    def test_a_build_that_failed(self, selection, now):
        assert selection(now, "update ops.builds set state = 'failed'") == "full"

    def test_other_logic(self, selection, now):
        assert selection(now, "update ops.builds set fingerprint = 'of another release'") == "full"

    def test_a_batch_that_passed_late(self, selection, now):
        assert selection(now, "update ops.batches set state = 'refused' where source = 'crm'") == "full"

    def test_a_table_that_is_gone(self, selection, now):
        assert selection(now, "drop table staging.stg_crm__campaigns") == "full"
