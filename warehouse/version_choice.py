"""Which version is meant: the one before, or the one that is called like this."""

from warehouse import journal, versions
from warehouse.errors import WrongUse
from warehouse.settings import Settings


def succession(settings: Settings) -> list[str]:
    """Versions that led to the current one and are still kept, oldest first.

    A version that was rolled back from is not among them: going back from the publication after it must not bring
    it up again.
    """
    kept = versions.kept_versions(settings)
    entries = journal.read(settings, "published", "rolled_back")
    journalled = {entry["version"] for entry in entries}
    line = [version for version in kept if version not in journalled]
    for entry in entries:
        version = entry["version"]
        if version in line:
            del line[line.index(version) + 1 :]
        else:
            line.append(version)
    return [version for version in line if version in kept]


def earlier_version(settings: Settings) -> str | None:
    """The version that readers had before the current one, or None when none that led to it is kept."""
    current = versions.current_version(settings)
    earlier = [version for version in succession(settings) if version != current]
    return earlier[-1] if earlier else None


def find_version(settings: Settings, name: str) -> str:
    """Complete what a person types: a version, the beginning of one, or its build (``b42``).

    Raises
    ------
    WrongUse
        When no version that is kept, or more than one, is called so.
    """
    kept = versions.kept_versions(settings)
    if name in kept:
        return name
    found = [version for version in kept if name and (version.startswith(name) or version.endswith(f"_{name}"))]
    if not found:
        known = f"Known versions: {', '.join(kept)}." if kept else "Nothing has been published yet."
        raise WrongUse(f"There is no version {name!r}. {known}")
    if len(found) > 1:
        raise WrongUse(f"{name!r} may be {', '.join(found[:-1])} or {found[-1]}. Write more of the name.")
    return found[0]
