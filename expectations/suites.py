"""A suite is data: a table and what is expected of it. One module per table, found by lying in a gate's folder."""

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from warehouse.errors import WrongUse

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

Gate = Literal["raw", "staging", "marts", "segments"]


@dataclass(frozen=True)
class Suite:
    """Expectations about one table of the build file, named with its schema."""

    table: str
    expectations: Sequence["Expectation"]

    def conditions(self) -> list[tuple[str, str]]:
        """Sentence and SQL condition of each expectation that names the rows that it rejects."""
        metas = [expectation.meta for expectation in self.expectations]
        return [(meta["sentence"], meta["rows_where"]) for meta in metas if "rows_where" in meta]


def load_suites(gate: Gate) -> list[Suite]:
    """Import the suites of a gate, in the order of their modules' names. The first call imports GX, which is slow.

    Raises
    ------
    WrongUse
        When the gate has no suite: a gate that judges nothing must not pass.
    """
    package = importlib.import_module(f"expectations.{gate}")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    if not names:
        raise WrongUse(f"The {gate} gate has no suite. Add a module with a SUITE to expectations/{gate}/.")
    return [importlib.import_module(f"expectations.{gate}.{name}").SUITE for name in names]
