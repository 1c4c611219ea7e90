"""Records that quarantine keeps as JSON because they never were a text, or were rows of ours: no member is nested."""

from extract_load.formats.json_members import pointer
from extract_load.judge import Judge
from warehouse.quoting import identifier, text

_LACKS = "it was set aside without a column that is required now"


class FlatRecords:
    """Records of JSON objects, member by member: ``names`` maps our columns to the members."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def records(self, lines: str) -> str:
        """SQL of the records (see ``Judge.take``) in lines: ``name``, ``line_number``, ``line``, ``defect``."""
        values = ", ".join(f"{_member(said)} as {identifier(name)}" for name, said in self.names.items())
        return f"""
            select
                name as _file,
                line_number as _row,
                line as _raw_text,
                defect as _defect,
                {_others(self.names.values())} as _extra,
                null::ubigint as _shape,
                {values}
            from ({lines})
        """


def take_back(judge: Judge, lines: str) -> None:
    """Put rows that a gate set aside into ``judged``: they have satisfied their contract, and are in its types.

    What a column was called then that is called otherwise now is among what the contract does not know.
    """
    columns = judge.entity.columns
    values = ", ".join(f"try_cast({_member(name)} as {column.type})" for name, column in columns.items())
    required = " or ".join(f"{_member(name)} is null" for name, column in columns.items() if column.required)
    extra = f"json_merge_patch({_others([*columns, '_extra'])}, nullif(line::json -> '/_extra', 'null'::json))"
    judge.connection.execute(
        f"""
        insert into judged
        select
            name,
            line_number,
            line,
            coalesce({extra}, nullif(line::json -> '/_extra', 'null'::json), {_others([*columns, "_extra"])}),
            null,
            case when {required or "false"} then [{text(_LACKS)}] else [] end,
            {values}
        from ({lines})
        """
    )


def _member(name: str) -> str:
    return f"json_extract_string(line, {pointer([name])})"


def _others(known: object) -> str:
    """SQL of the members that are not among the known ones, NULL without any."""
    nothing = ", ".join(f"{text(name)}, null" for name in known)
    return f"nullif(json_merge_patch(line::json, json_object({nothing}))::varchar, '{{}}')::json"
