"""Go back to an earlier publication: swap one link, and pin it so that no scheduled run moves on.

Nothing here opens a database, so it takes milliseconds whatever the pipeline is doing.
"""

from warehouse import journal, recovery, versions
from warehouse.errors import EnvironmentFault, Refused
from warehouse.publication import Publication
from warehouse.settings import Settings
from warehouse.version_choice import earlier_version, find_version


def rollback(settings: Settings, to: str | None = None) -> Publication:
    """Let readers see version ``to`` (or enough of its name), or the one before, and pin it until `segmart publish`.

    Raises
    ------
    Refused
        When there is nothing to go back to.
    WrongUse
        When there is no such version, or several are called so.
    """
    with versions.publish_lock(settings):
        try:
            recovery.follow_the_link(settings)
            target = find_version(settings, to) if to else _earlier(settings)
            publication = versions.publication_of(settings, target)
            left = versions.current_version(settings)
            versions.point_to(settings, target)
        except OSError as error:
            raise EnvironmentFault(
                f"The rollback stopped: {error.strerror} ({error.filename}). Readers keep a complete publication."
            ) from error
        journal.record(settings, "rolled_back", **publication.facts(), left=left)
    return publication


def _earlier(settings: Settings) -> str:
    current = versions.current_version(settings)
    if current is None:
        raise Refused("Nothing has been published yet, so there is nothing to go back to.")
    earlier = earlier_version(settings)
    if earlier is None:
        raise Refused(
            f"No publication that led to the current one ({current}) is kept, so there is nothing to go back to. "
            "To choose one yourself, give its version (`segmart status` lists them)."
        )
    return earlier
