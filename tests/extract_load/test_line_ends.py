"""Lines are counted and evened out over chunks as if the text came in one piece."""

from hypothesis import given
from hypothesis import strategies as st

from extract_load.line_ends import LineCount, count_lines, even_out

TEXTS = st.lists(st.sampled_from([b"a", b"bc", b"\n", b"\r", b"\r\n", b"\n\n", "é".encode()]), max_size=12).map(
    b"".join
)


def chunked(text, size):
    return [text[start : start + size] for start in range(0, len(text), size)]


def plain(text):
    """The definition, as plainly as it can be said."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


@given(TEXTS, st.integers(1, 5))
def test_chunks_make_no_difference(text, size):
    lines = plain(text).split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    count = count_lines(chunked(text, size))
    assert (count.lines, count.blank) == (len(lines), lines.count(b""))
    assert b"".join(even_out(chunked(text, size))) == plain(text)


def test_an_unused_character_is_one_that_no_chunk_holds():
    assert count_lines([b"a\n"]).unused == "\x1f"
    assert count_lines([b"\x1d\x1f", b"a\n"]).unused == "\x1e"
    assert count_lines([b"\x1f\x1e", b"\x01\x1d\x02"]).unused is None


def test_kinds_of_ends():
    assert count_lines([b"a\r\n\r\nb"]) == LineCount(3, 1, is_mixed=False)
    assert count_lines([b"a\rb\r"]) == LineCount(2, 0, is_mixed=False)
    assert count_lines([b"a\r", b"\nb\n"]) == LineCount(2, 0, is_mixed=True)
    assert count_lines([]) == LineCount(0, 0, is_mixed=False)


def test_a_byte_order_mark_is_no_content():
    assert count_lines([b"\xef\xbb\xbf\na\n"]) == LineCount(2, 1, is_mixed=False)
    assert count_lines([b"\xef\xbb\xbf"]) == LineCount(0, 0, is_mixed=False)
