"""Everything that an operator may set, read once from the environment (prefix ``SEGMART_``) or ``.env``."""

from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from warehouse.errors import WrongUse

REPOSITORY = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings of one home. Two instances with different homes never touch each other's files."""

    # Templates of .env, and compose files, leave what is not wanted empty.
    model_config = SettingsConfigDict(
        env_prefix="SEGMART_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(Path("data"), validate_default=True, description="Where all state lives.")
    sources: Path = Field(REPOSITORY / "extract_load" / "sources", description="Folder of the source contracts.")
    mode: Literal["demo", "production"] = Field(
        "demo", description="Decides the default as_of: the newest event (demo) or the run's start (production)."
    )
    pii_key: SecretStr | None = Field(None, description="Key of the hashes that stand in for personal data.")
    company_timezone: str = Field("UTC", description="IANA zone in which the company's days begin.")
    first_day_of_week: Literal["monday", "saturday", "sunday"] = Field(
        "monday", description="Day with which the company's weeks begin."
    )
    first_month_of_fiscal_year: int = Field(
        1, ge=1, le=12, description="Month with which the company's fiscal years begin; 1 is January."
    )
    lock_timeout_seconds: float = Field(300, ge=0, description="How long to wait for the build file's lock.")
    keep_versions: int = Field(10, ge=2, description="How many publications are kept to roll back to.")
    alert_url: SecretStr | None = Field(
        None, description="Where alerts are posted, as JSON that Slack's incoming webhooks take. Unset: the log only."
    )
    log_retention_days: int = Field(
        30, ge=1, description="How long Airflow's logs and metadata and the records of single task runs are kept."
    )
    quarantine_retention_days: int = Field(
        365, ge=1, description="How long rejected records are kept; they hold personal data as it arrived."
    )
    airflow_database: SecretStr | None = Field(
        None, description="SQLAlchemy URL of Airflow's metadata, for maintenance to prune; sqlite in the home if unset."
    )
    airflow_port: int = Field(8080, ge=1, le=65535, description="Port of the local Airflow, on 127.0.0.1 alone.")
    lineage_namespace: str = Field(
        "segmart", pattern="^[a-z0-9_.-]+$", description="Names this company's jobs and tables in lineage events."
    )
    memory_limit: str | None = Field(
        None, description="DuckDB memory_limit, for example 4GB; its own default if unset."
    )

    @field_validator("home", "sources")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("home")
    @classmethod
    def _speakable(cls, path: Path) -> Path:
        if strange := set("'\"#?%") & set(str(path)):
            raise ValueError(f"the path holds {' '.join(sorted(strange))}, which dbt cannot open a database under")
        return path

    @field_validator("company_timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r} is not an IANA time zone such as 'America/New_York'")
        return name

    @property
    def landing(self) -> Path:
        """What arrived, and is kept."""
        return self.home / "landing"

    @property
    def build_file(self) -> Path:
        """The one file that the pipeline writes; nobody else opens it."""
        return self.home / "warehouse" / "build.duckdb"

    @property
    def lock_file(self) -> Path:
        """Locked by whoever has the build file open."""
        return self.home / "warehouse" / "build.lock"

    @property
    def journal_file(self) -> Path:
        """What happened, one JSON object a line, readable while the build file is locked."""
        return self.home / "journal.jsonl"

    @property
    def published(self) -> Path:
        """Folder for everybody who reads."""
        return self.home / "published"

    @property
    def published_link(self) -> Path:
        """Symlink to the newest good version; its stem is the catalogue name that BI tools see."""
        return self.published / "segmart.duckdb"

    @property
    def versions(self) -> Path:
        """Immutable publications."""
        return self.published / "versions"

    @property
    def parquet(self) -> Path:
        """The publications' Parquet mirrors, with ``current`` pointing to the newest good one."""
        return self.published / "parquet"

    @property
    def reports(self) -> Path:
        """Data Docs and reports."""
        return self.home / "reports"

    @property
    def dbt_target(self) -> Path:
        """dbt's artefacts, one folder a home so that two homes may build at once."""
        return self.home / "dbt"

    @property
    def airflow_home(self) -> Path:
        """Airflow's own state: metadata database and logs."""
        return self.home / "airflow"

    @property
    def lineage(self) -> Path:
        """OpenLineage events: which job made which table out of what."""
        return self.home / "lineage"

    @property
    def pii_key_file(self) -> Path:
        """The demo's key; ``SEGMART_PII_KEY`` overrides it."""
        return self.home / "pii.key"


def load_settings(**overrides) -> Settings:
    """Read the settings, or raise WrongUse with one sentence that names the faulty variable."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        variable = "SEGMART_" + "_".join(str(part) for part in first["loc"]).upper()
        raise WrongUse(f"{variable} cannot be used: {first['msg'].removeprefix('Value error, ')}.") from None
