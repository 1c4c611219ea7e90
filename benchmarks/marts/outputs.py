"""Which models make what the script by hand makes too, as the project's own graph says."""

from typing import Any

OUTPUTS = {
    "orders": "fct_orders",
    "sessions": "fct_sessions",
    "rfm": "customer_rfm",
    "behaviour": "customer_behaviour",
}
"""Step of the floor -> the mart that says the same."""

CORE = ("orders", "sessions", "rfm")
"""Outputs that say the same by hand and by dbt, column by column but for labels and outliers."""

WINDOWS = (7, 30, 90, 365)
"""Days that the windows of behaviour reach back."""

_WHO_THEY_ARE = "dim_customers"
_WHO_IS_WHO = "int_customers__resolved"
_VAULT = "pii"


def models_by_output(manifest: Any) -> dict[str, list[str]]:
    """Name the models that each output needs beyond those before it.

    Left out is what finds out who is one person, which the floor reads from the build, and what describes them
    (profiles, contacts, golden records), which it does not do.
    """
    needed = {output: _needed_for(manifest, mart) for output, mart in OUTPUTS.items()}
    describing = _needed_for(manifest, _WHO_THEY_ARE) - needed["orders"] - needed["sessions"]
    seen = set(describing)
    found = {}
    for output, keys in needed.items():
        found[output] = sorted(manifest.nodes[key].name for key in keys - seen)
        seen |= keys
    return found


def all_models(manifest: Any) -> list[str]:
    """Name the models of all layers up to the marts."""
    return sorted(
        node.name for node in manifest.nodes.values() if node.resource_type == "model" and node.schema != "segments"
    )


def _needed_for(manifest: Any, name: str) -> set[str]:
    """Keys of a model and of all models that it follows from, up to where it is known who is who."""
    waiting = [key for key, node in manifest.nodes.items() if node.resource_type == "model" and node.name == name]
    found = set()
    while waiting:
        key = waiting.pop()
        if key not in found and key.startswith("model.") and manifest.nodes[key].schema != _VAULT:
            found.add(key)
            if manifest.nodes[key].name != _WHO_IS_WHO:
                waiting += manifest.parent_map[key]
    return found
