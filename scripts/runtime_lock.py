"""Print the part of requirements.lock that it takes to install and run Segmart: all but the extras demo and dev.

uv notes with each package who asked for it (``# via``). What nobody asked for but an extra is left out; versions and
hashes are the lock's own, so that an image holds what the tests ran with.
"""

import re
import sys
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
_ENTRY = re.compile(r"^[A-Za-z0-9][\w.-]*==.*\n(?:[ ]+.*\n)*", flags=re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def main() -> int:
    """Write the reduced lock to standard output."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    sys.stdout.write(runtime_lock((REPOSITORY / "requirements.lock").read_text(), asked_for(project)))
    return 0


def asked_for(project: dict) -> set[str]:
    """Return the names of the packages that running needs, and of those that building the project needs."""
    return {_name(line) for line in project["project"]["dependencies"] + project["build-system"]["requires"]}


def runtime_lock(lock: str, wanted: set[str]) -> str:
    """Return the lock's entries for the wanted packages and for all that they need, in the lock's order."""
    entries = _ENTRY.findall(lock)
    kept = set(wanted)
    while more := {_name(entry) for entry in entries if _requesters(entry) & kept} - kept:
        kept |= more
    return "".join(entry for entry in entries if _name(entry) in kept)


def _name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", _NAME.match(requirement).group()).lower()


def _requesters(entry: str) -> set[str]:
    """Return who asked for a package: all words of the comment below its hashes."""
    comments = re.findall(r"^ +# +(.*)$", entry, flags=re.MULTILINE)
    return {_name(comment.removeprefix("via ")) for comment in comments if comment != "via"}


if __name__ == "__main__":
    sys.exit(main())
