"""Dbt in this process: one call a layer, every node's status and seconds kept in ``ops.dbt_run_results``."""

import json
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from warehouse.builds import Build, build_before
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import EnvironmentFault, Refused, SegmartError
from warehouse.lineage.dbt_layer import layer_parts
from warehouse.lineage.tracing import traced
from warehouse.redaction import without_quoted_values
from warehouse.selection import FULL, nodes_to_build
from warehouse.settings import REPOSITORY, Settings

log = logging.getLogger(__name__)

PROJECT = REPOSITORY / "dbt_project"
_OF_THE_SYSTEM = re.compile("IO Error|Could not write|Out of Memory|No space left")
_BAD = ("error", "fail", "runtime error")


def run_layer(
    settings: Settings,
    build: Build,
    selector: str,
    *,
    model_version: str | None = None,
    profile_model_version: str | None = None,
) -> None:
    """Build a layer's models and run its data tests, as far as the build's selection does not leave them standing.

    Segments are scored by ``model_version``, and in the second segmentation, if there is one, by the other.

    Raises
    ------
    Refused
        When a model or a data test fails; names it, and the folder of dbt's log.
    EnvironmentFault
        When the system refused a write.
    """
    variables = build_variables(settings, build, model_version=model_version, base=_base_of(settings, build))
    variables["profile_model_version"] = profile_model_version or ""
    manifest = read_manifest(settings)
    selected = nodes_to_build(manifest, selector, build.selection)
    if selected == []:
        log.info("dbt: nothing of layer %s has changed", selector)
        return
    log.info(
        "dbt: %s%s",
        selector,
        "" if selected is None else f" ({len(selected)} models and tests, the other models stand)",
    )
    with traced(settings, f"dbt.{selector}") as lineage:
        with warehouse_lock(settings, f"build {build.build_id}, dbt {selector}"):
            outcome = invoke(
                settings, ["build", *_selected(selector, selected)], variables=variables, manifest=manifest
            )
            results = list(outcome.result.results) if outcome.result is not None else []
            _record(settings, build, results)
            lineage.tell(layer_parts, settings, PROJECT, manifest, results, str(build.build_id))
        _judge(settings, selector, outcome, results)


def _base_of(settings: Settings, build: Build) -> Build | None:
    if build.selection == FULL:
        return None
    with build_connection(settings, "find the base") as connection:
        return build_before(connection, build.build_id)


def _selected(selector: str, selected: list[str] | None) -> list[str]:
    if selected is None:
        # A full build follows from raw rows alone, and not from what an earlier one left.
        return ["--selector", selector, "--full-refresh"]
    return ["--select", *selected, "--indirect-selection", "empty"]


def build_variables(
    settings: Settings, build: Build, *, model_version: str | None, base: Build | None = None
) -> dict[str, Any]:
    """Return what the models of a build depend on, besides the raw rows.

    ``base`` is the build on whose tables a partial one builds.
    """
    of_base = (
        {"base_as_of": base.as_of.isoformat(sep=" "), "base_raw_through_batch": base.raw_through_batch} if base else {}
    )
    return of_base | {
        "as_of": build.as_of.isoformat(sep=" "),
        "build_id": build.build_id,
        "raw_through_batch": build.raw_through_batch,
        "company_timezone": settings.company_timezone,
        "first_day_of_week": settings.first_day_of_week,
        "first_month_of_fiscal_year": settings.first_month_of_fiscal_year,
        "model_version": model_version or "",
    }


def invoke(
    settings: Settings, command: list[str], *, variables: dict[str, Any] | None = None, manifest: Any = None
) -> Any:
    """Run one dbt command in this process and return its ``dbtRunnerResult``; dbt's own log goes to a file."""
    # Importing dbt takes seconds, which commands that only look should not pay.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    arguments = [
        *command,
        *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
        *("--target-path", str(settings.dbt_target / "target"), "--log-path", str(settings.dbt_target / "logs")),
        *("--log-level", "none", "--log-level-file", "info", "--no-use-colors-file"),
        *("--vars", json.dumps(variables or {})),
    ]
    with _environment(settings):
        try:
            return dbtRunner(manifest=manifest).invoke(arguments)
        finally:
            _let_go(DuckDBConnectionManager)


def _let_go(connections: Any) -> None:
    """Close the build file, which dbt would keep open as long as its process lives."""
    # There is no environment when the command ended before it looked into the file.
    with suppress(Exception):
        connections.env().close()
    connections.close_all_connections()


_manifests: dict[Path, Any] = {}


def read_manifest(settings: Settings) -> Any:
    """Parse the project, once a process: with new vars every command would parse all of it again.

    The manifest holds the models' uncompiled code, so that it serves every build whatever its vars.

    Raises
    ------
    Refused
        When the project does not parse.
    """
    if PROJECT not in _manifests:
        outcome = invoke(settings, ["parse"])
        if not outcome.success:
            _raise_failure(settings, "the project", outcome.exception)
        _manifests[PROJECT] = outcome.result
    return _manifests[PROJECT]


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    """Dbt's profile reads the environment, so these settings stand there for as long as dbt runs."""
    given = {
        "SEGMART_HOME": str(settings.home),
        "SEGMART_MODE": settings.mode,
        "SEGMART_BUILD_FILE": str(settings.build_file),
    }
    if settings.pii_key is not None:
        given["SEGMART_PII_KEY"] = settings.pii_key.get_secret_value()
    if settings.memory_limit:
        given["SEGMART_MEMORY_LIMIT"] = settings.memory_limit
    before = dict(os.environ)
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _record(settings: Settings, build: Build, results: list[Any]) -> None:
    ended_at = datetime.now(UTC).replace(tzinfo=None)
    rows = [
        [
            build.build_id,
            result.node.name,
            str(result.node.resource_type),
            str(result.status),
            result.execution_time,
            result.failures,
            without_quoted_values(result.message or ""),
            ended_at,
        ]
        for result in results
    ]
    if rows:
        with build_connection(settings, f"build {build.build_id}, dbt results") as connection:
            # At once, because each commit waits for the disk.
            connection.begin()
            connection.executemany("insert into ops.dbt_run_results values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            connection.commit()


def _judge(settings: Settings, selector: str, outcome: Any, results: list[Any]) -> None:
    logs = settings.dbt_target / "logs"
    bad = [result for result in results if str(result.status) in _BAD]
    for result in results:
        if str(result.status) == "warn":
            log.warning("dbt test %s warns: %s.", result.node.name, result.message)
    if bad:
        first = bad[0]
        reason = without_quoted_values(" ".join((first.message or "no message").split()))
        if _OF_THE_SYSTEM.search(reason):
            raise EnvironmentFault(f"dbt could not write {first.node.name}: {reason}. Mend that and run it again.")
        others = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        raise Refused(
            f"dbt {first.node.resource_type} {first.node.name}{others} failed in layer {selector}: {reason}. "
            f"See {logs} and ops.dbt_run_results."
        )
    if not outcome.success:
        _raise_failure(settings, f"layer {selector}", outcome.exception)


def _raise_failure(settings: Settings, what: str, exception: BaseException | None) -> NoReturn:
    """Raise what stopped dbt before any node could: our own errors as they are, all others as a refusal."""
    for error in (exception, getattr(exception, "__cause__", None)):
        if isinstance(error, SegmartError | KeyboardInterrupt | OSError):
            raise error
    raise Refused(
        f"dbt could not build {what}: {' '.join(str(exception).split())}. See {settings.dbt_target / 'logs'}."
    )
