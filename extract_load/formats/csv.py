"""CSV: split in SQL, by the header's names and never by position alone."""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass

from extract_load.entity import Dialect, Entity
from extract_load.formats.quoted_lines import count_quotes, join_quoted_lines
from extract_load.formats.reading import Reading, layout_fault
from extract_load.formats.text import judge_text
from extract_load.judge import Judge
from extract_load.landed import LandedFile
from warehouse.quoting import identifier, text

OPEN_QUOTE = "a quote is opened and not closed, or stands inside a field"


def read_csv(judge: Judge, files: list[LandedFile]) -> Reading:
    """Judge the records of CSV files; files with the same header are split together."""
    reading = Reading()
    layouts = defaultdict(list)
    begin_late = set()
    for file in files:
        fields, first_number, fault = _fields(judge.entity, file)
        if first_number > 1:
            begin_late.add(file.name)
        if fields:
            reading.layouts[file.name] = fields
        fault = fault or layout_fault(judge.entity, list(fields))
        if fault:
            reading.refused[file.name] = fault
        else:
            layouts[fields].append(file)
    for fields, group in layouts.items():
        refused, counts = judge_text(judge, CsvRecords(judge.entity, fields), group, begin_late=begin_late)
        reading.refused |= refused
        reading.record_counts |= counts
    return reading


def _fields(entity: Entity, file: LandedFile) -> tuple[tuple[str, ...], int, str | None]:
    """Return the names of a file's fields, the number of its first line, and why the names cannot be had."""
    if file.unused_character() is None:
        return (), 0, "it is full of control characters, and no text"
    if not entity.csv.header:
        return tuple(entity.fields().values()), 0, None if file.line_count.lines else "it is empty"
    number, line = file.first_line()
    if not line:
        fault = "its header is longer than 16,000,000 bytes" if number else "it is empty, without even a header"
        return (), number, fault
    try:
        return header_fields(line.decode(), entity.csv), number, None
    except UnicodeDecodeError:
        return (), number, "its header cannot be used: the line is not UTF-8 text"


def header_fields(header: str, dialect: Dialect) -> tuple[str, ...]:
    """Take a header apart."""
    quoting = {"quotechar": dialect.quote} if dialect.quote else {"quoting": csv.QUOTE_NONE}
    try:
        (fields,) = csv.reader([header], strict=True, delimiter=dialect.delimiter, **quoting)
    except csv.Error:
        # A quote that is never closed: the names as they stand will not be the contract's.
        fields = header.split(dialect.delimiter)
    return tuple(field.strip() for field in fields)


@dataclass
class CsvRecords:
    """Records of CSV files that have these fields. A record is a line, or several where quotes hold line breaks.

    Quotes make no difference, not even around nothing: too many systems put them everywhere.
    """

    entity: Entity
    fields: tuple[str, ...]

    def __post_init__(self) -> None:
        self.dialect = self.entity.csv
        self.skipped = int(self.dialect.header)
        self.doubt = f"list_contains(_reasons, {text(OPEN_QUOTE)})"

    def records(self, lines: str, *, is_trusting: bool = False) -> str:
        """See ``LineFormat``; what a line lacks for a record is told of it, so there is nothing to trust in."""
        return f"""
            select
                name as _file,
                line_number as _row,
                line as _raw_text,
                {self._defect()} as _defect,
                {self._extra()} as _extra,
                null::ubigint as _shape,
                {self._values()}
            from ({self._split(self._without_header(lines))})
        """

    def gather(self, judge: Judge) -> dict[str, int]:
        """Join lines that a quote holds together, where a record comes of it that has all its fields."""
        if not self.dialect.quote:
            return {}
        quotes, is_whole = count_quotes(self.dialect.quote), f"{self._defect()} is null"
        return join_quoted_lines(judge.connection, quotes, self._split("from gathered"), is_whole)

    def _without_header(self, lines: str) -> str:
        """Leave the header out where lines are numbered; a scan has skipped it."""
        if not self.dialect.header or not lines.startswith("from lines"):
            return lines
        return (
            "select * from lines where line is not null and (name, line_number) not in "
            "(select (name, min(line_number)) from lines where line is not null group by name)"
        )

    def _split(self, lines: str) -> str:
        """SQL of the lines with their ``fields``, and ``length_in_fields`` for those that were searched for quotes.

        Most lines have no quotes, or have them around every field: those are split in one go.
        """
        delimiter, quote = text(self.dialect.delimiter), self.dialect.quote
        if not quote:
            return f"select *, string_split(line, {delimiter}) as fields, null as length_in_fields from ({lines})"
        between = text(quote + self.dialect.delimiter + quote)
        mark, stop = re.escape(quote), re.escape(self.dialect.delimiter)
        field = text(f"({mark}([^{mark}]|{mark}{mark})*{mark}|[^{mark}{stop}]*){stop}")
        bare = f"replace(part[2:-2], {text(quote * 2)}, {text(quote)})"
        return f"""
            select
                *,
                case
                    when kind < 2 then parts
                    else list_transform(parts, lambda part: if(starts_with(part, {text(quote)}), {bare}, part))
                end as fields,
                case when kind = 2 then list_sum(list_transform(parts, lambda part: length(part) + 1)) end
                    as length_in_fields
            from (
                select
                    *,
                    case kind
                        when 0 then string_split(line, {delimiter})
                        when 1 then string_split(line[2:-2], {between})
                        else regexp_extract_all(line || {delimiter}, {field}, 1)
                    end as parts
                from (
                    select
                        *,
                        case
                            when not contains(line, {text(quote)}) then 0
                            when
                                starts_with(line, {text(quote)})
                                and ends_with(line, {text(quote)})
                                and {count_quotes(quote)} = {2 * len(self.fields)}
                                and len(string_split(line[2:-2], {between})) = {len(self.fields)}
                                then 1
                            else 2
                        end as kind
                    from ({lines})
                )
            )
        """

    def _defect(self) -> str:
        """SQL of why a line is no record: it is whole when its fields, with their delimiters, are as long as itself."""
        known_by = "header" if self.dialect.header else "contract"
        return f"""
            case
                when defect is not null then defect
                when length_in_fields <> length(line) + 1 then {text(OPEN_QUOTE)}
                when len(fields) <> {len(self.fields)}
                    then 'it has ' || len(fields) || ' fields where the {known_by} has {len(self.fields)}'
            end
        """

    def _extra(self) -> str:
        known = set(self.entity.fields().values())
        extras = [(place, name) for place, name in enumerate(self.fields, start=1) if name not in known]
        if not extras:
            return "null::json"
        names = ", ".join(text(name) for _, name in extras)
        places = ", ".join(str(place) for place, _ in extras)
        has_all = f"len(fields) = {len(self.fields)}"
        return f"case when {has_all} then to_json(map([{names}], list_select(fields, [{places}])))::json end"

    def _values(self) -> str:
        places = {name: place for place, name in enumerate(self.fields, start=1)}
        return ", ".join(
            f"{f'fields[{places[source]}]' if source in places else 'null::varchar'} as {identifier(name)}"
            for name, source in self.entity.fields().items()
        )
