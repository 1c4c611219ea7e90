"""Losses and retypes of published columns that somebody has accepted, for one publication.

An acceptance is an event in the journal. It names each change, and the version that it was relative to; once something
else is published, it is used up.
"""

from dataclasses import asdict, dataclass, replace

from warehouse import journal, recovery, versions
from warehouse.connection import build_connection, warehouse_lock
from warehouse.publishable import publishable_build
from warehouse.published_file import attach_version, copy_connection
from warehouse.published_tables import select_published
from warehouse.quoting import text
from warehouse.schema_changes import SchemaChange, schema_changes
from warehouse.settings import Settings


@dataclass(frozen=True)
class ComingSchema:
    """What publishing the newest build would change for readers of ``version``, None before the first publication."""

    build_id: int
    version: str | None
    changes: list[SchemaChange]
    accepted: frozenset[SchemaChange]


def accepted_changes(settings: Settings) -> frozenset[SchemaChange]:
    """Changes that the next publication may bring, as far as they were accepted for what readers have now."""
    newest = journal.last(settings, "schema_accepted", "published")
    if (
        newest is None
        or newest["event"] != "schema_accepted"
        or newest["version"] != versions.current_version(settings)
    ):
        return frozenset()
    return frozenset(SchemaChange(**item) for item in newest["items"])


def coming_schema(settings: Settings) -> ComingSchema:
    """Compare the newest build with what readers have. Writes nothing.

    Raises
    ------
    Refused
        When the newest build has not passed, or its tables may not be published whatever is accepted.
    """
    with warehouse_lock(settings, "compare schemas"):
        with build_connection(settings, "compare schemas") as build:
            build_id = publishable_build(build).build_id
        version = versions.current_version(settings)
        with copy_connection(settings) as connection:
            connection.execute(f"attach {text(settings.build_file)} as build (read_only)")
            later = select_published(connection, "build")
            earlier = attach_version(settings, connection, version) if version else later
    return ComingSchema(build_id, version, schema_changes(earlier, later), accepted_changes(settings))


def accept_schema(settings: Settings) -> ComingSchema:
    """Accept every loss and retype that stands between what readers have and the newest build.

    An earlier acceptance is replaced. Nothing is recorded when nothing would break.
    """
    with warehouse_lock(settings, "accept a schema"):
        with versions.publish_lock(settings):
            # A publication that died before it told the journal would otherwise seem to come after this.
            recovery.follow_the_link(settings)
        coming = coming_schema(settings)
        items = [asdict(change) for change in coming.changes if change.breaks_readers]
        if items:
            journal.record(settings, "schema_accepted", version=coming.version, build_id=coming.build_id, items=items)
        return replace(coming, accepted=accepted_changes(settings))
