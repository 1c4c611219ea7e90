"""Go back to an earlier publication: swap one link, and pin it so that no scheduled run moves on.

Nothing here opens a database, so it takes milliseconds whatever the pipeline is doing.
"""

from warehouse import journal, recovery, versions
from warehouse.errors import EnvironmentFault, Refused, WrongUse
from warehouse.publication import Publication
from warehouse.settings import Settings


def rollback(settings: Settings, to: str | None = None) -> Publication:
    """Let readers see version ``to``, or the one before the current, and pin it until `segmart publish`.

    Raises
    ------
    Refused
        When there is nothing to go back to.
    WrongUse
        When there is no such version.
    """
    with versions.publish_lock(settings):
        try:
            recovery.follow_the_link(settings)
            target = _chosen(settings, to) if to else _earlier(settings)
            publication = versions.publication_of(settings, target)
            left = versions.current_version(settings)
            versions.point_to(settings, target)
        except OSError as error:
            raise EnvironmentFault(
                f"The rollback stopped: {error.strerror} ({error.filename}). Readers keep a complete publication."
            ) from error
        journal.record(settings, "rolled_back", **publication.facts(), left=left)
    return publication


def _chosen(settings: Settings, version: str) -> str:
    kept = versions.kept_versions(settings)
    if version not in kept:
        known = f"Known versions: {', '.join(kept)}." if kept else "Nothing has been published yet."
        raise WrongUse(f"There is no version {version!r}. {known}")
    return version


def _earlier(settings: Settings) -> str:
    current = versions.current_version(settings)
    if current is None:
        raise Refused("Nothing has been published yet, so there is nothing to go back to.")
    earlier = [version for version in _succession(settings) if version != current]
    if not earlier:
        raise Refused(
            f"No publication that led to the current one ({current}) is kept, so there is nothing to go back to. "
            "To choose one yourself, give its version (`segmart status` lists them)."
        )
    return earlier[-1]


def _succession(settings: Settings) -> list[str]:
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
