"""What a build's tables follow from, as one short text: two builds with the same one make the same tables."""

import hashlib
from datetime import datetime
from importlib import metadata
from pathlib import Path

import duckdb

from warehouse.pii_key import read_pii_key
from warehouse.settings import REPOSITORY, Settings

_VERSIONS = (metadata.version("segmart"), duckdb.__version__)
_LOGIC = {
    "dbt_project": ("models/**/*.*", "macros/**/*.sql", "seeds/**/*.*", "dbt_project.yml"),
    "expectations": ("**/*.py",),
    "ml_tasks": ("**/*.py", "**/*.sql"),
}


def inputs_fingerprint(
    settings: Settings, connection: duckdb.DuckDBPyConnection, as_of: datetime, through_batch: int | None = None
) -> str:
    """Hash of all that a build's tables follow from, except the model: logic, as_of and batches."""
    batches = connection.execute(
        "select batch_id from ops.batches where state = 'passed' and ($1 is null or batch_id <= $1) order by batch_id",
        [through_batch],
    ).fetchall()
    inputs = hashlib.sha256(repr((as_of, batches)).encode()).hexdigest()[:16]
    return f"{logic_fingerprint(settings)}-{inputs}"


def logic_fingerprint(settings: Settings) -> str:
    """Hash of what turns the same rows into other tables: code, release, DuckDB, company calendar and key."""
    calendar = (settings.company_timezone, settings.first_day_of_week, settings.first_month_of_fiscal_year)
    digest = hashlib.sha256(repr((_VERSIONS, calendar)).encode())
    digest.update(read_pii_key(settings))
    for folder, patterns in _LOGIC.items():
        for path in _files(REPOSITORY / folder, patterns):
            digest.update(path.relative_to(REPOSITORY).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files(folder: Path, patterns: tuple[str, ...]) -> list[Path]:
    return sorted(path for pattern in patterns for path in folder.glob(pattern))
