"""YAML that knows where each of its values stands, so that a fault in a contract can be found."""

from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import EnvironmentFault, WrongUse

Place = tuple[str | int, ...]


def read_yaml(path: Path) -> tuple[Any, dict[Place, int]]:
    """Return what a YAML file says, and the line of every place in it.

    A place is the way to a value: ``("entities", "events", "columns")`` is where those columns begin.

    Raises
    ------
    WrongUse
        When it is no YAML, or says something twice; names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        lines = _lines(root, (), path) if root else {}
        return yaml.safe_load(text), lines
    except UnicodeDecodeError:
        raise WrongUse(f"The contract {path} is not UTF-8 text.") from None
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        place = f"{path}, line {mark.line + 1}" if mark else str(path)
        raise WrongUse(f"The contract {place}, is not YAML: {problem or str(error).splitlines()[0]}.") from None
    except OSError as error:
        raise EnvironmentFault(f"The contract {path} cannot be read: {error.strerror}.") from error


def _lines(node: yaml.Node, place: Place, path: Path) -> dict[Place, int]:
    """Map each place below a node to its line, counted from 1; PyYAML itself lets a second mention win silently."""
    found = {place: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*place, key.value if isinstance(key, yaml.ScalarNode) else str(key.value))
            if below in found:
                line = key.start_mark.line + 1
                raise WrongUse(f"The contract {path}, line {line}, says {key.value!r} a second time.")
            found |= _lines(value, below, path) | {below: key.start_mark.line + 1}
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            found |= _lines(value, (*place, position), path)
    return found
