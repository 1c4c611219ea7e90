"""RFM on the small shop: labels for every combination, the past from the orders, and three ways to the same scores."""

import csv
import shutil
from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from tests.dbt_project.small_shop import VARIABLES
from warehouse.dbt_runner import PROJECT, invoke
from warehouse.published_macros import create_macros
from warehouse.published_tables import tables_of
from warehouse.settings import Settings

_SEED = PROJECT / "seeds" / "rfm_segments.csv"
_COVERAGE = PROJECT / "tests" / "rfm_segments_cover_every_score_once.sql"
_SIDES = (
    "recency_score_from",
    "recency_score_to",
    "frequency_monetary_score_from",
    "frequency_monetary_score_to",
)


def _ranges() -> list[dict[str, str]]:
    with _SEED.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def uncovered() -> Iterator[duckdb.DuckDBPyConnection]:
    """Connect to a database with the seed alone, and dbt's own test of it as the view ``uncovered``."""
    with duckdb.connect() as connection:
        connection.execute(f"create table rfm_segments as from read_csv('{_SEED}')")
        query = _COVERAGE.read_text(encoding="utf-8").replace("{{ ref('rfm_segments') }}", "rfm_segments")
        connection.execute(f"create view uncovered as {query}")
        yield connection


def test_every_combination_has_one_label(uncovered):
    assert uncovered.execute("from uncovered").fetchall() == []


@pytest.mark.parametrize("place", range(len(_ranges())))
def test_a_rectangle_that_is_moved_shows(uncovered, place):
    label = _ranges()[place]
    for side in _SIDES:
        step = Decimal("0.5") if side.startswith("frequency") else 1
        for moved in (-step, step):
            uncovered.begin()
            uncovered.execute(
                f"update rfm_segments set {side} = {side} + ? where rfm_segment = ? and score_bins = ?",
                [moved, label["rfm_segment"], label["score_bins"]],
            )
            (holes,) = uncovered.execute("select count(*) from uncovered").fetchone()
            uncovered.rollback()
            # Beyond the edge of the square there is nobody.
            edge = {"from": "1", "to": label["score_bins"]}[side.rpartition("_")[2]]
            outwards = (moved < 0) == side.endswith("from") and Decimal(label[side]) == Decimal(edge)
            assert (holes > 0) is not outwards, f"{label['rfm_segment']}.{side} moved by {moved}"


def test_scores_in_any_other_number_stop_with_a_sentence(empty_home):
    # Not in the shop's home: the other tests hold its file open.
    outcome = invoke(empty_home, ["compile", "--select", "customer_rfm"], variables=VARIABLES | {"rfm_bins": 7})

    assert "'rfm_bins' is 7; expected 4 (quartiles), 5 (quintiles) or 10 (deciles)" in str(outcome.exception)


class TestPast:
    """The small shop at the ends of its months, worked out by hand."""

    def test_it_says_what_was_booked_by_then(self, ask):
        history = ask(
            "select as_of_on::varchar, days_since_last_order, order_count, net_spend_usd::varchar, rfm_code "
            "from marts.customer_rfm_history order by as_of_on, net_spend_usd desc"
        )
        # In June the outlet's ann is there too; bob's cheese of May was partly given back in May.
        assert history == [
            ("2017-01-31", 21, 1, "8.00", "1-1-1"),
            ("2017-02-28", 49, 1, "8.00", "1-1-1"),
            ("2017-03-31", 80, 1, "8.00", "1-1-1"),
            ("2017-04-30", 20, 2, "108.00", "1-1-1"),
            ("2017-05-31", 51, 2, "108.00", "1-2-2"),
            ("2017-05-31", 11, 1, "6.00", "2-1-1"),
            ("2017-06-30", 0, 9, "36.50", "3-3-3"),
            ("2017-06-30", 10, 4, "17.00", "2-2-2"),
            ("2017-06-30", 20, 1, "13.48", "1-1-1"),
        ]

    def test_thresholds_say_why(self, ask):
        thresholds = ask("""
            select score, lowest_value::integer, highest_value::integer, customer_count, tied_with_lower_score_count,
                tied_with_higher_score_count
            from segments.rfm_thresholds
            where as_of_on = date '2017-07-01' and measure = 'order_count'
            order by score
        """)
        # Of the two who ordered once, the smaller customer_id has the lower score.
        assert thresholds == [(1, 1, 1, 1, 0, 1), (2, 1, 1, 1, 1, 0), (3, 4, 4, 1, 0, 0), (4, 9, 9, 1, 0, 0)]


@pytest.fixture(scope="module")
def published(shop, shop_verdicts) -> Iterator[duckdb.DuckDBPyConnection]:
    """Connect to a database with the shop's marts and the macros of a published file."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{shop.build_file}' as build (read_only)")
        connection.execute("attach ':memory:' as published")
        connection.execute("create schema published.marts")
        for table in ("customer_rfm", "fct_order_lines", "rfm_segment_ranges", "customer_rfm_history"):
            connection.execute(f"create table published.marts.{table} as from build.marts.{table}")
        zone = {"company_timezone": VARIABLES["company_timezone"]}
        create_macros(shop.model_copy(update=zone), connection, tables_of(connection, "published"))
        connection.execute("use published")
        yield connection


def _differences(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> list[tuple]:
    return connection.execute(f"(({one}) except ({other})) union all (({other}) except ({one}))").fetchall()


def test_rfm_as_of_the_build_is_customer_rfm(published):
    built = "from marts.customer_rfm"

    assert _differences(published, built, "from rfm_as_of(date '2017-07-01')") == []
    assert _differences(published, built, "from rfm_as_of(date '2017-06-30')")


def test_rfm_as_of_the_end_of_a_month_is_customer_rfm_history(published):
    columns = "* exclude (as_of, first_seen_on)"
    for month in range(1, 7):
        day = f"last_day(date '2017-{month}-01')"
        past = "select customer_id, days_since_last_order, order_count, net_spend_usd, recency_score, frequency_score, "
        past += "monetary_score, rfm_segment, rfm_code, frequency_scaled from marts.customer_rfm_history "
        then = f"select {columns} from rfm_as_of({day}) where order_count > 0"
        assert _differences(published, past + f"where as_of_on = {day}", then) == []


class TestIncrements:
    """What stands stays, what changed is made anew, and both together are what a full refresh makes."""

    @pytest.fixture(scope="class")
    def own(self, shop, shop_verdicts, tmp_path_factory) -> Settings:
        home = tmp_path_factory.mktemp("increments") / "home"
        shutil.copytree(shop.home, home)
        return shop.model_copy(update={"home": home})

    @staticmethod
    def run(settings: Settings, as_of: str, *options: str) -> None:
        variables = VARIABLES | {"as_of": as_of}
        command = ["run", "--select", "int_rfm_periods__fingerprinted", "customer_rfm_history", *options]
        assert invoke(settings, command, variables=variables).success

    @staticmethod
    def history(settings: Settings, columns: str) -> list[tuple]:
        with duckdb.connect(str(settings.build_file)) as connection:
            return connection.execute(f"select {columns} from marts.customer_rfm_history order by all").fetchall()

    @staticmethod
    def change(settings: Settings, statement: str) -> None:
        with duckdb.connect(str(settings.build_file)) as connection:
            connection.execute(statement)

    def test_what_comes_late_changes_the_periods_from_then_on(self, own):
        self.change(own, "update marts.customer_rfm_history set rfm_segment = 'as it was'")
        late = "update intermediate.int_customer_periods__summed set net_spend_usd = net_spend_usd + 100 "
        self.change(own, late + "where as_of_on = date '2017-04-30'")
        self.run(own, "2017-09-01 12:00:00")

        kept = self.history(own, "distinct as_of_on::varchar, rfm_segment = 'as it was'")
        assert [day for day, stands in kept if stands] == ["2017-01-31", "2017-02-28", "2017-03-31"]
        assert [day for day, stands in kept if not stands] == [
            "2017-04-30",
            "2017-05-31",
            "2017-06-30",
            "2017-07-31",
            "2017-08-31",
        ]
        rows = self.history(own, "* exclude (rfm_segment)")
        self.run(own, "2017-09-01 12:00:00", "--full-refresh")
        assert self.history(own, "* exclude (rfm_segment)") == rows

    def test_an_earlier_moment_knows_nothing_of_later_periods(self, own):
        self.run(own, "2017-03-01 12:00:00")

        assert self.history(own, "distinct as_of_on::varchar") == [("2017-01-31",), ("2017-02-28",)]
