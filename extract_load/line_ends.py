"""Physical lines, ended by LF, CR LF or CR, counted and evened out over chunks of bytes, never line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_BOM = b"\xef\xbb\xbf"


# Candidates for a delimiter that parts nothing: characters that texts hardly ever hold.
_DELIMITERS = "\x1f\x1e\x1d\x01\x02"


@dataclass(frozen=True)
class LineCount:
    """How many lines a text has, how many of them are empty, and whether more than one kind of end occurs.

    ``unused`` is a character that the text does not hold, or None for what can hardly be a text.
    """

    lines: int
    blank: int
    is_mixed: bool
    unused: str | None = _DELIMITERS[0]


def count_lines(chunks: Iterable[bytes]) -> LineCount:
    """Count lines, a last one without an end included; a byte order mark is no part of the first."""
    ends = dict.fromkeys((b"\n", b"\r\n", b"\r"), 0)
    blank, is_open, is_first, unused = 0, False, True, list(_DELIMITERS)
    for piece in _pieces(chunks):
        text = piece.removeprefix(_BOM) if is_first else piece
        is_first = False
        if not text:
            continue
        unused = [character for character in unused if character.encode() not in text]
        crlf = text.count(b"\r\n") if b"\r" in text else 0
        ends[b"\r\n"] += crlf
        ends[b"\r"] += text.count(b"\r") - crlf
        ends[b"\n"] += text.count(b"\n") - crlf
        even = _as_lf(text)
        blank += _count_blank(even, continues=is_open)
        is_open = not even.endswith(b"\n")
    return LineCount(
        lines=sum(ends.values()) + is_open,
        blank=blank,
        is_mixed=sum(map(bool, ends.values())) > 1,
        unused=unused[0] if unused else None,
    )


def _count_blank(text: bytes, *, continues: bool) -> int:
    """Count the lines that end in the text and hold nothing; its first one may have begun before."""
    if b"\n\n" not in text and not text.startswith(b"\n"):
        return 0
    return text.split(b"\n")[:-1].count(b"") - (continues and text.startswith(b"\n"))


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
