"""Records that quarantine keeps as JSON because they never were a text, or were rows of ours: no member is nested."""

from extract_load.formats.json_members import pointer
from warehouse.quoting import identifier, text


class FlatRecords:
    """Records of JSON objects, member by member: ``names`` maps our columns to the members.

    What else is in an object is what the contract does not know, or stands in the member ``extra``.
    """

    def __init__(self, names: dict[str, str], extra: str | None = None) -> None:
        self.names = names
        self.extra = extra

    def records(self, lines: str) -> str:
        """SQL of the records (see ``Judge.take``) in lines: ``name``, ``line_number``, ``line``."""
        values = ", ".join(
            f"json_extract_string(line, {pointer([member])}) as {identifier(name)}"
            for name, member in self.names.items()
        )
        known = ", ".join(f"{text(member)}, null" for member in self.names.values())
        rest = f"json_merge_patch(line::json, json_object({known}))"
        extra = f"line::json -> {pointer([self.extra])}" if self.extra else f"nullif({rest}::varchar, '{{}}')::json"
        return f"""
            select
                name as _file,
                line_number as _row,
                line as _raw_text,
                null::varchar as _defect,
                {extra} as _extra,
                null::ubigint as _shape,
                {values}
            from ({lines})
        """
