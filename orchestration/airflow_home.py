"""An Airflow of this home's own: metadata in sqlite under ``SEGMART_HOME``, no examples, no telemetry."""

import json
import os
import sys

from warehouse.settings import REPOSITORY, Settings


def airflow_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that make Airflow live in this home; they must stand before Airflow is imported."""
    home = settings.airflow_home
    return {
        "AIRFLOW_HOME": str(home),
        # Or Airflow writes down all of this version's defaults there, and the next version would go on with them.
        "AIRFLOW_CONFIG": "/dev/null",
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        # dag.test registers the DAGs too, and a server finds them as they were registered first.
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        **_database_environment(settings),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        **lineage_environment(settings),
        "SEGMART_HOME": str(settings.home),
        "SEGMART_MODE": settings.mode,
    }


def lineage_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that let Airflow tell of its runs where the steps tell of theirs."""
    transport = {"type": "warehouse.lineage.transport.HomeTransport", "folder": str(settings.lineage)}
    return {
        "AIRFLOW__OPENLINEAGE__NAMESPACE": settings.lineage_namespace,
        "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(transport),
        "AIRFLOW__OPENLINEAGE__EMISSION_POLICY": json.dumps(
            [{"scope": {}, "controls": {"extract_operator_metadata": False}}]
        ),
        # A fork would copy DuckDB's threads and locks as they happen to stand.
        "AIRFLOW__OPENLINEAGE__EXECUTE_IN_THREAD": "True",
        # Or every event would carry the address of the repository's remote, which may hold somebody's token.
        "OPENLINEAGE__FACETS__SOURCE_CODE_LOCATION__DISABLED": "true",
    }


def _database_environment(settings: Settings) -> dict[str, str]:
    # Who finds it locked waits, longer than the driver's 5 s: four components and their tasks write there.
    address = f"sqlite:///{settings.airflow_home}/airflow.db?timeout=60"
    if settings.airflow_database:
        address = settings.airflow_database.get_secret_value()
    variables = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": address}
    if address.startswith("sqlite"):
        variables["AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS"] = "orchestration.airflow_sqlite.CONNECT_ARGUMENTS"
    return variables


def prepare_airflow(settings: Settings) -> None:
    """Set the environment, migrate the metadata database and make the pool. Does nothing twice that was done."""
    settings.airflow_home.mkdir(parents=True, exist_ok=True)
    os.environ.update(airflow_environment(settings))
    prepare_metadata()


def prepare_metadata() -> None:
    """Migrate the metadata database that the environment names, and make the pool."""
    # Only now: Airflow reads its configuration when it is imported.
    from airflow.models.pool import Pool  # noqa: PLC0415
    from airflow.utils.db import initdb  # noqa: PLC0415

    from orchestration.airflow_policy import POOL  # noqa: PLC0415

    initdb()
    Pool.create_or_update_pool(POOL, slots=1, description="one writer", include_deferred=False)


def unpause_all() -> None:
    """Let every DAG run that this home knows; one that was registered before its server came may be paused."""
    from airflow.models.dag import DagModel  # noqa: PLC0415
    from airflow.utils.session import create_session  # noqa: PLC0415
    from sqlalchemy import update  # noqa: PLC0415

    with create_session() as session:
        session.execute(update(DagModel).values(is_paused=False))


if __name__ == "__main__":
    prepare_metadata()
    if "--unpause" in sys.argv[1:]:
        unpause_all()
