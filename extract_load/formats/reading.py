"""What every format's reader gives back."""

from dataclasses import dataclass, field

from extract_load.entity import Entity


@dataclass
class Reading:
    """Files that cannot be used, with the reason, and the number of records that each of the others holds.

    The record counts come from the bytes or the files' own metadata (lines, row groups), not from the table that was
    filled, so that the load can check one against the other. ``changed`` names the refused files that were written to
    while they were read. ``layouts`` lists the source's names of columns or members, as each file has them; dots reach
    into nested members.
    """

    refused: dict[str, str] = field(default_factory=dict)
    record_counts: dict[str, int] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    layouts: dict[str, tuple[str, ...]] = field(default_factory=dict)


def layout_fault(entity: Entity, fields: list[str]) -> str | None:
    """Say why records with these source columns cannot satisfy the contract; None if they can."""
    wanted = entity.fields()
    missing = [source for name, source in wanted.items() if entity.columns[name].required and source not in fields]
    if missing:
        listed = ", ".join(map(repr, missing))
        return f"it lacks the column{'s' if len(missing) > 1 else ''} {listed}, which the contract requires"
    if not set(wanted.values()) & set(fields):
        return "it has none of the contract's columns"
    doubled = sorted({name for name in fields if fields.count(name) > 1})
    if doubled:
        return f"its header names {doubled[0]!r} twice"
    return None
