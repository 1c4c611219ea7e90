"""The formats, each turned into one shape: the temporary view ``judged_records`` (see ``Judge.create_table``)."""

from extract_load.formats.csv import read_csv
from extract_load.formats.json_array import read_json_array
from extract_load.formats.json_lines import read_json_lines
from extract_load.formats.json_shapes import create_shapes_table, member_names, shape_defect
from extract_load.formats.numbering import create_starts_table
from extract_load.formats.parquet import read_parquet
from extract_load.formats.reading import Reading
from extract_load.judge import Judge
from extract_load.landed import CHANGED, FileChanged, LandedFile
from warehouse.quoting import identifier

_READERS = {"csv": read_csv, "jsonl": read_json_lines, "json": read_json_array, "parquet": read_parquet}


def read_records(judge: Judge, files: list[LandedFile]) -> Reading:
    """Fill ``judged_records`` with every record of the files that are not refused."""
    reading = _read(judge, files)
    reading.changed |= {file.name for file in files if file.has_changed()}
    reading.refused |= dict.fromkeys(reading.changed, CHANGED)
    judge.connection.execute("delete from judged where _file in (select unnest(?::varchar[]))", [list(reading.refused)])
    settle(judge)
    if judge.entity.format.startswith("json"):
        reading.layouts = member_names(judge.connection, judge.entity)
    return reading


def _read(judge: Judge, files: list[LandedFile]) -> Reading:
    """Read all files, and begin anew without one that changes so much meanwhile that it cannot be read."""
    judge.create_table()
    create_starts_table(judge.connection)
    try:
        return _READERS[judge.entity.format](judge, files)
    except FileChanged as changed:
        (name,) = changed.args
    reading = _read(judge, [file for file in files if file.name != name])
    reading.changed.add(name)
    return reading


def settle(judge: Judge) -> None:
    """Make the view ``judged_records``: ``judged`` with every record's file, number, left-overs and reasons."""
    is_json = judge.entity.format.startswith("json")
    if is_json:
        create_shapes_table(judge.connection, judge.entity)
    defect = shape_defect(judge.entity) if is_json else "null"
    patched = (
        "case when shapes.removal is not null then json_merge_patch(judged._raw_text::json, shapes.removal::json) end"
    )
    columns = ", ".join(identifier("judged", name) for name in judge.entity.columns)
    judge.connection.execute(
        f"""
        create or replace temp view judged_records as
        select
            judged._file,
            coalesce(judged._row, judged.rowid - starts.first_rowid + starts.first_line) as _row,
            judged._raw_text,
            {f"coalesce({patched}, judged._extra)" if is_json else "judged._extra"} as _extra,
            case when {defect} is not null then [{defect}] else judged._reasons end as _reasons,
            {columns}
        from judged
        left join starts on judged._row is null and judged._file = starts.name
        {"left join shapes on judged._shape = shapes.shape" if is_json else ""}
        """
    )
