"""How the published schema differs between two publications, and which differences would break readers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from warehouse.errors import Refused
from warehouse.published_tables import Table


@dataclass(frozen=True)
class SchemaChange:
    """A table or column that comes, goes or changes its type.

    ``column`` is None when it is about a whole table; ``before`` and ``after`` are a column's types.
    """

    kind: Literal["added", "lost", "retyped"]
    table: str
    column: str | None = None
    before: str | None = None
    after: str | None = None

    @property
    def breaks_readers(self) -> bool:
        """Whether a query that was right before may fail, or mean something else, afterwards."""
        return self.kind != "added"

    def __str__(self) -> str:
        if self.column is None:
            return f"{self.kind} table {self.table}"
        types = " -> ".join(data_type for data_type in (self.before, self.after) if data_type)
        return f"{self.kind} column {self.table}.{self.column} ({types})"


def schema_changes(earlier: Iterable[Table], later: Iterable[Table]) -> list[SchemaChange]:
    """Compare the tables of two files; what breaks readers comes first."""
    before, after = ({str(table): table for table in tables} for tables in (earlier, later))
    changes = [SchemaChange("lost", name) for name in before.keys() - after.keys()]
    changes += [SchemaChange("added", name) for name in after.keys() - before.keys()]
    for name in before.keys() & after.keys():
        changes += _column_changes(before[name], after[name])
    return sorted(changes, key=lambda change: (not change.breaks_readers, change.table, change.column or ""))


def _column_changes(earlier: Table, later: Table) -> list[SchemaChange]:
    before, after = ({column.name: column.data_type for column in table.columns} for table in (earlier, later))
    types = {name: (before.get(name), after.get(name)) for name in before | after}
    return [
        SchemaChange(_kind(was, will_be), str(earlier), name, was, will_be)
        for name, (was, will_be) in types.items()
        if was != will_be
    ]


def _kind(was: str | None, will_be: str | None) -> Literal["added", "lost", "retyped"]:
    if was is None:
        return "added"
    return "lost" if will_be is None else "retyped"


def refuse_unaccepted(changes: Iterable[SchemaChange], accepted: Collection[SchemaChange]) -> None:
    """Refuse a publication that breaks readers in a way that nobody has accepted.

    Raises
    ------
    Refused
        Names the first such change and says how many there are.
    """
    unaccepted = [change for change in changes if change.breaks_readers and change not in accepted]
    if not unaccepted:
        return
    first = unaccepted[0]
    others = f" (and {len(unaccepted) - 1} more)" if len(unaccepted) > 1 else ""
    raise Refused(
        f"The new build would break its readers: {_consequence(first)}{others}. The earlier publication stays. "
        "`segmart schema diff` lists what would change. Restore it and build again, or let it go: "
        "`segmart schema accept`, then `segmart publish`."
    )


def _consequence(change: SchemaChange) -> str:
    if change.kind == "retyped":
        return f"{change.table}.{change.column} is {change.before} now and would become {change.after}"
    name = f"{change.table}.{change.column}" if change.column else change.table
    is_unscored = change.column is None and change.table.startswith("segments.")
    why = ", which no segmentation model has scored: run `segmart train` first" if is_unscored else ""
    return f"{name} is published now and missing from the new build{why}"
