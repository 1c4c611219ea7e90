"""The catalogue of data sources: what each entity tells, and what is made of it, by dbt's own graph."""

from pathlib import Path
from typing import Any

from extract_load.contracts import Contract, read_contracts
from extract_load.entity import Entity
from warehouse.dbt_runner import read_manifest
from warehouse.settings import Settings

_HEAD = """# Catalogue of data sources

What each source sends, what that tells, and where it is used: the marts and segments that follow from it, and who reads
those. Written from the contracts and from dbt's graph of the models.
"""


def write_catalogue(settings: Settings) -> Path:
    """Write the catalogue, and return its path."""
    manifest = read_manifest(settings)
    parts = [_HEAD, *(_source(contract, manifest) for contract in read_contracts(settings).values())]
    path = settings.reports / "source_catalogue.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def _source(contract: Contract, manifest: Any) -> str:
    needed = "" if contract.optional else " Nothing is built without it."
    lines = [
        f"## {contract.source}\n",
        f"{_flat(contract.description)}{needed}\n",
        f"Cadence: {contract.cadence}; news is promised every {contract.freshness_hours:g} hours.\n",
        "| entity | what it tells | marts | segments | read by |",
        "|---|---|---|---|---|",
    ]
    for name, entity in contract.entities.items():
        used = where_used(manifest, contract.source, name)
        cells = [", ".join(f"`{one}`" for one in used[kind]) or "-" for kind in ("marts", "segments", "exposures")]
        lines.append(f"| `{name}` | {_tells(entity)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def where_used(manifest: Any, source: str, entity: str) -> dict[str, list[str]]:
    """Name the marts, segments and exposures that follow from an entity, however far down."""
    reached, waiting = set(), [key for key, node in manifest.sources.items() if _is(node, source, entity)]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += manifest.child_map.get(key, ())
    models = [manifest.nodes[key] for key in reached if key.startswith("model.")]
    return {
        "marts": sorted(model.name for model in models if model.schema == "marts"),
        "segments": sorted(model.name for model in models if model.schema == "segments"),
        "exposures": sorted(manifest.exposures[key].label for key in reached if key.startswith("exposure.")),
    }


def _is(node: Any, source: str, entity: str) -> bool:
    return (node.source_name, node.name) == (source, entity)


def _tells(entity: Entity) -> str:
    """Return what the contract says that it tells; else its description's first sentence."""
    return _flat(entity.tells or entity.description.split(". ")[0].rstrip(".") + ".").replace("|", "\\|")


def _flat(text: str) -> str:
    return " ".join(text.split())
