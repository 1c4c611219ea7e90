"""What a contract says of one entity: where its records lie, how they are written, and what they must be."""

import hashlib
import re
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

_TYPE = re.compile(r"varchar|bigint|integer|double|boolean|date|timestamp|decimal\((\d+),\s*(\d+)\)")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def _is_number(column: "Column") -> bool:
    return column.type in ("bigint", "integer", "double") or column.type.startswith("decimal")


def _plain_name(name: str) -> str:
    if name == "rowid":
        raise ValueError("'rowid' is what DuckDB calls its own row numbers; take another name")
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of ours; expected lower case letters, digits and single underscores")
    return name


Name = Annotated[str, AfterValidator(_plain_name)]


class Strict(BaseModel):
    """What a contract is made of: no field that we do not know, and nothing that changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Strict):
    """One column: what the source calls it (``from``, dots reach into JSON objects) and what we want it to be.

    ``partition`` says that it stands in the names of the folders (``dt=2020-02-29/``), not in the records;
    ``may_be_absent`` that extracts without it are nothing to tell of, as those from before the source had it.
    """

    source_name: str | None = Field(None, alias="from", min_length=1)
    type: str
    partition: bool = False
    required: bool = False
    may_be_absent: bool = False
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

    @model_validator(mode="after")
    def _absent_or_required(self) -> "Column":
        if self.required and self.may_be_absent:
            raise ValueError("required and may_be_absent cannot both be true: a file without it is refused, or welcome")
        return self


class Dialect(Strict):
    """How CSV files are written. Without a header, the contract's columns are in the order of the fields."""

    delimiter: str = Field(",", min_length=1, max_length=1)
    quote: str = Field('"', max_length=1)
    encoding: Literal["utf-8", "latin-1"] = "utf-8"
    decimal: Literal[".", ","] = "."
    header: bool = True

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> "Dialect":
        signs = [self.delimiter, self.quote]
        for name, sign in zip(("delimiter", "quote"), signs, strict=True):
            if sign in ("\n", "\r") or not sign.isascii():
                raise ValueError(f"{name} {sign!r} can part nothing; expected one ASCII character that ends no line")
        if self.delimiter == self.quote:
            raise ValueError(f"{self.delimiter!r} cannot be the delimiter and the quote")
        return self


class ControlTotal(Strict):
    """What is added up, by day and currency, from landing to marts: an amount, and the column of its currency.

    Without such a column, all amounts are in the currency of the source.
    """

    amount: Name
    currency: Name | None = None


class ChangeOp(Strict):
    """The column that says what happened to a record, and the values of it that mean that the record is gone."""

    column: Name
    deleted: list[str] = Field(["D"], min_length=1)


class Entity(Strict):
    """One kind of record of a source, and the files below the landing folder that carry it.

    ``late_days`` is how long after it happened an event may arrive; a later one is loaded, and told of. ``tells`` says
    in a sentence what the entity lets people see, for the catalogue of sources.
    """

    description: str
    path: str
    format: Literal["csv", "jsonl", "json", "parquet"]
    csv: Dialect = Dialect()
    key: list[Name] = []
    event_time: Name | None = None
    updated_at: Name | None = None
    op: ChangeOp | None = None
    late_days: int | None = Field(None, ge=0)
    control_total: ControlTotal | None = None
    tells: str | None = None
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
        for field, name in self._named():
            if name not in self.columns:
                raise ValueError(f"{name!r} is named in {field}, but is not among the columns")
        return self

    @model_validator(mode="after")
    def _fields_fit(self) -> "Entity":
        if "csv" in self.model_fields_set and self.format != "csv":
            raise ValueError(f"csv describes how CSV is written, but the format is {self.format}")
        if self.late_days is not None and self.event_time is None:
            raise ValueError("late_days counts from the event_time, and there is none")
        if self.op is not None and not self.key:
            raise ValueError("op says what happened to the record of a key, and there is no key")
        for field in ("event_time", "updated_at"):
            name = getattr(self, field)
            if name and self.columns[name].type not in ("date", "timestamp"):
                raise ValueError(f"{field} {name!r} is {self.columns[name].type}; expected a date or a timestamp")
        if self.control_total and not _is_number(self.columns[self.control_total.amount]):
            raise ValueError(f"control_total adds up {self.control_total.amount!r}, which is no number")
        return self

    def _named(self) -> list[tuple[str, str]]:
        """(Field, column that it names), for every field that names columns."""
        named = [("key", name) for name in self.key]
        named += [("event_time", self.event_time), ("updated_at", self.updated_at)]
        named += [("op", self.op and self.op.column)]
        if self.control_total:
            named += [("control_total", self.control_total.amount), ("control_total", self.control_total.currency)]
        return [(field, name) for field, name in named if name]

    def source_names(self) -> dict[str, str]:
        """Our column name -> the source's."""
        return {name: column.source_name or name for name, column in self.columns.items()}

    def fields(self) -> dict[str, str]:
        """Our column name -> the source's, of what the records hold; the others stand in the folders' names."""
        return {name: said for name, said in self.source_names().items() if not self.columns[name].partition}

    def fingerprint(self) -> str:
        """Hash that changes when the entity's contract does: files refused under another one deserve another try."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()[:16]
