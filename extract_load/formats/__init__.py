"""The formats, each turned into one shape: the temporary table ``records`` (see ``reading.create_records_table``)."""

import duckdb

from extract_load.entity import Entity
from extract_load.formats.csv import read_csv
from extract_load.formats.json_lines import read_json_lines
from extract_load.formats.parquet import read_parquet
from extract_load.formats.reading import Reading, create_records_table
from extract_load.landed import LandedFile

_READERS = {"csv": read_csv, "jsonl": read_json_lines, "parquet": read_parquet}


def read_records(connection: duckdb.DuckDBPyConnection, entity: Entity, files: list[LandedFile]) -> Reading:
    """Fill ``records`` with every record of the files that are not refused."""
    create_records_table(connection, entity)
    reading = _READERS[entity.format](connection, entity, files)
    reading.changed = {file.name for file in files if file.has_changed()}
    reading.refused |= dict.fromkeys(reading.changed, "it changed while it was being read; the next load takes it up")
    connection.execute("delete from records where _file in (select unnest(?::varchar[]))", [list(reading.refused)])
    return reading
