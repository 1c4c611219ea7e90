"""Which landed files are new: by path, size and time first, by content where those leave a doubt."""

import contextlib
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from extract_load.entity import Entity
from extract_load.landed import LandedFile, inspect_file
from extract_load.ledger import Ledger
from warehouse.errors import WrongUse
from warehouse.settings import Settings


def find_files(settings: Settings, entity: Entity, day: date | None = None) -> list[Path]:
    """Files below the landing folder that the entity's path matches, in the order of their names.

    With a day, only those below a folder ``dt=<day>``: a file that names no day belongs to none.
    """
    if not settings.landing.is_dir():
        raise WrongUse(f"There is no landing folder {settings.landing}: put extracts there, or run `segmart sample`.")
    found = sorted(path for path in settings.landing.glob(entity.path) if path.is_file())
    return found if day is None else [path for path in found if f"dt={day:%Y-%m-%d}" in path.parts]


def new_files(
    ledger: Ledger, settings: Settings, entity: Entity, *, but_not: set[str], day: date | None = None
) -> list[LandedFile]:
    """Files whose content is not in raw yet under that name, less those in ``but_not``; all, or a day's."""
    known = ledger.known_files()
    fresh = []
    for path in find_files(settings, entity, day):
        name = _name(settings, path)
        if name in but_not:
            continue
        try:
            stat = path.stat()
            if (name, stat.st_size, stat.st_mtime_ns) in known:
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
    """Name -> size and time of the entity's files, as they lie there now."""
    seen = {}
    for path in find_files(settings, entity):
        with contextlib.suppress(FileNotFoundError):
            stat = path.stat()
            seen[_name(settings, path)] = (stat.st_size, stat.st_mtime_ns)
    return seen


def _said(settings: Settings, path: Path) -> str:
    return path.relative_to(settings.landing).as_posix()


def _name(settings: Settings, path: Path) -> str:
    """Name of a file in our books; bytes that are no text are spelled out."""
    return os.fsencode(_said(settings, path)).decode("utf-8", "backslashreplace")
