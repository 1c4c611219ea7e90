"""Physical lines, ended by LF, CR LF or CR, counted and evened out over chunks of bytes, never line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_BOM = b"\xef\xbb\xbf"

# Candidates for a delimiter that parts nothing: characters that texts hardly ever hold.
_DELIMITERS = "\x1f\x1e\x1d\x01\x02"


@dataclass(frozen=True)
class LineCount:
    """How many lines a text has, and whether more than one kind of end occurs.

    ``holds_delimiter`` says that the text holds the character that usually is ``unused``.
    """

    lines: int
    is_mixed: bool
    holds_delimiter: bool = False


def count_lines(chunks: Iterable[bytes]) -> LineCount:
    """Count lines, a last one without an end included; a byte order mark is no part of the first.

    Every byte is looked at three times and no more, because this runs before each load over all that is new.
    """
    lf = crlf = cr = 0
    is_open = holds_delimiter = False
    for text in _without_mark(_pieces(chunks)):
        lf += text.count(b"\n")
        if b"\r" in text:
            pairs = text.count(b"\r\n")
            crlf += pairs
            lf -= pairs
            cr += text.count(b"\r") - pairs
        holds_delimiter = holds_delimiter or _DELIMITERS[0].encode() in text
        is_open = not text.endswith((b"\n", b"\r"))
    return LineCount(lf + crlf + cr + is_open, (lf > 0) + (crlf > 0) + (cr > 0) > 1, holds_delimiter)


def count_blank(chunks: Iterable[bytes]) -> int:
    """Count the lines that hold nothing."""
    blank, is_open = 0, False
    for text in _without_mark(_pieces(chunks)):
        even = _as_lf(text)
        blank += _count_blank(even, continues=is_open)
        is_open = not even.endswith(b"\n")
    return blank


def _count_blank(text: bytes, *, continues: bool) -> int:
    """Count the lines that end in the text and hold nothing; its first one may have begun before."""
    if b"\n\n" not in text and not text.startswith(b"\n"):
        return 0
    return text.split(b"\n")[:-1].count(b"") - (continues and text.startswith(b"\n"))


def find_unused(chunks: Iterable[bytes]) -> str | None:
    """Return a character that the text does not hold; None for what can hardly be a text."""
    unused = list(_DELIMITERS)
    for chunk in chunks:
        unused = [character for character in unused if character.encode() not in chunk]
    return unused[0] if unused else None


def first_line(chunks: Iterable[bytes], longest: int) -> tuple[int, bytes]:
    """Return number and content of the first line that is not empty; (0, b"") without one.

    Of a line that is too long only the number is returned.
    """
    number, held = 1, b""
    for piece in _without_mark(_pieces(chunks)):
        *whole, held = _as_lf(held + piece).split(b"\n")
        for line in whole:
            if line:
                return number, line
            number += 1
        if len(held) > longest:
            return number, b""
    return (number, held) if held else (0, b"")


def even_out(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give every line the end LF."""
    return map(_as_lf, _pieces(chunks))


def _as_lf(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text


def _without_mark(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Leave the byte order mark away, and pieces that hold nothing."""
    is_first = True
    for piece in pieces:
        text = piece.removeprefix(_BOM) if is_first else piece
        is_first = False
        if text:
            yield text


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut the text anew, so that no piece parts a CR from its LF."""
    held_back = b""
    for chunk in chunks:
        text = held_back + chunk
        held_back = b"\r" if text.endswith(b"\r") else b""
        yield text.removesuffix(b"\r")
    if held_back:
        yield held_back
