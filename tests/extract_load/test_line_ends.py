"""Lines are counted and evened out over chunks as if the text came in one piece."""

from hypothesis import given
from hypothesis import strategies as st

from extract_load.line_ends import LineCount, count_blank, count_lines, even_out, find_unused, first_line

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
    assert count_lines(chunked(text, size)).lines == len(lines)
    assert count_blank(chunked(text, size)) == lines.count(b"")
    first = next((line for line in lines if line), b"")
    assert first_line(chunked(text, size), 100) == (lines.index(first) + 1 if first else 0, first)
    assert b"".join(even_out(chunked(text, size))) == plain(text)


def test_an_unused_character_is_one_that_no_chunk_holds():
    assert find_unused([b"a\n"]) == "\x1f"
    assert find_unused([b"\x1d\x1f", b"a\n"]) == "\x1e"
    assert find_unused([b"\x1f\x1e", b"\x01\x1d\x02"]) is None
    assert count_lines([b"a", b"\x1f\n"]).holds_delimiter
    assert not count_lines([b"\x1e\n"]).holds_delimiter


def test_a_first_line_that_does_not_end_is_not_read_to_its_end():
    assert first_line([b"\n", b"abc", b"def", b"gh\n"], 5) == (2, b"")


def test_kinds_of_ends():
    assert count_lines([b"a\r\n\r\nb"]) == LineCount(3, is_mixed=False)
    assert count_lines([b"a\rb\r"]) == LineCount(2, is_mixed=False)
    assert count_lines([b"a\r", b"\nb\n"]) == LineCount(2, is_mixed=True)
    assert count_lines([]) == LineCount(0, is_mixed=False)


def test_a_byte_order_mark_is_no_content():
    assert count_lines([b"\xef\xbb\xbf\na\n"]) == LineCount(2, is_mixed=False)
    assert count_lines([b"\xef\xbb\xbf"]) == LineCount(0, is_mixed=False)
