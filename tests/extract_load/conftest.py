"""A small company with contracts and a landing folder of its own, and the question that every test asks of it."""

import gzip
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract_load import batches
from extract_load.contracts import Contract, read_contracts
from extract_load.load import load_source
from extract_load.report import LoadReport
from warehouse.connection import build_connection
from warehouse.settings import Settings

HEAD = """
source: shop
description: A shop.
time_zone: America/New_York
cadence: daily
freshness_hours: 24
entities:
"""


class Shop:
    """One home with one source, ``shop``."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(
            home=folder / "home", sources=folder / "sources", lock_timeout_seconds=5, _env_file=None
        )
        self.settings.sources.mkdir(parents=True)
        self.settings.landing.mkdir(parents=True)

    def promise(self, entities: str) -> None:
        """Write the contract."""
        (self.settings.sources / "shop.yml").write_text(HEAD + entities, encoding="utf-8")

    def land(self, name: str, content: bytes | str, *, zipped: bool = False) -> Path:
        """Put a file into the landing folder."""
        path = self.settings.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(content) if zipped else content)
        return path

    @property
    def contract(self) -> Contract:
        """The contract as it is read."""
        return read_contracts(self.settings)["shop"]

    def load(self) -> LoadReport:
        """Load what is new."""
        return load_source(self.settings, self.contract)

    def judge(self, batch_id: int, *, is_passed: bool) -> None:
        """Book a verdict as the load gate does."""
        with build_connection(self.settings, "test") as connection:
            batches.set_verdict(connection, batch_id, is_passed=is_passed)

    def unjudged(self) -> list[int]:
        """Batches that wait for the load gate."""
        with build_connection(self.settings, "test") as connection:
            return batches.unjudged(connection, "shop")

    @contextmanager
    def opened(self):
        """Look into the build file."""
        with duckdb.connect(str(self.settings.build_file)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            yield connection

    def query(self, statement: str, *values: Any) -> list[tuple]:
        """Rows of one query."""
        with self.opened() as connection:
            return connection.execute(statement, list(values)).fetchall()

    def bar(self) -> dict[str, tuple[int, int]]:
        """File -> (current rows in raw, rows in quarantine), each record once, as the ledger has it."""
        with self.opened() as connection:
            tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
            if not tables:
                return {}
            raw = " union all ".join(
                "select _source_file as file, _batch_id as batch_id, _source_row as record, true as is_row "
                f"from raw.{table}"
                for (table,) in tables
            )
            found = connection.execute(
                f"""
                with records as (
                    {raw}
                    union all
                    select source_file, batch_id, source_row, false from quarantine.rejected_rows
                    where replayed_in is null
                )
                select
                    known.file, known.record_count, known.row_count, known.rejected_count,
                    count(*) filter (is_row), count(*) filter (not is_row), count(distinct record)
                from ops.loaded_files as known
                left join records
                    on known.file = records.file
                    and (
                        known.batch_id = records.batch_id
                        or (
                            -- Replayed after the file was loaded.
                            records.batch_id > known.batch_id
                            and records.batch_id in (select replayed_in from quarantine.rejected_rows)
                        )
                    )
                where known.state = 'loaded' and known.superseded_in is null
                group by all
                """
            ).fetchall()
            (known,) = connection.execute(
                "select sum(row_count) from ops.loaded_files where state = 'loaded' and superseded_in is null"
            ).fetchone()
            (current,) = connection.execute(
                "select count(*) from ("
                + " union all ".join(f"select 1 from raw.{table} where _superseded_in is null" for (table,) in tables)
                + ")"
            ).fetchone()
        assert current == (known or 0), "raw holds rows that no file accounts for"
        for file, records, rows, rejects, raw_count, quarantine_count, distinct_count in found:
            assert (rows, rejects) == (raw_count, quarantine_count), file
            assert records == distinct_count == raw_count + quarantine_count, file
        return {file: (rows, rejects) for file, _, rows, rejects, *_ in found}

    def rejected(self, file: str) -> dict[int, list[str]]:
        """Record number -> reasons, of one file."""
        rows = self.query("select source_row, reasons from quarantine.rejected_rows where source_file = ?", file)
        return dict(rows)


@pytest.fixture
def shop(tmp_path) -> Shop:
    """A shop of this test's own; it has promised nothing yet."""
    return Shop(tmp_path)


@pytest.fixture(scope="module")
def new_shop(tmp_path_factory):
    """Make shops that the tests of a module share."""
    return lambda: Shop(tmp_path_factory.mktemp("shop"))
