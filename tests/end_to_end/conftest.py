"""The command line, run in this process as a person would run it."""

from dataclasses import dataclass

import pytest

from warehouse import cli
from warehouse.cli import console
from warehouse.query import query
from warehouse.settings import Settings


@dataclass
class Home:
    """A home, and the command line pointed at it."""

    settings: Settings
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture

    def segmart(self, *arguments: str) -> tuple[int, str, str]:
        """Run ``segmart`` and return exit status, standard output and standard error."""
        self.monkeypatch.setenv("SEGMART_HOME", str(self.settings.home))
        self.monkeypatch.setenv("SEGMART_PII_KEY", "a key for tests")
        self.capsys.readouterr()
        status = cli.run(list(arguments))
        shown = self.capsys.readouterr()
        return status, shown.out, shown.err

    def rows(self, sql: str) -> list[tuple]:
        return query(self.settings, sql).rows


@pytest.fixture
def make_home(tmp_path, monkeypatch, capsys):
    def make(name: str) -> Home:
        settings = Settings(home=tmp_path / name, pii_key="a key for tests", _env_file=None)
        return Home(settings, monkeypatch, capsys)

    yield make
    # The command line has pointed our loggers at this test's standard error.
    console.stop_logging()


@pytest.fixture
def home(make_home) -> Home:
    return make_home("home")
