"""What a source promises: one YAML file per source, checked before anything is read."""

from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, field_validator

from extract_load.entity import Entity, Name, Strict
from extract_load.yaml_lines import Place, read_yaml
from warehouse.errors import WrongUse
from warehouse.settings import Settings


class Contract(Strict):
    """A source and its entities."""

    source: Name
    description: str
    time_zone: str = "UTC"
    currency: str | None = None
    cadence: str
    freshness_hours: float = Field(gt=0)
    when_late: Literal["warn", "block"] = "warn"
    optional: bool = True
    entities: dict[Name, Entity] = Field(min_length=1)

    @field_validator("time_zone")
    @classmethod
    def _known_time_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r} is not an IANA time zone such as 'America/New_York'")
        return name

    def table(self, entity: str) -> str:
        """Qualified name of an entity's raw table."""
        return f"raw.{self.source}__{entity}"


def read_contracts(settings: Settings) -> dict[str, Contract]:
    """All contracts by source name.

    Raises
    ------
    WrongUse
        When a contract does not parse, or says something that cannot be; names the file and the line.
    """
    paths = sorted(settings.sources.glob("*.yml"))
    if not paths:
        raise WrongUse(f"There is no contract (*.yml) in {settings.sources}; SEGMART_SOURCES names that folder.")
    return {contract.source: contract for contract in map(_read_contract, paths)}


def _read_contract(path: Path) -> Contract:
    said, lines = read_yaml(path)
    try:
        contract = Contract.model_validate(said)
    except ValidationError as error:
        raise WrongUse(f"The contract {path}{_first_fault(error, lines)}.") from None
    if contract.source != path.stem:
        raise WrongUse(f"The contract {path} describes source {contract.source!r}; its file must bear that name.")
    return contract


def _first_fault(error: ValidationError, lines: dict[Place, int]) -> str:
    fault = error.errors(include_url=False)[0]
    # A key that is wrong itself is placed by pydantic below itself, at '[key]'.
    place = tuple(step for step in fault["loc"] if step != "[key]")
    known = next(place[:depth] for depth in range(len(place), -1, -1) if not lines or place[:depth] in lines)
    line = f", line {lines[known]}," if known in lines else ""
    named = ".".join(map(str, place)) or "the whole file"
    return f"{line} cannot be used: {named}: {fault['msg'].removeprefix('Value error, ').rstrip('.')}"


def select_contracts(contracts: dict[str, Contract], sources: list[str]) -> list[Contract]:
    """Return the named contracts, or all when none is named."""
    unknown = [source for source in sources if source not in contracts]
    if unknown:
        raise WrongUse(f"There is no source {unknown[0]!r}; there are {', '.join(contracts)}.")
    return [contract for name, contract in contracts.items() if not sources or name in sources]
