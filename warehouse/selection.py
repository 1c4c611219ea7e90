"""Which models a build may leave standing: those that would come out just as the build before left them."""

from collections.abc import Iterable, Set
from typing import Any

FULL = "full"
_LAYERS = ("staging", "intermediate", "marts", "segments")
_CLOCK = "as_of"


def as_selection(changed_sources: Iterable[str]) -> str:
    """Write down what ``ops.builds.selection`` says of a build whose other sources brought nothing new."""
    return ",".join(sorted(changed_sources)) or "none"


def nodes_to_build(manifest: Any, selector: str, selection: str) -> list[str] | None:
    """Names of a layer's models that a build has to make, and of their tests; None means all that the selector names.

    A model is made anew when it reads a source that changed or any table that dbt did not make, when it depends on
    ``as_of`` and reads no source itself (of those that do, the caller knows that no row lies between the two
    moments), or when it follows from such a model. A test runs in the layer that makes the last of its tables anew,
    whether the others stand or not.
    """
    if selection == FULL:
        return None
    changed = _closure(manifest, _first_to_change(manifest, set(selection.split(","))))
    models = _models(manifest)
    of_layer = {key for key in _in_layer(manifest, selector) if key in changed}
    later = {key for layer in _LAYERS[_LAYERS.index(selector) + 1 :] for key in _in_layer(manifest, layer)}
    tests = [
        node.name
        for node in manifest.nodes.values()
        if node.resource_type == "test"
        and not of_layer.isdisjoint(node.depends_on.nodes)
        and (later & changed).isdisjoint(node.depends_on.nodes)
    ]
    return sorted(models[key].name for key in of_layer) + sorted(tests)


def _in_layer(manifest: Any, selector: str) -> set[str]:
    folders = tuple(f"{folder}/" for folder in _folders(manifest, selector))
    return {key for key, node in _models(manifest).items() if node.original_file_path.startswith(folders)}


def _models(manifest: Any) -> dict[str, Any]:
    return {key: node for key, node in manifest.nodes.items() if node.resource_type == "model"}


def _folders(manifest: Any, selector: str) -> list[str]:
    union = manifest.selectors[selector]["definition"]["union"]
    return [part["value"] for part in union if part.get("method") == "path"]


def _first_to_change(manifest: Any, changed_sources: Set[str]) -> set[str]:
    clocked = _macros_that_call(manifest, _CLOCK)
    first = set()
    for key, node in _models(manifest).items():
        sources = {manifest.sources[parent].source_name for parent in node.depends_on.nodes if parent[:7] == "source."}
        # Schema ops tells a staging model which batches to read. Identities follow from staging models, which the model
        # that reads them names as well.
        sources -= {"identity"}
        raw = sources - {"ops"} if manifest.nodes[key].schema in ("staging", "pii") else set()
        if raw:
            is_first = bool(raw & changed_sources)
        else:
            is_first = bool(sources) or not clocked.isdisjoint(node.depends_on.macros)
        if is_first:
            first.add(key)
    return first


def _macros_that_call(manifest: Any, name: str) -> set[str]:
    """Unique ids of a macro of ours and of all that call it, however far up."""
    found = {key for key, macro in manifest.macros.items() if macro.name == name}
    while True:
        callers = {key for key, macro in manifest.macros.items() if not found.isdisjoint(macro.depends_on.macros)}
        if callers <= found:
            return found
        found |= callers


def _closure(manifest: Any, first: set[str]) -> set[str]:
    reached, waiting = set(), list(first)
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += manifest.child_map.get(key, ())
    return reached
