"""What every OpenLineage event must have, by the specification 2-0-2, and a reader of a home's events."""

import json
import uuid
from datetime import datetime
from pathlib import Path

from jsonschema import Draft202012Validator

_FACETS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["_producer", "_schemaURL"],
        "properties": {"_schemaURL": {"type": "string", "pattern": "^https://.*#/\\$defs/\\w+$"}},
    },
}
_NAMED = {
    "type": "object",
    "required": ["namespace", "name"],
    "properties": {
        "namespace": {"type": "string", "minLength": 1},
        "name": {"type": "string", "minLength": 1},
        "facets": _FACETS,
        "inputFacets": _FACETS,
        "outputFacets": _FACETS,
    },
}
_RUN = {
    "type": "object",
    "required": ["runId"],
    "properties": {"facets": _FACETS},
}
_EVENT = Draft202012Validator(
    {
        "type": "object",
        "required": ["eventTime", "eventType", "producer", "schemaURL", "run", "job"],
        "properties": {
            "eventTime": {"type": "string"},
            "eventType": {"enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]},
            "producer": {"type": "string", "pattern": "^(urn|https):.+"},
            "schemaURL": {"const": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"},
            "run": _RUN,
            "job": _NAMED,
            "inputs": {"type": "array", "items": _NAMED},
            "outputs": {"type": "array", "items": _NAMED},
        },
        "additionalProperties": False,
    }
)


def read_events(folder: Path) -> list[dict]:
    """Read all events of a folder, oldest first; each must be a valid one."""
    events = []
    for path in sorted(folder.glob("events-*.jsonl")):
        events += [json.loads(line) for line in path.read_text().splitlines()]
    for event in events:
        _EVENT.validate(event)
        uuid.UUID(event["run"]["runId"])
        assert datetime.fromisoformat(event["eventTime"]).tzinfo is not None
    return events


def job_states(events: list[dict]) -> list[tuple[str, str]]:
    """Return (job, state) of events in their order."""
    return [(event["job"]["name"], event["eventType"]) for event in events]


def parent_of(event: dict) -> tuple[str, str]:
    """Return job and run of the parent that an event names."""
    parent = event["run"]["facets"]["parent"]
    return parent["job"]["name"], parent["run"]["runId"]
