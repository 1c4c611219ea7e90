"""What lies in the landing folder for an entity: its files, and the folders that we may not look into."""

import os
import re
from dataclasses import dataclass, field
from datetime import date
from fnmatch import translate
from pathlib import Path, PurePosixPath

from extract_load.entity import Entity
from warehouse.errors import WrongUse
from warehouse.settings import Settings

LINKED_OUT = "it is a link that leads out of the landing folder; put the files themselves there"


@dataclass
class Listing:
    """Files in the order of their names, and folder -> why nobody knows what is in it."""

    files: list[Path] = field(default_factory=list)
    blocked: dict[Path, str] = field(default_factory=dict)


def list_landing(settings: Settings, entity: Entity, day: date | None = None) -> Listing:
    """List the files below the landing folder that the entity's path matches; what is no file is left alone.

    With a day, only those below a folder ``dt=<day>``: a file that names no day belongs to none. A walk of our own,
    because ``Path.glob`` says nothing of folders that it cannot open, or does not follow.
    """
    if not settings.landing.is_dir():
        raise WrongUse(f"There is no landing folder {settings.landing}: put extracts there, or run `segmart sample`.")
    listing = Listing()
    landing, matches = settings.landing.resolve(), _as_regex(entity.path)

    def cannot_list(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            listing.blocked[Path(error.filename)] = f"the system does not let us read it ({error.strerror})"

    for folder, folders, names in os.walk(settings.landing / landing_folder(entity.path), onerror=cannot_list):
        here = Path(folder)
        for name in folders:
            if (here / name).is_symlink() and not (here / name).resolve().is_relative_to(landing):
                listing.blocked[here / name] = LINKED_OUT
        said = here.relative_to(settings.landing).as_posix()
        within = "" if said == "." else f"{said}/"
        listing.files += [here / name for name in names if matches.fullmatch(within + name) and (here / name).is_file()]
    listing.files.sort()
    if day is not None:
        listing.files = [path for path in listing.files if f"dt={day:%Y-%m-%d}" in path.parts]
    return listing


def landing_folder(pattern: str) -> Path:
    """Return the folder below landing that an entity's path names before its first wildcard."""
    fixed = []
    for part in PurePosixPath(pattern).parts[:-1]:
        if set(part) & set("*?["):
            break
        fixed.append(part)
    return Path(*fixed)


def _as_regex(pattern: str) -> re.Pattern[str]:
    """Turn a path's pattern into an expression; ``**`` is any number of folders, a ``*`` stays within one name."""
    *parents, name = PurePosixPath(pattern).parts
    folders = "".join("(?:[^/]+/)*" if part == "**" else f"{_within_name(part)}/" for part in parents)
    return re.compile(folders + ("[^/]+" if name == "**" else _within_name(name)), re.DOTALL)


def _within_name(part: str) -> str:
    return "".join(
        "[^/]*" if piece == "*" else "[^/]" if piece == "?" else _class_or_text(piece)
        for piece in re.findall(r"\*|\?|\[[^]]*\]|[^*?[]+|\[", part)
    )


def _class_or_text(piece: str) -> str:
    return translate(piece).removeprefix("(?s:").removesuffix(r")\Z")
