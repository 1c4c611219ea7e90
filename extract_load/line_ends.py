"""Physical lines, ended by LF, CR LF or CR, counted and evened out over chunks of bytes, never line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class LineCount:
    """How many lines a text has, how many of them are empty, and whether more than one kind of end occurs."""

    lines: int
    blank: int
    is_mixed: bool


def count_lines(chunks: Iterable[bytes]) -> LineCount:
    """Count lines, a last one without an end included; a byte order mark is no part of the first."""
    ends = dict.fromkeys((b"\n", b"\r\n", b"\r"), 0)
    blank, open_line, is_first = 0, b"", True
    for piece in _pieces(chunks):
        text = piece.removeprefix(_BOM) if is_first else piece
        is_first = False
        crlf = text.count(b"\r\n")
        ends[b"\r\n"] += crlf
        ends[b"\r"] += text.count(b"\r") - crlf
        ends[b"\n"] += text.count(b"\n") - crlf
        inner_lines = _as_lf(open_line[-1:] + text)
        blank += _count_blank(inner_lines)
        open_line = inner_lines.rpartition(b"\n")[2]
    return LineCount(
        lines=sum(ends.values()) + bool(open_line), blank=blank, is_mixed=sum(map(bool, ends.values())) > 1
    )


def _count_blank(text: bytes) -> int:
    if b"\n\n" not in text and not text.startswith(b"\n"):
        return 0
    return text.split(b"\n")[:-1].count(b"")


def even_out(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give every line the end LF."""
    return map(_as_lf, _pieces(chunks))


def _as_lf(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut the text anew, so that no piece parts a CR from its LF."""
    held_back = b""
    for chunk in chunks:
        text = held_back + chunk
        held_back = b"\r" if text.endswith(b"\r") else b""
        yield text.removesuffix(b"\r")
    if held_back:
        yield held_back
