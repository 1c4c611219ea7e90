"""An Airflow of this home's own: metadata in sqlite under ``SEGMART_HOME``, no examples, no telemetry."""

import os

from warehouse.settings import REPOSITORY, Settings


def airflow_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that make Airflow live in this home; they must stand before Airflow is imported."""
    home = settings.airflow_home
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "SEGMART_HOME": str(settings.home),
        "SEGMART_MODE": settings.mode,
    }


def prepare_airflow(settings: Settings) -> None:
    """Set the environment, migrate the metadata database and make the pool. Does nothing twice that was done."""
    settings.airflow_home.mkdir(parents=True, exist_ok=True)
    os.environ.update(airflow_environment(settings))
    # Only now: Airflow reads its configuration when it is imported.
    from airflow.models.pool import Pool  # noqa: PLC0415
    from airflow.utils.db import initdb  # noqa: PLC0415

    from orchestration.airflow_policy import POOL  # noqa: PLC0415

    initdb()
    Pool.create_or_update_pool(POOL, slots=1, description="one writer", include_deferred=False)
