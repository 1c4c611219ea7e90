"""Files of lines: scanned straight into ``judged`` where nothing is odd about them, else read line by line."""

import logging
from collections import defaultdict
from collections.abc import Collection
from typing import Protocol

from extract_load.formats.numbering import note_starts
from extract_load.judge import Judge
from extract_load.landed import Compression, LandedFile
from extract_load.line_scan import lines_query
from extract_load.lines import UNREADABLE, read_lines

log = logging.getLogger(__name__)


class LineFormat(Protocol):
    """How the lines of some files become records."""

    skipped: int
    """Lines before the first record of each file."""

    doubt: str
    """SQL condition over ``judged``: such a record may be something else than a line. Its file is read line by line."""

    def records(self, lines: str, *, is_trusting: bool = False) -> str:
        """Return the SQL of the records (see ``Judge.take``) in lines: ``name``, ``line_number``, ``line``, ``defect``.

        One that ``is_trusting`` may end in an error over a record that is none, where looking first would take long.
        """

    def gather(self, judge: Judge) -> dict[str, int]:
        """Make records of several lines out of the table ``lines``; return file name -> lines that went into others."""


def judge_text(
    judge: Judge, format_: LineFormat, files: list[LandedFile], *, begin_late: Collection[str] = ()
) -> tuple[dict[str, str], dict[str, int]]:
    """Judge the records of all files; return refused file name -> why, and name -> number of records of the others.

    ``begin_late`` names files that do not begin with the lines that a scan skips, but with empty ones.
    """
    odd, groups = [], defaultdict(list)
    for file in files:
        unused = file.unused_character()
        if unused and file.can_be_scanned() and file.line_count.lines and file.name not in begin_late:
            groups[file.compression, unused].append(file)
        else:
            odd.append(file)
    for (compression, unused), group in groups.items():
        odd += _scan(judge, format_, group, compression, unused)
    odd_names = {file.name for file in odd}
    counts = {file.name: file.line_count.lines - format_.skipped for file in files if file.name not in odd_names}
    if not odd:
        return {}, counts
    refused, careful_counts = _read_line_by_line(judge, format_, odd)
    return refused, counts | careful_counts


def _scan(
    judge: Judge, format_: LineFormat, files: list[LandedFile], compression: Compression, unused: str
) -> list[LandedFile]:
    """Judge the files in one streaming statement, and return those that something is odd about.

    Where one file breaks the statement, that one is found by halves.
    """
    scanned = lines_query(
        [file.path for file in files], unused=unused, compression=compression, skipped=format_.skipped
    )
    # All files lie below one folder, and their names begin there.
    folder_length = len(str(files[0].path)) - len(files[0].name)
    lines = (
        f"select path[{folder_length + 1}:] as name, null::bigint as line_number, line, null::varchar as defect "
        f"from ({scanned}) where line is not null"
    )
    for is_trusting in (True, False):
        try:
            judge.take(format_.records(lines, is_trusting=is_trusting))
            return note_starts(judge.connection, files, skipped=format_.skipped, doubt=format_.doubt)
        except UNREADABLE as error:
            log.debug("%d files cannot be scanned: %s", len(files), error)
    if len(files) == 1:
        return files
    middle = len(files) // 2
    return [
        odd for half in (files[:middle], files[middle:]) for odd in _scan(judge, format_, half, compression, unused)
    ]


def _read_line_by_line(
    judge: Judge, format_: LineFormat, files: list[LandedFile]
) -> tuple[dict[str, str], dict[str, int]]:
    log.debug("%d files are read line by line", len(files))
    refused = read_lines(judge.connection, files)
    gathered = format_.gather(judge)
    judge.take(format_.records("from lines where line is not null"))
    judge.connection.execute("drop table lines")
    counts = {
        file.name: file.line_count.lines - file.blank_count() - gathered.get(file.name, 0) - format_.skipped
        for file in files
        if file.name not in refused
    }
    return refused, counts
