"""A drastic model waits for a person in Airflow: yes promotes it and wakes the build, no keeps the champion."""

import threading
import time
from types import SimpleNamespace

import pytest

from orchestration import pipeline
from warehouse.settings import Settings

_DIFF = "62.0% of the customers would change segment."


@pytest.fixture
def promoted(monkeypatch) -> list[str]:
    """Training proposes a drastic model; what gets promoted is noted."""
    versions = []
    monkeypatch.setattr(pipeline, "impute", lambda *_: SimpleNamespace(version="i1"))
    monkeypatch.setattr(pipeline, "propose_champion", lambda *_: {"version": "20180101-abc", "diff": _DIFF})
    monkeypatch.setattr(pipeline, "promote_approved", lambda _, version: versions.append(version) or version)
    return versions


class Answering(threading.Thread):
    """A person who answers the first question of ``train_segments``, through the function behind Airflow's API."""

    def __init__(self, option: str) -> None:
        super().__init__(daemon=True)
        self.option, self.asked = option, None

    def run(self) -> None:
        try:
            self._answer()
        except BaseException:
            # dag.test waits for ever for an answer that does not come.
            _fail_what_waits()
            raise

    def _answer(self) -> None:
        from airflow.api_fastapi.core_api.datamodels.hitl import UpdateHITLDetailPayload
        from airflow.api_fastapi.core_api.routes.public.hitl import update_hitl_detail
        from airflow.utils.session import create_session

        person = SimpleNamespace(get_id=lambda: "1", get_name=lambda: "a manager")
        while self.asked is None:
            time.sleep(0.3)
            with create_session() as session:
                waiting = _waiting(session)
                if waiting is not None:
                    self.asked = (waiting.hitl_detail.subject, waiting.hitl_detail.body)
                    update_hitl_detail(
                        waiting.dag_id,
                        waiting.run_id,
                        waiting.task_id,
                        UpdateHITLDetailPayload(chosen_options=[self.option], params_input={}),
                        user=person,
                        session=session,
                    )


def _fail_what_waits() -> None:
    from airflow.utils.session import create_session

    with create_session() as session:
        _waiting(session).state = "failed"


def _waiting(session):
    from airflow.models.taskinstance import TaskInstance
    from sqlalchemy import select
    from sqlalchemy.orm import joinedload

    return session.scalar(
        select(TaskInstance)
        .where(TaskInstance.dag_id == "train_segments", TaskInstance.state == "awaiting_input")
        .options(joinedload(TaskInstance.hitl_detail))
    )


def _answered(run_dag, settings: Settings, option: str) -> tuple[dict[str, str], tuple[str, str]]:
    person = Answering(option)
    person.start()
    outcome = run_dag(settings, "train_segments")
    person.join(timeout=10)
    return {task: state for task, (state, _) in outcome.items()}, person.asked


def test_after_a_yes_the_model_is_promoted(settings, run_dag, promoted):
    states, asked = _answered(run_dag, settings, "Approve")
    assert asked == ("Let segmentation model 20180101-abc take over?", _DIFF)
    assert states == {"impute": "success", "train": "success", "approve": "success", "promote": "success"}
    assert promoted == ["20180101-abc"]


def test_after_a_no_nothing_is_promoted_and_no_build_is_woken(settings, run_dag, promoted):
    states, _ = _answered(run_dag, settings, "Reject")
    assert states == {"impute": "success", "train": "success", "approve": "success", "promote": "skipped"}
    assert promoted == []


def test_nobody_is_asked_about_a_model_that_moves_few(settings, run_dag, promoted, monkeypatch):
    monkeypatch.setattr(pipeline, "propose_champion", lambda *_: {"version": "20180101-abc", "diff": ""})
    outcome = run_dag(settings, "train_segments")
    assert outcome["approve"][0] == "skipped"
    assert outcome["promote"][0] == "success"
    assert promoted == ["20180101-abc"]


def test_who_does_not_answer_has_said_no(dags):
    task = dags["train_segments"].get_task("approve")
    assert task.defaults == ["Reject"]
    assert task.response_timeout is not None
