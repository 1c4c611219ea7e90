"""Where events go: a file a day in the home, or whatever the OpenLineage client's own configuration names.

Airflow's provider uses it too, so that a task's events and those of its steps lie in one file.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attr
from openlineage.client import OpenLineageClient
from openlineage.client.transport import Config, Transport
from openlineage.client.transport.file import FileConfig, FileTransport
from openlineage.client.transport.noop import NoopConfig, NoopTransport

from warehouse.lineage.files import file_of
from warehouse.settings import Settings


@attr.define
class HomeConfig(Config):
    """The folder of the files."""

    folder: str

    @classmethod
    def from_dict(cls, params: dict[str, Any]) -> "HomeConfig":
        """Read what the client passes on; parts of another transport's configuration may be among it."""
        return cls(params["folder"])


class DailyFileTransport(Transport):
    """Appends events to a file a day, so that retention can remove whole files."""

    kind = "daily_file"
    config_class = HomeConfig

    def __init__(self, config: HomeConfig) -> None:
        self._folder = Path(config.folder)

    def emit(self, event: Any) -> None:
        """Append one event, in one write: several processes share the file."""
        path = file_of(self._folder, datetime.now(UTC).date())
        path.parent.mkdir(parents=True, exist_ok=True)
        FileTransport(FileConfig(str(path), append=True)).emit(event)


class HomeTransport(Transport):
    """Sends events to where the operator wants them: by default, to the home's daily files.

    What an error said stays in the logs: messages of other programs quote the values that they stumbled over.
    """

    kind = "segmart"
    config_class = HomeConfig

    def __init__(self, config: HomeConfig) -> None:
        self._transport = _chosen_by_the_operator() or DailyFileTransport(config)

    @classmethod
    def of(cls, settings: Settings) -> "HomeTransport":
        """Make the transport of a home."""
        return cls(HomeConfig(str(settings.lineage)))

    def emit(self, event: Any) -> None:
        """Send one event."""
        self._transport.emit(_without_message(event))

    def close(self, timeout: float = -1) -> bool:
        """Wait until everything is delivered."""
        return self._transport.close(timeout)


def _without_message(event: Any) -> Any:
    run = getattr(event, "run", None)
    if run is None or "errorMessage" not in (run.facets or {}):
        return event
    facets = {name: facet for name, facet in run.facets.items() if name != "errorMessage"}
    return attr.evolve(event, run=attr.evolve(run, facets=facets))


def _chosen_by_the_operator() -> Transport | None:
    """Return the transport of openlineage.yml or of the variables ``OPENLINEAGE__TRANSPORT__*``, if there is one."""
    asked = OpenLineageClient(transport=NoopTransport(NoopConfig()))
    return OpenLineageClient().transport if asked.config.transport else None
