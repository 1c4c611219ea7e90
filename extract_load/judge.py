"""Each record is either what its contract says, and goes to raw, or it goes to quarantine with all its reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from extract_load.casts import as_point, is_fault, typed
from extract_load.contracts import Contract
from extract_load.entity import Entity
from extract_load.partitions import partition_value
from warehouse.quoting import identifier, text

# Clocks differ; a day's date may have begun where the company is, and not in UTC.
_EARLY = {"timestamp": timedelta(hours=1), "date": timedelta(days=1)}


@dataclass(frozen=True)
class Judge:
    """Judges the records of one entity, as they are read, into the temporary table ``judged``.

    Its columns: ``_file`` (name), ``_row`` (line, element or row, from 1; NULL:
    its place in the table tells), ``_raw_text`` (where there is a reason to keep it), ``_extra`` (JSON of what the
    contract does not know, or NULL), ``_shape`` (of a JSON object), ``_reasons`` (empty: nothing is wrong), and the
    contract's columns in their types. Who wants records reads the view ``judged_records``, in which that is settled.
    """

    connection: duckdb.DuckDBPyConnection
    contract: Contract
    entity: Entity
    loaded_at: datetime

    def create_table(self) -> None:
        """Create ``judged``, empty."""
        columns = ", ".join(f"{identifier(name)} {column.type}" for name, column in self.entity.columns.items())
        self.connection.execute(
            "create or replace temp table judged (_file varchar, _row bigint, _raw_text varchar, _extra json, "
            f"_shape ubigint, _reasons varchar[], {columns})"
        )

    def take(self, records: str) -> None:
        """Judge the records of a query.

        The query gives ``_file``, ``_row``, ``_raw_text`` (NULL where the format has none), ``_defect`` (why the record
        could not be taken apart, or NULL), ``_extra``, ``_shape``, and the contract's columns as text, but for those of
        the folders' names. Times without an offset are read in the contract's time zone.
        """
        self.connection.execute(f"set TimeZone = {text(self.contract.time_zone)}")
        try:
            self.connection.execute(self._statement(records))
        finally:
            self.connection.execute("set TimeZone = 'UTC'")

    def _statement(self, records: str) -> str:
        said = ", ".join(f"nullif({self._source_of(name)}, '') as {_said(name)}" for name in self.entity.columns)
        cast = ",\n".join(f"{self._typed(name)} as {_cast(name)}" for name in self.entity.columns)
        reasons = ",\n".join(f"case when {condition} then {sentence} end" for condition, sentence in self._faults())
        columns = ", ".join(f"{_cast(name)} as {identifier(name)}" for name in self.entity.columns)
        return f"""
            insert into judged
            with
            said_records as (
                select *, {said} from ({records})
            ),
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
                _file,
                _row,
                case
                    when _shape is not null then _raw_text
                    when len(_reasons) > 0 then coalesce(_raw_text, {self._as_json()})
                end,
                _extra,
                _shape,
                _reasons,
                {columns}
            from faulted
        """

    def _source_of(self, name: str) -> str:
        if self.entity.columns[name].partition:
            return partition_value("_file", self.entity.source_names()[name])
        return identifier(name)

    def _typed(self, name: str) -> str:
        type_ = self.entity.columns[name].type
        is_point_elsewhere = self.entity.csv.decimal != "." and type_.startswith(("decimal", "double"))
        return typed(as_point(_said(name), self.entity.csv.decimal) if is_point_elsewhere else _said(name), type_)

    def _faults(self) -> Iterator[tuple[str, str]]:
        """Yield (SQL condition, SQL text of the reason) for every way in which a record can break its contract."""
        for name, column in self.entity.columns.items():
            said, cast = _said(name), _cast(name)
            # Personal data stays in the raw text, where privacy rules look for it.
            shown = "'…'" if column.pii != "none" else f"left({said}, 80)"
            if column.required:
                yield f"{said} is null", text(f"{name} is missing")
            if column.type != "varchar":
                article = "an" if column.type == "integer" else "a"
                before, after = text(f"{name}: '"), text(f"' is not {article} {column.type}")
                yield is_fault(said, cast, column.type), f"{before} || {shown} || {after}"
            if name == self.entity.event_time:
                latest = self.loaded_at + _EARLY[column.type]
                before, after = text(f"{name}: '"), text("' lies in the future")
                yield f"{cast} > timestamp '{latest}'", f"{before} || {shown} || {after}"

    def _as_json(self) -> str:
        """SQL of a record that never was a text (Parquet): what it said, under the source's names.

        Put together as text, because merging JSON would round long numbers and lose nulls.
        """
        members = ", ".join(f"{text(source)}, {identifier(name)}" for name, source in self.entity.fields().items())
        known = f"json_object({members})::varchar"
        return f"if(_extra is null, {known}, left({known}, -1) || ',' || substr(_extra::varchar, 2))"


def _said(name: str) -> str:
    """Name of a column's text, NULL where it is empty; no contract can give it, because ours begin with a letter."""
    return identifier(f"_said_{name}")


def _cast(name: str) -> str:
    """Name of a column's value."""
    return identifier(f"_cast_{name}")
