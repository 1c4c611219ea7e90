"""Schema drift: where what a source sends is not what its contract says, noted once and until it is so no longer."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import duckdb

from extract_load.contracts import Contract
from extract_load.entity import Entity
from warehouse import journal
from warehouse.settings import Settings

Kind = Literal["new_column", "missing_optional_column", "missing_required_column", "changed_type"]
Layouts = Mapping[str, tuple[str, ...]]

_MOST_NEW_COLUMNS = 100
_UNSPEAKABLE = "…"
# A member of a JSON object, or the first line of a file without a header, may be somebody's name or address. Two words
# are as likely a person as a heading.
_NAME = re.compile(r"(?=.{1,63}$)[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*)*")

_SENTENCES = {
    "new_column": "{entity}: column {column!r} is new (first in {file}) and kept in _extra; the contract may name it",
    "missing_optional_column": "{entity}: column {column!r} is missing (first in {file}), and its values with it",
    "missing_required_column": "{entity}: column {column!r} is missing (first in {file}), and is required",
    "changed_type": "{entity}: column {column!r} has another type (first in {file}); records quarantined: {count:,}",
}


@dataclass(frozen=True)
class SchemaChange:
    """A difference between a source and its contract. ``column`` is the source's name, ``file`` showed it first."""

    source: str
    entity: str
    kind: Kind
    column: str
    file: str
    record_count: int | None = None

    def sentence(self) -> str:
        """Say it in a line."""
        return _SENTENCES[self.kind].format(
            entity=f"{self.source}.{self.entity}", column=self.column, file=self.file, count=self.record_count or 0
        )


@dataclass(frozen=True)
class Drift:
    """The pending changes of one entity, in ``ops.schema_changes``. Nothing here begins or ends a transaction."""

    connection: duckdb.DuckDBPyConnection
    contract: Contract
    entity_name: str
    batch_id: int
    noted_at: datetime

    def note(
        self,
        loaded: Iterable[str],
        layouts: Layouts,
        *,
        retyped: Mapping[str, tuple[str, int]],
        due: Collection[str],
    ) -> list[SchemaChange]:
        """Note what differs, settle what does no longer, and return what was not known before.

        ``layouts`` are the columns found in each file, refused ones included; ``retyped`` maps a column of a changed
        type to the first file and the number of records of this load. ``due`` are the members of JSON that so many
        records should have between them.
        """
        loaded = set(loaded)
        of_loaded = {file: names for file, names in layouts.items() if file in loaded}
        entity = self.contract.entities[self.entity_name]
        found = {
            "new_column": _new_columns(entity, of_loaded),
            "missing_optional_column": _missing_optional(entity, layouts, due),
            "missing_required_column": {} if _is_json(entity) else _missing(entity, layouts, is_required=True),
            "changed_type": {column: file for column, (file, _) in retyped.items()},
        }
        counts = {("changed_type", column): count for column, (_, count) in retyped.items()}
        pending = self._pending()
        seen = {(kind, column): file for kind, columns in found.items() for column, file in columns.items()}
        shown_before = self._shown_by_this_batch(entity, loaded)
        for kind, column in pending - seen.keys() - shown_before:
            if _is_over(entity, kind, column, of_loaded, layouts):
                self._update("settled_at = $value", kind, column, self.noted_at)
        for kind, column in pending & counts.keys():
            self._update("record_count = record_count + $value", kind, column, counts[kind, column])
        news = [
            SchemaChange(self.contract.source, self.entity_name, kind, column, file, counts.get((kind, column)))
            for (kind, column), file in seen.items()
            if (kind, column) not in pending
        ]
        for change in news:
            self._insert(change)
        return news

    def _pending(self) -> set[tuple[str, str]]:
        rows = self.connection.execute(
            "select kind, column_name from ops.schema_changes where source = ? and entity = ? and settled_at is null",
            [self.contract.source, self.entity_name],
        ).fetchall()
        return set(rows)

    def _shown_by_this_batch(self, entity: Entity, but_not: set[str]) -> set[tuple[str, str]]:
        """What other files of this batch have shown: a large load is noted in parts, and a sound part settles nothing.

        Types are looked up in the reasons of rejection, because a change that is known already leaves no new row.
        """
        noted = self.connection.execute(
            """
            select kind, column_name from ops.schema_changes
            where source = ? and entity = ? and first_batch_id = ? and kind <> 'new_column'
            """,
            [self.contract.source, self.entity_name, self.batch_id],
        ).fetchall()
        retyped = self.connection.execute(
            r"""
            select distinct regexp_extract(reason, '^([a-z0-9_]+): … is not an? ', 1) from ops.rejections
            where
                source = $source and entity = $entity and batch_id = $batch_id
                and source_file not in (select unnest($files::varchar[]))
            """,
            {
                "source": self.contract.source,
                "entity": self.entity_name,
                "batch_id": self.batch_id,
                "files": list(but_not),
            },
        ).fetchall()
        said = entity.source_names()
        return {*noted, *(("changed_type", said[column]) for (column,) in retyped if column in said)}

    def _update(self, setting: str, kind: str, column: str, value: object) -> None:
        self.connection.execute(
            f"update ops.schema_changes set {setting} where source = $source and entity = $entity "
            "and kind = $kind and column_name = $column and settled_at is null",
            {
                "source": self.contract.source,
                "entity": self.entity_name,
                "kind": kind,
                "column": column,
                "value": value,
            },
        )

    def _insert(self, change: SchemaChange) -> None:
        self.connection.execute(
            "insert into ops.schema_changes values "
            "($source, $entity, $kind, $column, $record_count, $file, $batch_id, $noted_at, null)",
            asdict(change) | {"batch_id": self.batch_id, "noted_at": self.noted_at},
        )


def pending_changes(connection: duckdb.DuckDBPyConnection, source: str) -> list[dict[str, Any]]:
    """List the pending changes of a source, for the journal and for programs."""
    rows = connection.execute(
        """
        select entity, kind, column_name, first_file, record_count from ops.schema_changes
        where source = ? and settled_at is null order by all
        """,
        [source],
    ).fetchall()
    return [dict(zip(("entity", "kind", "column", "file", "record_count"), row, strict=True)) for row in rows]


def tell_of_drift(settings: Settings, connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Tell the journal what is pending, if that is news: `segmart sources` never opens the build file."""
    pending = pending_changes(connection, source)
    told = [entry["pending"] for entry in journal.read(settings, "schema_changes") if entry["source"] == source]
    if pending != (told[-1] if told else []):
        journal.record(settings, "schema_changes", source=source, pending=pending)


def _new_columns(entity: Entity, layouts: Layouts) -> dict[str, str]:
    """Column -> first file; names that may be data, and those beyond the first hundred, share one entry."""
    found: dict[str, str] = {}
    for file, names in sorted(layouts.items()):
        for name in names:
            if not _is_known(entity, name):
                found.setdefault(name if _NAME.fullmatch(name) else _UNSPEAKABLE, file)
    if len(found) <= _MOST_NEW_COLUMNS:
        return found
    shown = dict(sorted(found.items())[:_MOST_NEW_COLUMNS])
    return shown | {_UNSPEAKABLE: next(iter(found.values()))}


def _is_known(entity: Entity, name: str) -> bool:
    """Whether the contract names it, an object above it, or something that it reaches for below it."""
    if name in _names_in_records(entity).values():
        return True
    if not _is_json(entity):
        return False
    return any(
        known.startswith(f"{name}.") or name.startswith(f"{known}.") for known in _names_in_records(entity).values()
    )


def _names_in_records(entity: Entity) -> dict[str, str]:
    """Our column -> the source's name, of those that stand in the records and not in the folders' names."""
    return {name: source for name, source in entity.source_names().items() if not entity.columns[name].partition}


def _is_json(entity: Entity) -> bool:
    return entity.format in ("json", "jsonl")


def _missing_optional(entity: Entity, layouts: Layouts, due: Collection[str]) -> dict[str, str]:
    """Column -> first file. Of JSON, where a record has what it needs, all files make one layout."""
    if not _is_json(entity):
        return _missing(entity, layouts, is_required=False)
    if not layouts:
        return {}
    together = {min(layouts): tuple({name for names in layouts.values() for name in names})}
    return {column: file for column, file in _missing(entity, together, is_required=False).items() if column in due}


def _missing(entity: Entity, layouts: Layouts, *, is_required: bool) -> dict[str, str]:
    wanted = [
        source
        for name, source in _names_in_records(entity).items()
        if entity.columns[name].required is is_required and not entity.columns[name].may_be_absent
    ]
    found: dict[str, str] = {}
    for file, names in sorted(layouts.items()):
        for column in wanted:
            if column not in names:
                found.setdefault(column, file)
    return found


def _is_over(entity: Entity, kind: str, column: str, of_loaded: Layouts, layouts: Layouts) -> bool:
    """Whether a pending change that these files do not show is over: the contract knows it, or the column is back.

    A replay brings records and no layouts, and says nothing of what the source sends now.
    """
    if kind == "new_column" and column != _UNSPEAKABLE:
        return _is_known(entity, column)
    if kind == "changed_type":
        return any(column in names for names in of_loaded.values())
    if kind != "new_column" and _is_json(entity):
        return any(column in names for names in layouts.values())
    return bool(of_loaded)
