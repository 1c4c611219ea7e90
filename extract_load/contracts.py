"""What a source promises: one YAML file per source, checked before anything is read."""

import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from extract_load.yaml_lines import Place, read_yaml
from warehouse.errors import WrongUse
from warehouse.settings import Settings

_TYPE = re.compile(r"varchar|bigint|integer|double|boolean|date|timestamp|decimal\((\d+),\s*(\d+)\)")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def _plain_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of ours; expected lower case letters, digits and single underscores")
    return name


Name = Annotated[str, AfterValidator(_plain_name)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """One column: what the source calls it (``from``, dots reach into JSON objects) and what we want it to be."""

    source_name: str | None = Field(None, alias="from", min_length=1)
    type: str
    required: bool = False
    pii: Literal["none", "pseudonym", "quasi", "direct", "free_text"] = "none"

    @field_validator("type")
    @classmethod
    def _known_type(cls, text: str) -> str:
        match = _TYPE.fullmatch(text)
        if not match:
            raise ValueError(
                f"{text!r} is no type of ours; expected varchar, bigint, integer, double, boolean, date, timestamp "
                "or decimal(p,s)"
            )
        if match[1] and not (1 <= int(match[1]) <= 38 and int(match[2]) <= int(match[1])):
            raise ValueError(f"{text!r} is no type of ours; a decimal(p,s) has p from 1 to 38, and s at most p")
        return text.replace(" ", "")


class Entity(_Strict):
    """One kind of record of a source, and the files below the landing folder that carry it."""

    description: str
    path: str
    format: Literal["csv", "jsonl", "parquet"]
    key: list[str] = []
    event_time: str | None = None
    updated_at: str | None = None
    columns: dict[Name, Column] = Field(min_length=1)

    @field_validator("path")
    @classmethod
    def _below_landing(cls, pattern: str) -> str:
        parts = PurePosixPath(pattern).parts
        if not parts or parts[0] == "/" or ".." in parts or any("**" in part and part != "**" for part in parts):
            raise ValueError(f"{pattern!r} is no path below the landing folder, such as 'crm/customers/**/*.csv'")
        return pattern

    @model_validator(mode="after")
    def _names_exist(self) -> "Entity":
        named = [*self.key, *filter(None, (self.event_time, self.updated_at))]
        for name in named:
            if name not in self.columns:
                raise ValueError(f"{name!r} is named in key, event_time or updated_at, but is not among the columns")
        return self

    def source_names(self) -> dict[str, str]:
        """Our column name -> the source's."""
        return {name: column.source_name or name for name, column in self.columns.items()}

    def fingerprint(self) -> str:
        """Hash that changes when the entity's contract does: files refused under another one deserve another try."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()[:16]


class Contract(_Strict):
    """A source and its entities."""

    source: Name
    description: str
    time_zone: str = "UTC"
    currency: str | None = None
    cadence: str
    freshness_hours: float = Field(gt=0)
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
