"""Airflow tells of its tasks, and what the steps tell hangs below them."""

import json
import os
import shutil
from pathlib import Path

from tests.lineage_events import parent_of, read_events


def test_a_step_names_the_run_of_its_task(dags, run_dag, settings, planted_shop):
    shutil.copytree(planted_shop / "crm", settings.landing / "crm")
    assert run_dag(settings, "load_crm")["load"][0] == "success"
    steps = {event["job"]["name"]: event for event in read_events(settings.lineage)}
    # All DAG tests share one Airflow, which writes into its own home.
    folder = Path(json.loads(os.environ["AIRFLOW__OPENLINEAGE__TRANSPORT"])["folder"])
    told_by_airflow = {event["run"]["runId"]: event for event in read_events(folder)}

    job, run_id = parent_of(steps["load.crm"])
    assert job == "load_crm.load"
    task = told_by_airflow[run_id]
    assert task["job"]["name"] == job
    assert task["job"]["namespace"] == steps["load.crm"]["job"]["namespace"]
    assert task["job"]["facets"]["jobType"]["integration"] == "AIRFLOW"
    root = steps["load.crm.customers"]["run"]["facets"]["parent"]["root"]
    assert root["job"]["name"] == "load_crm"
    assert root["run"]["runId"] == parent_of(task)[1]
