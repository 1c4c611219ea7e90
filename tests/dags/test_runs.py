"""Every DAG is run for real through ``dag.test``, on the planted shop."""

import gzip
import shutil

import duckdb
import pytest

from warehouse import journal
from warehouse.query import query

DONE = {"success"}
# Nobody has to approve a first model.
TRAINED = {"impute": "success", "train": "success", "approve": "skipped", "promote": "success"}


@pytest.fixture(scope="module")
def home(tmp_path_factory, planted_shop):
    from warehouse.settings import Settings

    settings = Settings(home=tmp_path_factory.mktemp("home"), pii_key="a key for tests", _env_file=None)
    shutil.copytree(planted_shop, settings.landing)
    return settings


def states(outcome):
    return {task: state for task, (state, _) in outcome.items()}


def states_of_the_build(outcome):
    return {state for task, state in states(outcome).items() if task not in ("wait_for_loads", "watch_drift")}


def count(settings, table):
    return query(settings, f"select count(*) from {table}").rows[0][0]


def test_training_in_a_new_home_is_skipped(settings, run_dag):
    assert states(run_dag(settings, "train_segments")) == {
        "impute": "skipped",
        "train": "skipped",
        "approve": "skipped",
        "promote": "skipped",
    }


class TestFromLandingToPublication:
    """In this order: each test stands on what the one before it left in the home."""

    @pytest.mark.parametrize("source", ["crm", "transactions", "web"])
    def test_load(self, home, run_dag, source):
        outcome = run_dag(home, f"load_{source}")
        assert states(outcome) == {"load": "success", "judge": "success", "require_accepted": "success"}
        assert journal.last(home, "loaded")["source"] == source

    def test_what_no_build_has_read_is_told_again(self, home, run_dag):
        # As a try is that follows one whose worker died before it could report.
        assert states(run_dag(home, "load_web"))["judge"] == "success"

    def test_build_without_a_model_publishes_rfm_segments(self, home, run_dag):
        outcome = run_dag(home, "build_marts")
        assert states_of_the_build(outcome) == DONE
        assert count(home, "marts.customer_rfm") == 301
        published = query(home, "select table_name from duckdb_tables() where schema_name = 'segments'").rows
        assert published == [("rfm_thresholds",)]

    def test_load_again_emits_nothing(self, home, run_dag):
        assert states(run_dag(home, "load_web"))["judge"] == "skipped"

    def test_train(self, home, run_dag):
        assert states(run_dag(home, "train_segments")) == TRAINED

    def test_a_model_that_no_build_has_used_is_told_again(self, home, run_dag):
        assert states(run_dag(home, "train_segments")) == TRAINED

    def test_build_with_the_model_publishes_segments(self, home, run_dag):
        outcome = run_dag(home, "build_marts")
        assert states_of_the_build(outcome) == DONE
        assert count(home, "segments.customer_segments") == count(home, "marts.dim_customers")

    def test_build_with_nothing_new_is_skipped(self, home, run_dag):
        before = home.published_link.readlink()
        assert states_of_the_build(run_dag(home, "build_marts")) == {"skipped"}
        assert home.published_link.readlink() == before

    def test_as_of_is_taken_from_the_parameter(self, home, run_dag):
        # A model knows nothing of the future, so the past needs one of its own.
        run_dag(home, "train_segments", as_of="2017-12-20T00:00:00Z")
        run_dag(home, "build_marts", as_of="2017-12-20T00:00:00Z")
        ((newest_order,),) = query(home, "select max(ordered_at)::varchar from marts.fct_orders").rows
        ((as_of,),) = query(home, "select distinct as_of::varchar from marts.customer_features").rows
        assert "2017-01-03" < newest_order <= "2017-12-20 00:00:00"
        assert as_of == "2017-12-20 00:00:00"

    def test_a_gates_no_fails_without_a_retry_and_publishes_nothing(self, home, run_dag):
        before = home.published_link.readlink()
        land_orders_without_customers(home)
        outcome = run_dag(home, "load_transactions")
        assert outcome["judge"] == ("failed", 1)
        assert states_of_the_build(run_dag(home, "build_marts", as_of="2017-12-20T00:00:00Z")) == {"skipped"}
        assert home.published_link.readlink() == before

    def test_a_refused_file_turns_the_run_red_and_loads_the_others(self, home, run_dag):
        bad = home.landing / "web" / "events" / "dt=2018-01-01" / "events.jsonl.gz"
        bad.parent.mkdir(parents=True)
        bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
        outcome = states(run_dag(home, "load_web"))
        assert outcome["load"] == "success"
        assert outcome["require_accepted"] == "failed"


def land_orders_without_customers(settings):
    """Write order lines that nobody placed: more than the gate lets pass."""
    header = (
        "basket_id,household_id,store_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,"
        "transaction_timestamp"
    )
    lines = [f"x{number},,1,{number},1,1.00,0,0,0,2018-01-01T12:00:00Z" for number in range(50)]
    path = settings.landing / "transactions" / "order_lines" / "dt=2018-01-01" / "order_lines.csv.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress("\n".join([header, *lines, ""]).encode()))


def test_the_published_file_holds_no_other_schema(home):
    with duckdb.connect(str(home.published_link), read_only=True) as connection:
        schemas = connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
    assert {name for (name,) in schemas} <= {"marts", "segments", "ops"}
