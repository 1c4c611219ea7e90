"""Twenty workers are killed, at each task of ``build_marts`` and at moments drawn by lot; the next run mends it all."""

import random
import shutil

import pytest

from orchestration import pipeline
from warehouse.diff import differing_tables
from warehouse.settings import Settings

from .build_worker import TASKS, Worker

LAST_WEEK = "web/events/dt=2017-12-25"
# Each task twice: its own retry goes on with the build, as Airflow's does; or a new run begins. And two draws more.
TRIALS = [(task, how) for task in TASKS for how in ("retried", "run anew")]
TRIALS += [("staging", "retried"), ("publish", "run anew")]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, planted_shop):
    """A home with a publication by a model, and a week of the web shop that was loaded since."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), pii_key="a key for tests", _env_file=None)
    shutil.copytree(planted_shop, settings.landing)
    last_week = tmp_path_factory.mktemp("last") / "week"
    shutil.move(settings.landing / LAST_WEEK, last_week)
    pipeline.run(settings)
    shutil.move(last_week, settings.landing / LAST_WEEK)
    pipeline.load_all(settings, [])
    return settings


@pytest.fixture(scope="module")
def undisturbed(prepared, tmp_path_factory):
    """What a run that nobody kills publishes, and the seconds that each task takes."""
    settings = copy_home(prepared, tmp_path_factory.mktemp("undisturbed") / "home")
    seconds = Worker(settings).finish()
    return settings.published_link, seconds


def copy_home(settings, home):
    shutil.copytree(settings.home, home, symlinks=True)
    return settings.model_copy(update={"home": home})


@pytest.mark.parametrize(
    ("number", "trial"), enumerate(TRIALS), ids=lambda value: "-".join(value) if isinstance(value, tuple) else None
)
def test_killed(prepared, undisturbed, tmp_path, number, trial):
    task, how = trial
    expected, seconds = undisturbed
    before = prepared.published_link
    assert differing_tables(before, expected)
    home = copy_home(prepared, tmp_path / "home")
    known = Worker(home).kill_in(task, after=random.Random(number).uniform(0, seconds[task]))
    seen = [differing_tables(home.published_link, whole) for whole in (before, expected)]
    assert [] in seen, "readers saw a mixture"
    if how == "retried":
        Worker(home, TASKS[TASKS.index(task) :], known).finish()
    else:
        pipeline.run(home)
    assert differing_tables(home.published_link, expected) == []
    assert not list(home.published.glob("**/.*.partial"))
