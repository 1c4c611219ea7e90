"""What Airflow calls when a task or a run has failed for good, and how that becomes an alert."""

import logging
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk.exceptions import AirflowFailException, AirflowTaskTimeout

from expectations.verdicts import GateRefused
from warehouse import journal
from warehouse.alerts import Alert, send, without_personal_data
from warehouse.errors import EnvironmentFault, SegmartError
from warehouse.settings import Settings, load_settings

log = logging.getLogger(__name__)

_ADVICE = re.compile(r"^When it is red:\n(.*?)(?:\n\n|\Z)", flags=re.DOTALL | re.MULTILINE)
_SILENCE = timedelta(days=1)
_BULLET = re.compile(r"^- .*?(?=^- |\Z)", flags=re.DOTALL | re.MULTILINE)


def tell_of_task(context: Mapping[str, Any]) -> None:
    """Send an alert when a task has failed for good (``on_failure_callback`` of every task).

    Airflow calls it in the task's own process, with the exception, or in its DAG processor, without one, when the task
    was lost: its heartbeat stopped.
    """
    settings, ti = load_settings(), context["ti"]
    sentence = without_personal_data(_sentence(context.get("exception"), context["task"]))
    is_repeated = _is_known(settings, ti, sentence)
    if is_repeated:
        log.error("%s.%s failed as it did before; the alert is not repeated within a day.", ti.dag_id, ti.task_id)
    is_told = is_repeated or send(settings, task_alert(settings, context))
    facts = {"dag": ti.dag_id, "run": ti.run_id, "task": ti.task_id, "sentence": sentence}
    _remember(settings, **facts, is_repeated=is_repeated, is_told=is_told)


def tell_of_run(context: Mapping[str, Any]) -> None:
    """Send an alert for a run that failed although no task's alert said so (``on_failure_callback`` of a DAG).

    A task whose process was killed in its last try, for want of memory say, calls nobody; and what a task said may not
    have reached anybody.
    """
    settings = load_settings()
    dag_id, run_id = context["dag"].dag_id, context["run_id"]
    began = getattr(context.get("dag_run"), "start_date", None)
    newest = {entry["task"]: entry for entry in _alerted(settings, dag_id, run_id, began)}
    untold = {task: entry["sentence"] for task, entry in newest.items() if not _is_told(entry)}
    if newest and not untold:
        return
    what = f"Run {run_id} failed, and no task could say why: its process was killed in the last try."
    to_do = "Find the red task in Airflow, and in the system's log who killed it (memory, restart). Then clear it."
    unposted = [task for task in untold if task is not None]
    if unposted:
        what = f"Run {run_id} failed; this could not be posted when it happened:\n"
        what += "\n".join(f"{task}: {untold[task]}" for task in unposted)
        to_do = "\n".join(advice(context["dag"].doc_md or "", task) for task in unposted)
    alert = Alert(
        title=f"{dag_id} failed",
        what=what,
        since=began or datetime.now(UTC),
        observed="",
        to_do=to_do,
        where=f"Airflow: DAG {dag_id}, run {run_id}",
    )
    is_told = send(settings, alert)
    for task, sentence in (untold or {None: what}).items():
        facts = {"dag": dag_id, "run": run_id, "task": task, "sentence": sentence}
        _remember(settings, **facts, is_repeated=False, is_told=is_told)


def _alerted(settings: Settings, dag_id: str, run_id: str, began: datetime | None) -> list[dict[str, Any]]:
    """What was said of a run since it began: a run that ended and is cleared begins anew."""
    return [
        entry
        for entry in journal.read(settings, "alerted")
        if (entry["dag"], entry["run"]) == (dag_id, run_id)
        and (began is None or datetime.fromisoformat(entry["at"]) >= began)
    ]


def _is_told(entry: Mapping[str, Any]) -> bool:
    return entry.get("is_told", True)


def _is_known(settings: Settings, ti: Any, sentence: str) -> bool:
    """Whether people were told so within a day: a refused file turns a DAG red every quarter of an hour.

    Who clears a task and sees it fail again is told again.
    """
    told = [
        entry
        for entry in journal.read(settings, "alerted")
        if (entry["dag"], entry["task"]) == (ti.dag_id, ti.task_id) and not entry["is_repeated"] and _is_told(entry)
    ]
    if not told or told[-1]["sentence"] != sentence or told[-1]["run"] == ti.run_id:
        return False
    return datetime.now(UTC) - datetime.fromisoformat(told[-1]["at"]) < _SILENCE


def _remember(settings: Settings, **facts: Any) -> None:
    try:
        journal.record(settings, "alerted", **facts)
    except EnvironmentFault as fault:
        log.warning("%s", fault)


def task_alert(settings: Settings, context: Mapping[str, Any]) -> Alert:
    """Say of a failed task what, since when, what was observed and what to do."""
    task_instance, task = context["ti"], context["task"]
    error = context.get("exception")
    no = next((cause for cause in _causes(error) if isinstance(cause, GateRefused)), None)
    where = [task_instance.log_url]
    if no is not None:
        where.append(f"{settings.reports / 'data_docs' / 'index.html'}; table ops.gate_results of the build file")
    return Alert(
        title=f"{task_instance.dag_id}.{task_instance.task_id} " + ("was refused by a gate" if no else "failed"),
        what=f"{_sentence(error, task)} Run {task_instance.run_id}, {_tries(task_instance)}.",
        since=getattr(task_instance, "start_date", None) or datetime.now(UTC),
        observed=_observed(no) if no else "",
        to_do=advice(context["dag"].doc_md or "", task_instance.task_id),
        where="\n".join(where),
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it was made of: our own lie below the exceptions that tell Airflow what to do."""
    while error is not None:
        yield error
        # What was merely being handled when an error arose is not its cause, but for ours, which hide it from the log.
        error = error.__cause__ or (error.__context__ if isinstance(error, AirflowFailException) else None)


def _sentence(error: BaseException | None, task: Any) -> str:
    ours = next((cause for cause in _causes(error) if isinstance(cause, SegmartError)), None)
    if isinstance(ours, GateRefused):
        return f"The {ours.report.gate} gate refused {ours.report.subject}. The last publication stays."
    if ours is not None:
        return str(ours)
    if error is None:
        return "The task was lost: its process or its machine went away, or it could not be started."
    if isinstance(error, AirflowTaskTimeout):
        return f"It took longer than it may ({task.execution_timeout})."
    cause = list(_causes(error))[-1]
    # The first line only: below it programs quote the rows that they could not read.
    return f"{type(cause).__name__}: {str(cause).partition(chr(10))[0]}"


def _tries(task_instance: Any) -> str:
    made, allowed = task_instance.try_number, task_instance.max_tries + 1
    return f"try {made} of {allowed}" if made >= allowed else f"try {made}: another one would end likewise"


def _observed(no: GateRefused) -> str:
    return "\n".join(
        f"{verdict.suite}: {verdict.expectation} Observed: {verdict.observed}. Expected: {verdict.threshold}."
        for verdict in no.report.unmet
        if verdict.severity == "block"
    )


def advice(doc: str, task_id: str) -> str:
    """Return what a DAG's page says under "When it is red" of a task, or all of it when it does not name the task."""
    section = _ADVICE.search(doc)
    if section is None:
        return ""
    bullets = [" ".join(bullet.split()) for bullet in _BULLET.findall(section[1])]
    named = [bullet for bullet in bullets if re.search(rf"(`|\*\*){re.escape(task_id)}\1", bullet)]
    return "\n".join(named or bullets)
