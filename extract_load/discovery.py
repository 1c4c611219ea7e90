"""Which landed files are new: by path, size and time first, by content where those leave a doubt."""

import contextlib
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from extract_load.entity import Entity
from extract_load.landed import LandedFile, inspect_file
from extract_load.ledger import Ledger
from extract_load.listing import LINKED_OUT, list_landing
from warehouse.settings import Settings


def new_files(
    ledger: Ledger, settings: Settings, entity: Entity, *, but_not: set[str], day: date | None = None
) -> list[LandedFile]:
    """Files whose content is not in raw yet under that name, less those in ``but_not``; all, or a day's."""
    known = ledger.known_files()
    landing = settings.landing.resolve()
    listing = list_landing(settings, entity, day)
    fresh = [
        LandedFile(path, _name(settings, path), 0, 0, fault=fault)
        for path, fault in listing.blocked.items()
        if _name(settings, path) not in but_not
    ]
    for path in listing.files:
        name = _name(settings, path)
        if name in but_not:
            continue
        try:
            stat = path.stat()
            if (name, stat.st_size, stat.st_mtime_ns) in known:
                continue
            if not path.resolve().is_relative_to(landing):
                fresh.append(LandedFile(path, name, stat.st_size, stat.st_mtime_ns, fault=LINKED_OUT))
                continue
            landed = inspect_file(path, name, has_lines=entity.format in ("csv", "jsonl"), encoding=entity.csv.encoding)
        except FileNotFoundError:
            continue
        if landed.content_hash and (name, landed.content_hash) in known:
            ledger.remember_time(landed)
        elif name == _said(settings, path):
            fresh.append(landed)
        else:
            fresh.append(replace(landed, fault="its name is not UTF-8 text; give it another one"))
    return fresh


def landed_as(settings: Settings, entity: Entity) -> dict[str, tuple[int, int]]:
    """Name -> size and time of the entity's files, and of folders that we may not look into, as they lie there now."""
    seen = {}
    listing = list_landing(settings, entity)
    for path in [*listing.files, *listing.blocked]:
        with contextlib.suppress(FileNotFoundError):
            stat = path.stat()
            seen[_name(settings, path)] = (stat.st_size, stat.st_mtime_ns)
    return seen


def _said(settings: Settings, path: Path) -> str:
    return path.relative_to(settings.landing).as_posix()


def _name(settings: Settings, path: Path) -> str:
    """Name of a file in our books; bytes that are no text are spelled out."""
    return os.fsencode(_said(settings, path)).decode("utf-8", "backslashreplace")
