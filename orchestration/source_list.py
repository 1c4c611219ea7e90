"""The sources and what is known of them, without the build file: contracts, published file, journal and lock."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from extract_load.contracts import Contract, read_contracts
from warehouse import journal
from warehouse.connection import lock_holder
from warehouse.freshness import EntityFiles, SourceFreshness, look_at_entities, look_at_sources
from warehouse.settings import Settings


@dataclass(frozen=True)
class SourceLine:
    """One source. Files, rows and rejected records are those that readers see; loads, refusals and drift are news.

    ``last_load_at`` is when a load last found something, ``seen_load_at`` the newest load that readers see; both are
    naive UTC, and None before the first. ``cadence`` and what follows from it are None without a contract.
    """

    source: str
    description: str | None
    cadence: str | None
    promised_hours: float | None
    when_late: str | None
    is_optional: bool
    last_load_at: datetime | None
    seen_load_at: datetime | None
    due_at: datetime | None
    is_late: bool
    file_count: int
    row_count: int
    rejected_count: int
    refusals: list[str]
    schema_changes: list[dict[str, Any]]
    entities: list[EntityFiles]


@dataclass(frozen=True)
class SourceList:
    """All sources, those with a contract first."""

    looked_at: datetime
    lock_holder: str
    sources: list[SourceLine]

    def facts(self) -> dict[str, Any]:
        """Return all of it for programs."""
        return asdict(self)


def list_sources(settings: Settings, now: datetime | None = None) -> SourceList:
    """Look at every source that has a contract or was ever loaded.

    Raises
    ------
    WrongUse
        When a contract cannot be used; names the file and the line.
    """
    now = now or datetime.now(UTC).replace(tzinfo=None)
    contracts = read_contracts(settings)
    seen = {
        one.source: one
        for one in look_at_sources(settings, {name: contract.freshness_hours for name, contract in contracts.items()})
    }
    entities = look_at_entities(settings)
    names = [*contracts, *sorted(seen.keys() - contracts.keys())]
    return SourceList(
        now,
        lock_holder(settings),
        [_line(settings, name, contracts.get(name), seen.get(name), entities=entities, now=now) for name in names],
    )


def _line(
    settings: Settings,
    name: str,
    contract: Contract | None,
    seen: SourceFreshness | None,
    *,
    entities: list[EntityFiles],
    now: datetime,
) -> SourceLine:
    loads = [entry for entry in journal.read(settings, "loaded") if entry["source"] == name]
    own = {one.entity: one for one in entities if one.source == name}
    promised = [] if contract is None else list(contract.entities)
    return SourceLine(
        source=name,
        description=contract and " ".join(contract.description.split()),
        cadence=contract and contract.cadence,
        promised_hours=contract and contract.freshness_hours,
        when_late=contract and contract.when_late,
        is_optional=contract is None or contract.optional,
        last_load_at=journal.moment(loads[-1]["at"]) if loads else None,
        seen_load_at=seen.last_loaded_at if seen and seen.is_published else None,
        due_at=seen and seen.due_at(),
        is_late=bool(seen and seen.is_late(now)),
        file_count=seen.file_count if seen else 0,
        row_count=seen.row_count if seen else 0,
        rejected_count=seen.rejected_count if seen else 0,
        refusals=_newest(settings, "refusals", name, "complaints"),
        schema_changes=_newest(settings, "schema_changes", name, "pending"),
        entities=[
            own.get(entity, EntityFiles(name, entity, 0, 0, 0, None))
            for entity in [*promised, *sorted(own.keys() - set(promised))]
        ],
    )


def _newest(settings: Settings, event: str, source: str, field: str) -> list[Any]:
    """Return what the journal last said of a source; nothing if it never said anything."""
    said = [entry[field] for entry in journal.read(settings, event) if entry["source"] == source]
    return said[-1] if said else []
