"""Two homes, built once a test run: the whole sample, and one that never saw anything after 30 June 2017.

Both have the second shop too, because the first one knows no refunds. They cost about a minute and a half.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from extract_load.sample import write_sample
from extract_load.sample.demo_key import DEMO_KEY
from ml_tasks.identity.resolve import resolve_identities
from orchestration import pipeline, steps
from warehouse.builds import Build, require_open
from warehouse.connection import build_connection
from warehouse.dbt_runner import build_variables, invoke, read_manifest
from warehouse.publish import publish
from warehouse.settings import Settings

END_OF_THE_PAST = datetime(2017, 6, 30, 23, 59, 59, 999999)
# Features that follow from orders and coupons; customer_features itself has much besides.
OF_THE_PAST = ("customer_rfm", "int_customer_purchases__described", "int_customer_campaigns__counted")

Rows = Callable[[str], list[tuple]]


def _settings(folder: Path) -> Settings:
    # The demo's key, so that customers have the ids that they have in every demo and in the docs.
    return Settings(home=folder / "home", pii_key=DEMO_KEY, company_timezone="UTC", _env_file=None)


@pytest.fixture(scope="session")
def whole_sample(tmp_path_factory) -> Settings:
    """Return the home of the whole sample, built and published as of its newest event, without a segmentation."""
    settings = _settings(tmp_path_factory.mktemp("whole_sample"))
    write_sample(settings, with_outlet=True)
    pipeline.load_all(settings, [])
    pipeline.build(settings)
    publish(settings, release_pin=False)
    return settings


@pytest.fixture(scope="session")
def past_sample(whole_sample, tmp_path_factory) -> Settings:
    """Return a home that only ever saw the files up to 30 June 2017, with what the tests of the past ask for."""
    settings = _settings(tmp_path_factory.mktemp("past_sample"))
    # A day's bytes depend on the day alone, so these are the files of `segmart sample --to 2017-06-30`.
    for file in whole_sample.landing.rglob("dt=*/**/*"):
        day = next(part for part in file.parts if part.startswith("dt="))
        if file.is_file() and day <= f"dt={END_OF_THE_PAST:%Y-%m-%d}":
            link = settings.landing / file.relative_to(whole_sample.landing)
            link.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, link)
    pipeline.load_all(settings, [])
    build_id = steps.open_build(settings, END_OF_THE_PAST)
    with build_connection(settings, "test") as connection:
        build = require_open(connection, build_id)
    _build(settings, build, *(f"+{model},tag:staging" for model in OF_THE_PAST))
    resolve_identities(settings, build_id)
    _build(settings, build, *(f"+{model},tag:{layer}" for layer in ("intermediate", "marts") for model in OF_THE_PAST))
    return settings


def _build(settings: Settings, build: Build, *selected: str) -> None:
    """Build models and seeds without their tests, which the other home has run already."""
    command = ["build", "--select", *selected, "--exclude-resource-types", "test", "unit_test"]
    variables = build_variables(settings, build, model_version=None)
    outcome = invoke(settings, command, variables=variables, manifest=read_manifest(settings))
    assert outcome.success, outcome.exception or [result.message for result in outcome.result.results]


@pytest.fixture(scope="session")
def published(whole_sample) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file of the whole sample, as an analyst does."""
    with duckdb.connect(str(whole_sample.published_link), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def ask(published) -> Rows:
    """Query the published file of the whole sample."""
    return lambda query: published.execute(query).fetchall()


@pytest.fixture(scope="session")
def ask_builds(whole_sample, past_sample) -> Iterator[Rows]:
    """Query both build files: the catalogues are ``whole`` and ``past``."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{whole_sample.build_file}' as whole (read_only)")
        connection.execute(f"attach '{past_sample.build_file}' as past (read_only)")
        yield lambda query: connection.execute(query).fetchall()
