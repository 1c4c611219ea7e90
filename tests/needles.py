"""What identifies the people of some extracts, found in any text however it is spelled there.

A needle is a row of words: an e-mail address, a phone number, a full name, a street or a birth date is found whatever
marks and labels stand between its words, in any case, with or without accents, behind percent, HTML and JSON escapes.
"""

import csv
import html
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

import phonenumbers

Words = tuple[str, ...]

# A contact in more profiles than this is a placeholder of the shop's, and nobody's own.
_SHARED_BY = 5
_WORD = re.compile(r"[^\W_]+")
# What stands between the two when a record is written down as a whole.
_LABELS = {"first", "last", "name"}
_TAG = re.compile(r"<[^<>]*>")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\x([0-9a-f]{2})", flags=re.IGNORECASE)
_SHORT_ESCAPE = re.compile(r"\\+[abfnrtv/\"']")


class Needles:
    """The words to look for, and what each row of them is."""

    def __init__(self, records: Iterable[Mapping[str, str]]) -> None:
        """Take the profiles as the CRM exports them, by the columns of its contract."""
        self.kinds = dict(_needles(list(records)))
        self._by_first = defaultdict(list)
        for needle in self.kinds:
            self._by_first[needle[0]].append(needle)

    @classmethod
    def of_landing(cls, landing: Path) -> "Needles":
        """Read what every profile in the CRM's extracts says, in all its versions."""
        records = []
        for path in sorted(landing.glob("crm/customers/**/*.csv")):
            with path.open(encoding="utf-8", newline="") as extract:
                records += csv.DictReader(extract)
        return cls(records)

    def in_text(self, text: str) -> set[str]:
        """Return what is found, as '<kind> <words>'."""
        found = set()
        for spelling in _spellings(text):
            found |= self._in_words(words(spelling))
        return {f"{self.kinds[needle]} {' '.join(needle)}" for needle in found}

    def forget(self, text: str) -> None:
        """Look no longer for what this text holds."""
        for needle in self._in_words(words(text)):
            del self.kinds[needle]
            self._by_first[needle[0]].remove(needle)

    def _in_words(self, said: Sequence[str]) -> set[Words]:
        there = set(said)
        likely = {
            needle
            for first in there & self._by_first.keys()
            for needle in self._by_first[first]
            if there.issuperset(needle)
        }
        found = set()
        for length in {len(needle) for needle in likely}:
            found |= likely.intersection(zip(*(said[start:] for start in range(length)), strict=False))
        return found


def words(text: str) -> list[str]:
    """Split a text into its words and numbers, in small letters without accents, and leave out what labels names."""
    if not text.isascii():
        text = "".join(
            character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character)
        )
    return [word for word in _WORD.findall(text.casefold()) if word not in _LABELS]


def _spellings(text: str) -> Iterator[str]:
    """Give the text as it is and, where it holds escapes, without them; escapes may stand within others."""
    yield text
    for _ in range(3):
        if "<" in text:
            yield _TAG.sub(" ", text)
        plain = text
        if "\\" in text:
            plain = _SHORT_ESCAPE.sub(" ", _ESCAPE.sub(lambda code: chr(int(code[1] or code[2], 16)), text))
        plain = unquote(html.unescape(plain))
        if plain == text:
            return
        yield plain
        text = plain


def _needles(records: Sequence[Mapping[str, str]]) -> Iterator[tuple[Words, str]]:
    for record in records:
        names = [words(record.get(column) or "") for column in ("first_name", "last_name")]
        if all(names):
            yield tuple(names[0] + names[1]), "name"
            yield tuple(names[1] + names[0]), "name"
        street = words(record.get("street") or "")
        if len(street) > 1 and any(word[0].isdigit() for word in street):
            yield tuple(street), "street"
    for email in _own(records, "email"):
        if len(needle := words(email)) > 1:
            yield tuple(needle), "e-mail"
    for phone in _own(records, "phone"):
        yield from ((needle, "phone") for needle in _phone_spellings(phone))
    for birth_date in {record.get("birth_date") or "" for record in records}:
        # Any year since may be that of an order or of a release.
        if re.search(r"\b19\d\d\b", birth_date) and len(needle := words(birth_date)) == 3:
            yield tuple(needle), "birth date"


def _own(records: Sequence[Mapping[str, str]], column: str) -> list[str]:
    counted = Counter(value for record in records if (value := (record.get(column) or "").strip().casefold()))
    return [value for value, count in counted.items() if count <= _SHARED_BY]


def _phone_spellings(phone: str) -> Iterator[Words]:
    digits = re.sub(r"\D", "", phone)
    if len(digits) < 7 or len(set(digits)) == 1:
        return
    yield tuple(words(phone))
    yield (digits,)
    try:
        number = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException:
        return
    for way in (phonenumbers.PhoneNumberFormat.E164, phonenumbers.PhoneNumberFormat.INTERNATIONAL):
        yield tuple(words(phonenumbers.format_number(number, way)))
    yield (str(number.national_number),)
