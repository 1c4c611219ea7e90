"""The way to a published table, as a tree for a terminal or as the text of a Mermaid flowchart."""

from pathlib import Path

from rich.text import Text
from rich.tree import Tree

from warehouse.lineage.datasets import BUILD, PUBLISHED
from warehouse.lineage.graph import Upstream
from warehouse.settings import REPOSITORY, Settings


def lineage_tree(settings: Settings, graph: Upstream) -> Tree:
    """Lay out what a table was made of below it; what was shown before is only named again."""
    shown: set[str] = set()
    tree = Tree(_label(settings, graph, graph.root))
    _grow(settings, graph, tree, graph.root, shown)
    return tree


def _grow(settings: Settings, graph: Upstream, branch: Tree, name: str, shown: set[str]) -> None:
    shown.add(name)
    origin = graph.origins.get(name)
    for source in origin.inputs if origin else ():
        if source in shown and source in graph.origins:
            branch.add(Text.assemble(_short(settings, source), ("  see above", "dim")))
        else:
            _grow(settings, graph, branch.add(_label(settings, graph, source)), source, shown)


def _label(settings: Settings, graph: Upstream, name: str) -> Text:
    return Text.assemble((_short(settings, name), "bold"), (f"  {_facts(graph, name)}", "dim"))


def _facts(graph: Upstream, name: str) -> str:
    if name in graph.files:
        return _counted(graph.files[name], "file")
    origin = graph.origins.get(name)
    if origin is None:
        return "no event tells what it was made of"
    rows = "" if origin.row_count is None else f"{_counted(origin.row_count, 'row')}, "
    step = origin.job.partition(".")[0]
    version = f", version {origin.version}" if name.startswith(f"{PUBLISHED}.") else ""
    return f"{rows}{step}, {origin.ended_at:%Y-%m-%d %H:%M:%S} UTC{version}"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def mermaid_text(settings: Settings, graph: Upstream) -> str:
    """Write the graph as a Mermaid flowchart, from the landing files on the left to the table on the right."""
    numbers = {name: f"n{number}" for number, name in enumerate(graph.names())}
    lines = ["flowchart LR"]
    for name, number in numbers.items():
        left, right = ("[/", "/]") if name in graph.files else ("[(", ")]") if name == graph.root else ("[", "]")
        lines.append(f'    {number}{left}"{_short(settings, name)}"{right}')
    lines += [f"    {numbers[source]} --> {numbers[name]}" for source, name in graph.edges()]
    return "\n".join(lines)


def _short(settings: Settings, name: str) -> str:
    """Return a name as people say it: a path as seen from the home or the repository, a table without its file."""
    if name.startswith("/"):
        path = Path(name)
        within = [folder for folder in (settings.home, REPOSITORY) if path.is_relative_to(folder)]
        return str(path.relative_to(within[0]) if within else path)
    database, _, table = name.partition(".")
    return f"published {table}" if database == PUBLISHED else table if database == BUILD else name
