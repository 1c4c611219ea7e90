"""CSV with a header: split in SQL, by the header's names and never by position alone."""

import csv
from collections import defaultdict

import duckdb

from extract_load.entity import Entity
from extract_load.formats.reading import Reading, layout_fault
from extract_load.landed import LandedFile
from extract_load.lines import read_lines
from warehouse.quoting import text

# One field and its comma; a line gets a comma at its end, so that every field has one.
_FIELD = r'("([^"]|"")*"|[^",]*),'


def read_csv(connection: duckdb.DuckDBPyConnection, entity: Entity, files: list[LandedFile]) -> Reading:
    """Fill ``records`` from CSV files; files with the same header are split together.

    A record is a line. Quotes make no difference, not even around nothing: too many systems put them everywhere.
    """
    reading = Reading(refused=read_lines(connection, files))
    headers = _headers(connection)
    layouts = defaultdict(list)
    for file in files:
        if file.name in reading.refused:
            continue
        header, defect = headers.get(file.name, (None, "it is empty, without even a header"))
        if defect:
            reading.refused[file.name] = defect
        else:
            layouts[header].append(file.name)
            reading.record_counts[file.name] = file.line_count.lines - file.line_count.blank - 1
    for header, names in layouts.items():
        fields = _fields(header)
        fault = layout_fault(entity, fields)
        if fault:
            reading.refused |= dict.fromkeys(names, fault)
        else:
            _insert(connection, entity, fields, names)
    connection.execute("drop table lines")
    return reading


def _headers(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str | None]]:
    """Fetch name -> first line that is not empty, and why it cannot be used."""
    rows = connection.execute(
        """
        select name, arg_min(line, line_number), arg_min(coalesce(defect, ''), line_number)
        from lines where line is not null group by name
        """
    ).fetchall()
    return {name: (header, f"its header cannot be used: {defect}" if defect else None) for name, header, defect in rows}


def _fields(header: str) -> list[str]:
    try:
        (fields,) = csv.reader([header], strict=True)
    except csv.Error:
        # A quote that is never closed: the names as they stand will not be the contract's.
        fields = header.split(",")
    return [field.strip() for field in fields]


def _insert(connection: duckdb.DuckDBPyConnection, entity: Entity, fields: list[str], names: list[str]) -> None:
    """Split the lines below the headers, and insert them with the fields in the contract's order.

    A line with quotes is whole when the fields found in it, with their commas, are as long as the line itself.
    """
    known = entity.source_names().values()
    values = [f"fields[{fields.index(name) + 1}]" if name in fields else "null" for name in known]
    extras = [f"{text(name)}, fields[{place}]" for place, name in enumerate(fields, start=1) if name not in known]
    extra = f"case when defect is null then json_object({', '.join(extras)}) end" if extras else "null"
    connection.execute(
        f"""
        insert into records
        with
        headers as (
            select name, min(line_number) as line_number
            from lines where line is not null and name in (select unnest($names::varchar[])) group by name
        ),
        cut as (
            select
                lines.*,
                contains(line, '"') as has_quotes,
                case
                    when contains(line, '"') then regexp_extract_all(line || ',', {text(_FIELD)}, 1)
                    else string_split(line, ',')
                end as parts
            from lines
            inner join headers using (name)
            where lines.line_number > headers.line_number and lines.line is not null
        ),
        split as (
            select
                name,
                line_number,
                line,
                case
                    when has_quotes then list_transform(
                        parts, lambda part: if(starts_with(part, '"'), replace(part[2:-2], '""', '"'), part)
                    )
                    else parts
                end as fields,
                case
                    when defect is not null then defect
                    when
                        has_quotes
                        and length(line) + 1 <> list_sum(list_transform(parts, lambda part: length(part) + 1))
                        then 'a quote is opened and not closed, or stands inside a field'
                    when len(parts) <> {len(fields)}
                        then 'it has ' || len(parts) || ' fields where the header has {len(fields)}'
                end as defect
            from cut
        )
        select name, line_number, line, defect, {extra}, {", ".join(values)} from split
        """,
        {"names": names},
    )
