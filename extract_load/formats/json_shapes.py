"""What a contract has to say of each shape of JSON objects: said once for thousands of records that have it."""

import duckdb

from extract_load.entity import Entity
from extract_load.formats.json_members import Level, all_places, levels_of, pointer
from warehouse.quoting import text


def create_shapes_table(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Make the temporary table ``shapes`` of all shapes in ``judged``: hashes of the members' names, level by level.

    Its columns: ``keys``, ``shape_defect`` (why no object of that shape is a record, or NULL), ``is_empty`` (of each
    level, whether nothing is in it), and ``removal``, the merge patch that leaves what the contract does not know
    (NULL: there is nothing of the kind).
    """
    levels = levels_of(entity.fields().values())
    doubled = " ".join(f"when {level.is_doubled()} then {text(f'{level} names a member twice')}" for level in levels)
    connection.execute(
        f"""
        create or replace temp table shapes as
        with
        listed as (
            select _shape as shape, json_keys(any_value(_raw_text), [{all_places(levels)}]) as keys
            from judged where _shape is not null group by _shape
        ),
        compared as (select *, [{", ".join(level.has_strange() for level in levels)}] as has_strange from listed)
        select
            shape,
            keys,
            case {doubled} end as shape_defect,
            list_transform(keys, lambda names: len(names) = 0) as is_empty,
            case when list_contains(has_strange, true) then {levels[0].removal()} end as removal
        from compared
        """
    )


def shape_defect(entity: Entity) -> str:
    """SQL over ``judged`` and ``shapes``: why an object is no record, going by its shape."""
    no_objects = " ".join(
        # Case, unlike and, does not look at the text where it need not.
        f"when case when shapes.is_empty[{level.place}] "
        f"then json_type(judged._raw_text, {pointer(level.steps)}) not in ('OBJECT', 'NULL') else false end "
        f"then {text(f'{level} is not a JSON object')}"
        for level in levels_of(entity.fields().values())[1:]
    )
    return f"case when shapes.shape_defect is not null then shapes.shape_defect {no_objects} end"


def member_names(connection: duckdb.DuckDBPyConnection, entity: Entity) -> dict[str, tuple[str, ...]]:
    """Map each file or path in ``judged`` to the names of members in it; dots reach as deep as the contract does."""
    levels = levels_of(entity.fields().values())
    rows = connection.execute(
        "select _file, list(keys) from (select distinct _file, _shape from judged) "
        "inner join shapes on _shape = shape group by _file"
    ).fetchall()
    return {file: tuple(sorted({name for keys in shapes for name in _dotted(keys, levels)})) for file, shapes in rows}


def _dotted(keys: list[list[str] | None], levels: list[Level]) -> list[str]:
    """Names of members that hold values: those that the contract reaches into are named by what is in them."""
    return [
        ".".join((*level.steps, name))
        for level, names in zip(levels, keys, strict=True)
        for name in names or ()
        if name not in level.below
    ]
