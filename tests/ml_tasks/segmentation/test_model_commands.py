"""``segmart model``: each answer and each refusal with its sentence and exit status."""

import re
import subprocess
import sys

import duckdb
import numpy as np
import pytest

from ml_tasks.segmentation.keeping.keeping_config import KeepingConfig
from ml_tasks.segmentation.keeping.model_cards import list_models, tell_models
from ml_tasks.segmentation.train import train
from warehouse import cli, journal
from warehouse.cli import console
from warehouse.connection import build_connection
from warehouse.status import status

_HOLD = """
import sys, duckdb
with duckdb.connect(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def segmart(settings, monkeypatch, capsys):
    """Run ``segmart model`` and return its exit status and all that it said, on one line."""
    monkeypatch.setenv("SEGMART_HOME", str(settings.home))
    monkeypatch.setenv("SEGMART_PII_KEY", "a key for tests")

    def run(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        status = cli.run(["model", *arguments])
        return status, " ".join("".join(capsys.readouterr()).split())

    yield run
    console.stop_logging()


@pytest.fixture
def first(settings, config, planted, write_features) -> str:
    write_features(planted[0])
    return train(settings, config=config).model_version


@pytest.fixture
def second(first, settings, config, planted, write_features) -> str:
    write_features(planted[0].iloc[5:])
    return train(settings, config=config).model_version


@pytest.fixture
def waiting(first, settings, config, planted, write_features) -> str:
    """A model that does without one kind of customers, where nobody may move unasked."""
    strict = config.model_copy(update={"keeping": KeepingConfig(max_reassigned_share=0.0, max_silhouette_loss=2.0)})
    write_features(planted[0][planted[0].index % 5 != 4])
    return train(settings, config=strict).proposed_version


@pytest.fixture
def refused(first, settings, config, planted, write_features) -> str:
    """A model of features that were shuffled, each for itself."""
    random, frame = np.random.default_rng(3), planted[0]
    write_features(frame.assign(**{name: random.permutation(frame[name]) for name in config.measured_columns}))
    return train(settings, config=config).proposed_version


def test_without_a_model_the_list_says_how_to_get_one(segmart):
    assert segmart("list") == (0, "No model yet: `segmart train` makes one.")


def test_the_list_marks_the_champion_and_tells_of_what_waits_and_what_was_refused(segmart, first, waiting, refused):
    status, said = segmart("list")
    assert status == 0
    assert re.search(rf"\* {first} main 2018-01-01 04:01 \w+ 5 400 promoted", said)
    assert re.search(rf"[^*] {waiting} main 2018-01-01 04:01 \w+ 4 320 waits", said)
    assert re.search(rf"[^*] {refused} main 2018-01-01 04:01 \w+ \d 400 refused", said)
    assert said.endswith(f"{waiting} waits: `segmart model promote {waiting}` approves it.")


def test_the_status_names_what_waits_until_somebody_decides(segmart, settings, waiting):
    found = status(settings)
    assert found.waiting_models == [waiting]
    with console.out.capture() as shown:
        console.show_status(found)
    assert re.search(rf"waits for approval +model {waiting}", shown.get())
    segmart("promote", waiting)
    assert status(settings).waiting_models == []


def test_a_model_is_shown_by_its_beginning_or_by_its_end(segmart, waiting, query):
    status, said = segmart("show", waiting.partition("-")[2])
    assert status == 0
    ((name, marks),) = query(
        "select segment_name, marks from ml.segment_names "
        f"where model_version = '{waiting}' order by segment_id limit 1"
    )
    assert f"{name} " in said
    assert marks in said
    assert "kept" in said
    assert "net spend (USD)" in said
    assert re.search(r"2\. waits: A small share of the customers changes segment, .* Observed", said)
    assert segmart("show", waiting[:12])[1] == said


def test_a_version_of_none_or_of_several_models_is_said_so(segmart, first, second):
    several = ", ".join(sorted([first, second]))
    for command in ("show", "promote"):
        assert segmart(command, "2016") == (
            2,
            "segmart: '2016' names no model of this home (none). `segmart model list` names them.",
        )
        assert segmart(command, "2018") == (
            2,
            f"segmart: '2018' names no model of this home (several: {several}). `segmart model list` names them.",
        )


def test_who_looks_does_not_wait_for_the_build_file(segmart, settings, first, waiting):
    holder = [sys.executable, "-c", _HOLD, str(settings.build_file)]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "held\n"
            with pytest.raises(duckdb.IOException, match="lock"):
                duckdb.connect(str(settings.build_file))
            assert segmart("list")[0] == 0
            assert segmart("show", waiting)[0] == 0
        finally:
            process.stdin.close()


def test_what_waits_is_promoted_with_its_reason(segmart, first, waiting, query):
    status, said = segmart("promote", waiting, "--reason", "agreed with marketing")
    assert (status, said) == (
        0,
        f"Model {waiting} is the champion. The next `segmart run` scores every customer with it.",
    )
    assert query("select action, reason from ml.model_promotions order by number desc limit 1") == [
        ("promoted", "agreed with marketing")
    ]
    assert segmart("promote", waiting) == (0, f"Model {waiting} is the champion already.")
    assert re.search(rf"\* {waiting} .* promoted", segmart("list")[1])


def test_what_the_gate_refused_is_promoted_only_despite_it(segmart, first, refused):
    status, said = segmart("promote", refused)
    assert status == 1
    assert said.startswith(f"segmart: The gate refused model {refused}; `segmart model show {refused}` says why.")
    assert re.search(r"\d\. refused: The segmentation is natural or useful\. Observed", segmart("show", refused)[1])
    assert segmart("promote", refused, "--despite-gate")[0] == 0


def test_a_model_that_followed_another_champion_is_not_promoted(segmart, first, waiting, refused):
    segmart("promote", refused, "--despite-gate")
    status, said = segmart("promote", waiting)
    assert status == 1
    assert f"follow from another champion ({first}) than today's" in said


def test_a_rollback_needs_a_champion_and_one_before_it(segmart, settings, config, planted, write_features):
    status, said = segmart("rollback")
    assert status == 2
    assert said.endswith("There is no model to roll back: none was ever promoted for this data.")
    write_features(planted[0])
    only = train(settings, config=config).model_version
    assert segmart("rollback") == (
        2,
        f"segmart: Model {only} is the first: there is none before it to go back to.",
    )
    assert re.search(rf"\* {only}", segmart("list")[1])


def test_a_rollback_withdraws_the_champion(segmart, first, second, query):
    status, said = segmart("rollback", "--reason", "nobody understood it")
    assert status == 0
    assert said.startswith(f"Model {second} is withdrawn, and {first} is the champion again.")
    assert re.search(r"3\. withdrawn: nobody understood it", segmart("show", second)[1])
    assert re.search(rf"\* {first}", segmart("list")[1])


def test_each_segmentation_has_a_champion_of_its_own(segmart, settings, first, second, waiting, query):
    # As if the second had been trained by somebody who opted in, on later data.
    query(f"update ml.segment_models set segmentation = 'profile' where model_version = '{second}'")
    query(f"update ml.segment_models set as_of = '2018-01-01 05:00:00' where model_version = '{second}'")
    query("update ops.builds set as_of = '2018-01-01 05:00:00'")
    with build_connection(settings, "test") as connection:
        tell_models(settings, connection)
    assert list_models(settings)[0] == {"main": first, "profile": second}
    assert f"Model {second} is the first" in segmart("rollback", "--profile")[1]
    query(f"update ml.segment_lineage set previous_version = '{first}' where model_version = '{waiting}'")
    assert segmart("promote", waiting)[0] == 0
    assert list_models(settings)[0] == {"main": waiting, "profile": second}


def test_the_journal_is_told_once_and_told_what_it_missed(settings, first, second):
    written = len(journal.read(settings, "model"))
    with build_connection(settings, "test") as connection:
        tell_models(settings, connection)
        assert len(journal.read(settings, "model")) == written
        settings.journal_file.unlink()
        tell_models(settings, connection)
    assert [entry["key"] for entry in journal.read(settings, "model")] == [first, second]
    assert {model["model_version"] for model in list_models(settings)[1]} == {first, second}
