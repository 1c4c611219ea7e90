"""Stopping an Airflow that is only about to start."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from orchestration.local_airflow import LocalAirflow
from warehouse.errors import EnvironmentFault


def test_a_stop_finds_a_start_that_still_prepares_the_metadata(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    airflow = LocalAirflow(settings.model_copy(update={"airflow_port": port}))

    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(airflow.start)
        while not airflow.stop() and not starting.done():
            time.sleep(0.1)

        with pytest.raises(EnvironmentFault, match="metadata could not be prepared"):
            starting.result()
    assert airflow.stop() == 0
