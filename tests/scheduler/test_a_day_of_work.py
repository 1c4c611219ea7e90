"""The real scheduler: what lands is loaded, wakes the build and is published, also when a worker dies in the middle."""

import psutil
import pytest

from tests.leaks import find_leaks
from tests.needles import Needles
from warehouse import journal
from warehouse.query import query


class TestFromLandingToPublication:
    """In this order: each test stands on what the one before it left in the home."""

    def test_what_lands_is_loaded_on_schedule_and_wakes_the_build(self, live):
        live.land("crm/**/*")
        live.land("transactions/products/**/*")
        live.land("transactions/order_lines/dt=2017-0[1-6]*/*")

        live.unpause("build_marts", "load_crm", "load_transactions")
        live.wait_for_publication("half a year of orders", lambda: newest_order(live) > "2017-06-26")

        assert newest_order(live) < "2017-07-04"
        assert count(live, "marts.dim_customers") == 301
        assert live.runs("load_crm")[0]["run_type"] == "scheduled"
        assert live.runs("build_marts")[0]["run_type"] == "asset_triggered"

    def test_our_words_are_in_the_tasks_log(self, live):
        run = live.runs("load_crm")[0]
        said = live.log_of("load_crm", run["dag_run_id"], "load")
        assert any("302 loaded" in line["event"] for line in said if line.get("logger") == "extract_load.load")

    def test_another_file_makes_another_version_though_a_worker_is_killed_in_the_middle(self, live):
        before = version(live)
        live.land("web/events/dt=2017-0[1-6]*/*")

        live.unpause("load_web")
        task = live.wait_until("marts is running", lambda: live.at_work("build_marts", "marts"))
        kill_worker(task["pid"])
        live.wait_for_publication("another version", lambda: version(live) != before)

        assert live.tasks("build_marts", task["dag_run_id"])["marts"]["try_number"] == 2
        assert count(live, "marts.fct_sessions") > 0

    def test_neither_logs_nor_metadata_of_airflow_know_anybody(self, live):
        home = live.settings
        assert list(home.airflow_home.rglob("*.log"))
        apart = (home.landing, home.build_file)
        assert list(find_leaks(home.home, Needles.of_landing(home.landing), skip=apart)) == []


def version(live) -> str:
    return journal.last(live.settings, "published")["version"]


def count(live, table: str) -> int:
    return query(live.settings, f"select count(*) from {table}").rows[0][0]


def newest_order(live) -> str:
    return query(live.settings, "select max(ordered_at)::varchar from marts.fct_orders").rows[0][0]


def kill_worker(pid: int) -> None:
    """Kill a task's process and the one that watches over it, as a power cut would."""
    task = psutil.Process(pid)
    watcher = task.parent()
    watcher.kill()
    task.kill()


@pytest.fixture(autouse=True)
def _is_up(live):
    assert live.airflow.missing() == []
