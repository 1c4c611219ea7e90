"""Which build may be published: the newest, if it has passed."""

import duckdb

from warehouse.builds import Build, newest_build
from warehouse.errors import Refused

_STATES = {
    "open": "is still open, or was interrupted",
    "prepared": "has no segments",
    "refused": "was refused by a gate",
    "failed": "failed",
}


def publishable_build(connection: duckdb.DuckDBPyConnection) -> Build:
    """Return the build whose tables are in the build file.

    Raises
    ------
    Refused
        When there is none, or it has not passed.
    """
    newest = newest_build(connection)
    if newest is None:
        raise Refused("There is no build to publish yet. Run `segmart build` first.")
    if newest.state != "passed":
        raise Refused(_why_not(newest))
    return newest


def _why_not(build: Build) -> str:
    said = f" ({build.message.strip().rstrip('.')})" if build.message else ""
    return (
        f"Build {build.build_id} {_STATES[build.state]}{said}, and only a passed build is published. "
        "The earlier publication stays. Mend the cause and run `segmart build`."
    )
