"""Settings come from the environment or .env, and a wrong one is named in a sentence."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from warehouse.errors import EnvironmentFault, WrongUse
from warehouse.pii_key import DEMO_KEY_PREFIX, read_pii_key
from warehouse.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """A working folder without a .env, and an environment without settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SEGMART_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults(tmp_path):
    settings = load_settings()

    assert settings.home == tmp_path / "data"
    assert (settings.mode, settings.company_timezone, settings.pii_key) == ("demo", "UTC", None)
    assert settings.published_link == tmp_path / "data" / "published" / "segmart.duckdb"


def test_the_environment_goes_before_the_env_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("SEGMART_MODE=production\nSEGMART_COMPANY_TIMEZONE=Europe/Vienna\n")
    monkeypatch.setenv("SEGMART_COMPANY_TIMEZONE", "America/New_York")

    settings = load_settings()

    assert (settings.mode, settings.company_timezone) == ("production", "America/New_York")


@pytest.mark.parametrize("name", ["alert_url", "airflow_database", "memory_limit", "pii_key", "home"])
def test_what_is_left_empty_is_unset(tmp_path, monkeypatch, name):
    default = getattr(load_settings(), name)
    (tmp_path / ".env").write_text(f"SEGMART_{name.upper()}=\n")
    assert getattr(load_settings(), name) == default
    monkeypatch.setenv(f"SEGMART_{name.upper()}", "")
    assert getattr(load_settings(), name) == default


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SEGMART_COMPANY_TIMEZONE", "New York"),
        ("SEGMART_FIRST_DAY_OF_WEEK", "Montag"),
        ("SEGMART_FIRST_MONTH_OF_FISCAL_YEAR", "13"),
        ("SEGMART_MODE", "test"),
        ("SEGMART_LOCK_TIMEOUT_SECONDS", "-1"),
        ("SEGMART_LOCK_TIMEOUT_SECONDS", "soon"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)

    with pytest.raises(WrongUse, match=f"^{variable} cannot be used: .*[.]$") as caught:
        load_settings()

    assert "\n" not in str(caught.value)


def test_the_key_is_not_shown(monkeypatch):
    monkeypatch.setenv("SEGMART_PII_KEY", "s3cret")

    assert "s3cret" not in repr(load_settings())


def test_a_home_is_absolute_and_knows_the_user(monkeypatch):
    monkeypatch.setenv("SEGMART_HOME", "~/segmart")

    assert load_settings().home == Path.home() / "segmart"


def test_all_state_lies_under_the_home(tmp_path):
    settings = load_settings(home=tmp_path / "a")
    places = [getattr(settings, name) for name, kind in vars(Settings).items() if isinstance(kind, property)]

    assert len(places) > 8
    assert all(path.is_relative_to(tmp_path / "a") for path in places)


def test_settings_do_not_change(settings):
    with pytest.raises(ValidationError):
        settings.home = Path("/elsewhere")


def test_a_home_that_dbt_cannot_open_is_refused(monkeypatch):
    monkeypatch.setenv("SEGMART_HOME", "/tmp/o'neill #1")
    with pytest.raises(WrongUse, match="SEGMART_HOME cannot be used: the path holds # '"):
        load_settings(_env_file=None)


def test_production_never_runs_on_the_demos_key(tmp_path):
    public = DEMO_KEY_PREFIX + "1234"
    with pytest.raises(EnvironmentFault, match="SEGMART_PII_KEY"):
        read_pii_key(Settings(home=tmp_path, mode="production", pii_key=public, _env_file=None))
    assert read_pii_key(Settings(home=tmp_path, mode="demo", pii_key=public, _env_file=None)) == public.encode()
