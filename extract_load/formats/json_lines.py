"""JSON lines: one object a line; dots in a contract's ``from`` reach into nested objects."""

import duckdb

from extract_load.entity import Entity
from extract_load.formats.json_members import Level, levels_of, pointer
from extract_load.formats.reading import Reading
from extract_load.landed import LandedFile
from extract_load.lines import read_lines
from warehouse.quoting import text

# DuckDB reads a number with a fraction into a double, which keeps 15 digits of what was written.
_KEPT_DIGITS = 15
_EXACT_TYPES = ("decimal", "bigint", "integer")


def read_json_lines(connection: duckdb.DuckDBPyConnection, entity: Entity, files: list[LandedFile]) -> Reading:
    """Fill ``records`` from files of JSON objects. A file in which no line is one is refused whole."""
    reading = Reading(refused=read_lines(connection, files))
    reading.record_counts = {file.name: file.line_count.lines - file.line_count.blank for file in files}
    connection.execute(
        "update lines set defect = 'the line is not a JSON object' "
        "where defect is null and line is not null and not (json_valid(line) and starts_with(ltrim(line), '{'))"
    )
    strange = connection.execute(
        "select name from lines where line is not null group by name having count(*) = count(defect)"
    ).fetchall()
    reading.refused |= {name: "none of its lines is a JSON object" for (name,) in strange}
    levels = levels_of(entity.source_names().values())
    _take_apart(connection, entity, levels)
    _compare_shapes(connection, levels)
    _insert(connection, entity, levels)
    connection.execute("drop table lines; drop table parts; drop table shapes")
    return reading


def _take_apart(connection: duckdb.DuckDBPyConnection, entity: Entity, levels: list[Level]) -> None:
    """Make the temporary table ``parts``: lines with the values that the contract asks for, and the record's shape."""
    paths = ", ".join(pointer(name.split(".")) for name in entity.source_names().values())
    places = ", ".join(pointer(level.steps) for level in levels)
    connection.execute(
        f"""
        create or replace temp table parts as
        select
            *,
            json_extract_string(object, [{paths}]) as fields,
            to_json(json_keys(object, [{places}]))::varchar as shape
        from (select *, case when defect is null then line end as object from lines where line is not null)
        """
    )


def _compare_shapes(connection: duckdb.DuckDBPyConnection, levels: list[Level]) -> None:
    """Make the temporary table ``shapes``: what the contract has to say of each set of member names, said once."""
    doubled = " ".join(f"when {level.is_doubled()} then {text(f'{level} names a member twice')}" for level in levels)
    connection.execute(
        f"""
        create or replace temp table shapes as
        with
        listed as (
            select shape, from_json(shape, '[["VARCHAR"]]') as keys
            from (select distinct shape from parts where shape is not null)
        ),
        compared as (select *, [{", ".join(level.has_strange() for level in levels)}] as has_strange from listed)
        select
            shape,
            case {doubled} end as shape_defect,
            list_transform(keys, lambda names: len(names) = 0) as is_empty,
            case when list_contains(has_strange, true) then {levels[0].removal()} end as removal
        from compared
        """
    )


def _insert(connection: duckdb.DuckDBPyConnection, entity: Entity, levels: list[Level]) -> None:
    no_objects = " ".join(
        f"when is_empty[{level.place}] and json_type(object, {pointer(level.steps)}) not in ('OBJECT', 'NULL') "
        f"then {text(f'{level} is not a JSON object')}"
        for level in levels[1:]
    )
    values = ", ".join(f"fields[{place}]" for place in range(1, len(entity.columns) + 1))
    connection.execute(
        f"""
        insert into records
        select
            name,
            line_number,
            line,
            case
                when defect is not null then defect
                when shape_defect is not null then shape_defect
                {no_objects}
                {_inexact_numbers(entity)}
            end,
            case when removal is not null then json_merge_patch(object::json, removal::json) end,
            {values}
        from parts
        left join shapes using (shape)
        """
    )


def _inexact_numbers(entity: Entity) -> str:
    """SQL ``when`` clauses: a number with a fraction has more digits than survive being read."""
    clauses = []
    for place, (name, source_name) in enumerate(entity.source_names().items(), start=1):
        if entity.columns[name].type.startswith(_EXACT_TYPES):
            digits = f"ltrim(regexp_replace(fields[{place}], '[^0-9]', '', 'g'), '0')"
            type_ = f"json_type(object, {pointer(source_name.split('.'))})"
            reason = (
                f"{name}: a JSON number keeps {_KEPT_DIGITS} digits, and this one has more; it must be sent as text"
            )
            # The cheap condition first: case, unlike and, does not look at the rest where it is not met.
            is_inexact = (
                f"case when length(fields[{place}]) > {_KEPT_DIGITS} and contains(fields[{place}], '.') "
                f"then length({digits}) > {_KEPT_DIGITS} and {type_} = 'DOUBLE' else false end"
            )
            clauses.append(f"when {is_inexact} then {text(reason)}")
    return " ".join(clauses)
