"""JSON lines: one object a line; dots in a contract's ``from`` reach into nested objects."""

from extract_load.entity import Entity
from extract_load.formats.json_members import all_places, levels_of, pointer
from extract_load.formats.reading import Reading
from extract_load.formats.text import judge_text
from extract_load.judge import Judge
from extract_load.landed import LandedFile
from warehouse.quoting import identifier, text

NO_OBJECT = "the line is not a JSON object"

# DuckDB reads a number with a fraction into a double, which keeps 15 digits of what was written.
KEPT_DIGITS = 15
_EXACT_TYPES = ("decimal", "bigint", "integer")


def read_json_lines(judge: Judge, files: list[LandedFile]) -> Reading:
    """Judge the records of files of JSON objects. A file in which no line is one is refused whole."""
    refused, counts = judge_text(judge, JsonRecords(judge.entity), files)
    reading = Reading(refused, counts)
    strange = judge.connection.execute(
        "select _file from judged group by _file having bool_and(_shape is null)"
    ).fetchall()
    reading.refused |= {file: "none of its lines is a JSON object" for (file,) in strange}
    return reading


class JsonRecords:
    """Records of JSON lines."""

    skipped = 0
    doubt = "false"

    def __init__(self, entity: Entity, no_object: str = NO_OBJECT) -> None:
        self.entity = entity
        self.no_object = no_object

    def records(self, lines: str, *, is_trusting: bool = False) -> str:
        """See ``LineFormat``; with trust, a line that looks like an object and is no JSON ends the query."""
        begins_one = "case when starts_with(line, '{') then true else starts_with(ltrim(line), '{') end"
        is_object = begins_one if is_trusting else f"{begins_one} and json_valid(line)"
        paths = ", ".join(pointer(name.split(".")) for name in self.entity.fields().values())
        places = all_places(levels_of(self.entity.fields().values()))
        values = ", ".join(
            f"fields[{place}] as {identifier(name)}" for place, name in enumerate(self.entity.fields(), 1)
        )
        return f"""
            select
                name as _file,
                line_number as _row,
                line as _raw_text,
                case
                    when defect is not null then defect
                    when object is null then {text(self.no_object)}
                    {self._inexact_numbers()}
                end as _defect,
                null::json as _extra,
                shape as _shape,
                {values}
            from (
                select
                    *,
                    json_extract_string(object, [{paths}]) as fields,
                    case when object is not null then hash(json_keys(object, [{places}])) end as shape
                from (select *, case when defect is null and {is_object} then line end as object from ({lines}))
            )
        """

    def gather(self, judge: Judge) -> dict[str, int]:
        """A record is a line."""
        return {}

    def _inexact_numbers(self) -> str:
        """SQL ``when`` clauses: a number with a fraction has more digits than survive being read."""
        clauses = []
        for place, (name, source_name) in enumerate(self.entity.fields().items(), start=1):
            if self.entity.columns[name].type.startswith(_EXACT_TYPES):
                digits = f"ltrim(regexp_replace(fields[{place}], '[^0-9]', '', 'g'), '0')"
                type_ = f"json_type(object, {pointer(source_name.split('.'))})"
                reason = (
                    f"{name}: a JSON number keeps {KEPT_DIGITS} digits, and this one has more; it must be sent as text"
                )
                # The cheap condition first: case, unlike and, does not look at the rest where it is not met.
                is_inexact = (
                    f"case when length(fields[{place}]) > {KEPT_DIGITS} and contains(fields[{place}], '.') "
                    f"then length({digits}) > {KEPT_DIGITS} and {type_} = 'DOUBLE' else false end"
                )
                clauses.append(f"when {is_inexact} then {text(reason)}")
        return " ".join(clauses)
