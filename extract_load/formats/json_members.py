"""Which members of a JSON object a contract knows, level by level, as SQL that finds the others.

The SQL is meant for rows of shapes: ``keys`` lists the names of the members at each level, and ``has_strange`` says
of each level whether the contract does not know one of them. Thousands of records have the same shape.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from warehouse.quoting import text


@dataclass
class Level:
    """An object that the contract reaches into: the record itself, or one nested in it; ``place`` counts from 1."""

    steps: tuple[str, ...]
    place: int
    taken: set[str] = field(default_factory=set)
    below: dict[str, "Level"] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"the member {'.'.join(self.steps)!r}" if self.steps else "the object"

    def has_strange(self) -> str:
        """SQL condition: it has a member that the contract does not know."""
        known = ", ".join(text(name) for name in sorted(self.taken | self.below.keys()))
        return f"coalesce(not list_has_all([{known}], keys[{self.place}]), false)"

    def is_doubled(self) -> str:
        """SQL condition: it names a member twice, so that nobody can say which value is meant."""
        return f"len(keys[{self.place}]) <> len(list_distinct(keys[{self.place}]))"

    def removal(self) -> str:
        """SQL text of the merge patch that leaves what is strange (RFC 7396: null removes a member)."""
        members = [text(f"{json.dumps(name)}:null") for name in sorted(self.taken)]
        for name, level in self._reached():
            is_strange = " or ".join(f"has_strange[{inner.place}]" for inner in level._walk())
            members.append(
                f"{text(f'{json.dumps(name)}:')} || case when {is_strange} then {level.removal()} else 'null' end"
            )
        return "'{' || " + " || ',' || ".join(members) + " || '}'"

    def _reached(self) -> list[tuple[str, "Level"]]:
        """Levels right below, less what the contract takes as a whole anyway."""
        return [(name, level) for name, level in self.below.items() if name not in self.taken]

    def _walk(self) -> Iterator["Level"]:
        yield self
        for _, level in self._reached():
            yield from level._walk()


def levels_of(source_names: Iterable[str]) -> list[Level]:
    """Return the levels that a contract's names reach into, the record itself first."""
    levels = [Level((), 1)]
    for name in source_names:
        *parents, leaf = name.split(".")
        level = levels[0]
        for step in parents:
            if step not in level.below:
                level.below[step] = Level((*level.steps, step), len(levels) + 1)
                levels.append(level.below[step])
            level = level.below[step]
        level.taken.add(leaf)
    return levels


def all_places(levels: Iterable[Level]) -> str:
    """SQL list items: where each level is in a record."""
    return ", ".join(pointer(level.steps) for level in levels)


def pointer(steps: Iterable[str]) -> str:
    """SQL text of a JSON pointer (RFC 6901); in a JSON path a name such as '*' would mean something else."""
    return text("".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps) or "$")
