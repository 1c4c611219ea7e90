"""Each record is either what its contract says, and goes to raw, or it goes to quarantine with all its reasons."""

import duckdb

from extract_load.casts import is_fault, typed
from extract_load.contracts import Contract, Entity
from warehouse.quoting import identifier, text


def judge_records(connection: duckdb.DuckDBPyConnection, contract: Contract, entity: Entity) -> None:
    """Turn the temporary table ``records`` into ``judged``: typed columns, and ``_reasons`` (empty: nothing wrong).

    ``_raw_text`` stays for those with a reason. An empty text is no value, whatever the format; times without an offset
    are read in the contract's time zone.
    """
    said = ", ".join(f"nullif({identifier(name)}, '') as {identifier(_said(name))}" for name in entity.columns)
    cast = ",\n".join(
        f"{typed(_said(name), spec.type)} as {identifier(_cast(name))}" for name, spec in entity.columns.items()
    )
    reasons = ",\n".join(f"case when {condition} then {sentence} end" for condition, sentence in _faults(entity))
    columns = ", ".join(f"{identifier(_cast(name))} as {identifier(name)}" for name in entity.columns)
    connection.execute(f"set TimeZone = {text(contract.time_zone)}")
    try:
        connection.execute(
            f"""
            create or replace temp table judged as
            with
            said_records as (select *, {said} from records),
            cast_records as (select *, {cast} from said_records),
            faulted as (
                select
                    *,
                    case
                        when _defect is not null then [_defect]
                        else list_filter([{reasons}]::varchar[], lambda reason: reason is not null)
                    end as _reasons
                from cast_records
            )
            select
                _file, _row, _extra, _reasons,
                case when len(_reasons) > 0 then coalesce(_raw_text, {_as_json(entity)}) end as _raw_text,
                {columns}
            from faulted
            """
        )
    finally:
        connection.execute("set TimeZone = 'UTC'")
    connection.execute("drop table records")


def _said(name: str) -> str:
    """Name of a column's text, NULL where it is empty; no contract can give it, because ours begin with a letter."""
    return f"_said_{name}"


def _cast(name: str) -> str:
    """Name of a column's value."""
    return f"_cast_{name}"


def _faults(entity: Entity) -> list[tuple[str, str]]:
    """List (SQL condition, SQL text of the reason) for every way in which a record can break its contract."""
    faults = []
    for name, column in entity.columns.items():
        said, cast = identifier(_said(name)), identifier(_cast(name))
        if column.required:
            faults.append((f"{said} is null", text(f"{name} is missing")))
        if column.type != "varchar":
            # Personal data stays in the raw text, where privacy rules look for it.
            shown = "'…'" if column.pii != "none" else f"left({said}, 80)"
            article = "an" if column.type == "integer" else "a"
            before, after = text(f"{name}: '"), text(f"' is not {article} {column.type}")
            faults.append((is_fault(said, cast, column.type), f"{before} || {shown} || {after}"))
    return faults


def _as_json(entity: Entity) -> str:
    """SQL of a record that never was a text (Parquet): what it said, under the source's names."""
    members = ", ".join(f"{text(source)}, {identifier(name)}" for name, source in entity.source_names().items())
    return f"json_merge_patch(json_object({members}), coalesce(_extra, '{{}}'))::varchar"
