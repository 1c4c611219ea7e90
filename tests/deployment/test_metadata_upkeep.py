"""Nightly maintenance prunes Airflow's metadata in PostgreSQL as it does in sqlite."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import create_engine, text

from orchestration.airflow_home import airflow_environment
from orchestration.airflow_upkeep import prune_airflow
from warehouse.settings import Settings

OLD_ROW = "insert into log (dttm, event, dag_id) values (now() - interval '{days} days', 'of a test', 'load_web')"


@pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR")
def test_old_rows_go(postgres, tmp_path, monkeypatch):
    # What a test of DAGs has set for sqlite in this process.
    monkeypatch.delenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS", raising=False)
    address = f"postgresql+psycopg2://airflow:{postgres.password}@127.0.0.1:{postgres.port}/airflow"
    settings = Settings(home=tmp_path / "home", airflow_database=address, _env_file=None)
    subprocess.run(
        [sys.executable, "-m", "airflow", "db", "migrate"],
        env={**os.environ, **airflow_environment(settings)},
        capture_output=True,
        check=True,
        timeout=300,
    )
    engine = create_engine(address)
    with engine.begin() as connection:
        for days in (29, 31, 400):
            connection.execute(text(OLD_ROW.format(days=days)))
    # As Airflow leaves the environment of a task.
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "airflow-db-not-allowed:///")

    removed = {removal.what: removal.count for removal in prune_airflow(settings)}

    assert removed["rows of Airflow's metadata"] == 2
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from log where event = 'of a test'")).scalar() == 1
        archives = "select count(*) from information_schema.tables where table_name like '%deleted%'"
        assert connection.execute(text(archives)).scalar() == 0
    engine.dispose()
