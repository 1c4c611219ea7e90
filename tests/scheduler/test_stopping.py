"""`make down` leaves nothing behind, not even a task that is at work. Last, because it stops what all tests used."""

import psutil

from orchestration.server_health import require_free
from warehouse.connection import lock_holder


def test_stop_ends_everything_even_a_running_task(live):
    live.unpause("train_segments")
    live.trigger("train_segments")
    task = live.wait_until("training", lambda: live.at_work("train_segments", "train"))

    assert live.airflow.stop() > 5

    assert not lives(task["pid"])
    assert live.airflow.stop() == 0
    assert lock_holder(live.settings) == ""
    require_free(live.settings.airflow_port)


def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
