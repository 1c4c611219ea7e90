"""Before the marts gate: add up what a build read and made, and look how fresh its sources are."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from extract_load.books import counting_of
from extract_load.contracts import Contract, read_contracts
from extract_load.entity import Entity
from warehouse import reconciliation
from warehouse.builds import Build
from warehouse.connection import build_connection
from warehouse.control_totals import agree_on, book_forgotten
from warehouse.dbt_runner import read_manifest
from warehouse.errors import WrongUse
from warehouse.quoting import identifier, text
from warehouse.reconciliation import Trail
from warehouse.settings import Settings
from warehouse.source_freshness import Promise, record_freshness

# What a staging model may say of itself in its .yml, under config: meta: reconciled.
_KNOWN = {"same", "day", "amount", "currency", "mart", "mart_rows", "mart_day", "mart_amount", "aside"}


def reconcile_build(settings: Settings, build: Build) -> None:
    """Fill ``ops.reconciliation`` and ``ops.source_freshness`` for a build; the marts gate judges them."""
    contracts = read_contracts(settings)
    manifest = read_manifest(settings)
    looked_at = datetime.now(UTC).replace(tzinfo=None)
    with build_connection(settings, f"reconcile build {build.build_id}") as connection:
        present = {f"{schema}.{name}" for schema, name in connection.execute(_TABLES).fetchall()}
        connection.begin()
        reconciliation.begin(connection)
        for contract in contracts.values():
            for name in contract.entities:
                if contract.table(name) in present:
                    counted = counting_of(contract, name)
                    agree_on(connection, counted)
                    book_forgotten(connection, counted)
                    trail = trail_of(settings, contract, name, build, manifest)
                    with _its_model_to_blame(manifest, contract, name):
                        reconciliation.reconcile(connection, build, counted, trail)
        promises = [_promise(contract, present) for contract in contracts.values()]
        record_freshness(connection, build, promises, looked_at)
        connection.commit()


@contextmanager
def _its_model_to_blame(manifest: Any, contract: Contract, name: str) -> Iterator[None]:
    """Say in a sentence what an entity's staging model says of its reconciliation, and its tables do not have."""
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException) as error:
        model = manifest.nodes.get(f"model.segmart.stg_{contract.source}__{name}")
        if model is None:
            raise
        # The name is the project's own; the rest of DuckDB's words is about a query that nobody has seen.
        named = re.search(r'column "(\w+)"|Table with name "?(\w+)', str(error))
        missing = f"{named[1] or named[2]}, and there is no such thing" if named else "an expression that is no SQL"
        raise WrongUse(
            f"{_documented_in(model)}: {model.name} cannot be reconciled: its trail needs {missing}. Say under "
            "config: meta: reconciled: by which columns of the model and its mart it is followed "
            f"({', '.join(sorted(_KNOWN))})."
        ) from error


def _documented_in(model: Any) -> str:
    """Return the model's .yml."""
    return (model.patch_path or model.original_file_path).removeprefix("segmart://")


_TABLES = "select schema_name, table_name from duckdb_tables() where database_name = current_database()"


def trail_of(settings: Settings, contract: Contract, name: str, build: Build, manifest: Any) -> Trail | None:
    """Return how an entity is followed to staging and its mart, as its staging model says; None if it is not.

    Raises
    ------
    WrongUse
        When the model says something that cannot be followed.
    """
    model = manifest.nodes.get(f"model.segmart.stg_{contract.source}__{name}")
    said = model.config.meta.get("reconciled") if model is not None else None
    if said is None:
        return None
    entity, counted = contract.entities[name], counting_of(contract, name)
    if strange := set(said) - _KNOWN:
        raise WrongUse(
            f"{_documented_in(model)}: reconciled says {sorted(strange)[0]!r}; it may say {', '.join(sorted(_KNOWN))}."
        )
    if counted.day_column is None:
        raise WrongUse(
            f"{_documented_in(model)}: {model.name} is to be reconciled by day, so the contract of "
            f"{contract.source}.{name} must have an event_time or updated_at."
        )
    has_key = bool(said.get("same") or entity.key)
    # The macro of that name leaves in the meta which columns it compares.
    content = model.config.meta.get("most_in_one_file")
    return Trail(
        same=tuple(said.get("same") or map(identifier, entity.key or content or entity.columns)),
        has_key=has_key,
        reached=_reached(settings, entity, build),
        updated_at=entity.updated_at,
        gone=_gone(entity),
        staging=f"{model.schema}.{model.name}",
        day=said.get("day", identifier(counted.day_column)),
        amount=counted.amount_column and said.get("amount", identifier(counted.amount_column)),
        currency=said.get("currency", "currency"),
        mart=said.get("mart"),
        mart_rows=said.get("mart_rows", f"shop = {text(contract.source)}"),
        mart_day=said.get("mart_day"),
        mart_amount=said.get("mart_amount"),
        aside=said.get("aside"),
    )


def _reached(settings: Settings, entity: Entity, build: Build) -> str:
    """SQL condition: as_of has reached the row, by its version where it has any, else by its event.

    A day counts once it is over in the company's time zone.
    """
    column = entity.updated_at or entity.event_time
    if entity.columns[column].type == "date":
        today = build.as_of.replace(tzinfo=UTC).astimezone(ZoneInfo(settings.company_timezone)).date()
        return f"{identifier(column)} < date {text(str(today))}"
    return f"{identifier(column)} <= timestamp {text(str(build.as_of))}"


def _gone(entity: Entity) -> str | None:
    if entity.op is None:
        return None
    deleted = ", ".join(map(text, entity.op.deleted))
    return f"coalesce({identifier(entity.op.column)}, '') in ({deleted})"


def _promise(contract: Contract, present: set[str]) -> Promise:
    events = {
        contract.table(name): entity.event_time
        for name, entity in contract.entities.items()
        if entity.event_time and contract.table(name) in present
    }
    must_come = not contract.optional or contract.when_late == "block"
    return Promise(contract.source, contract.freshness_hours, contract.when_late, events, must_come)
