"""Freeze a home as text, so that the next release's tests can upgrade it: ``python -m tests.freeze_home 0.2.0``.

Run it with the release that is about to be published. It takes the newest frozen home, lets this release run on it,
and writes what came of it to ``tests/warehouse/releases/<release>/``.
"""

import gzip
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from tests.released_homes import KEY, PACKED, RELEASES, gzip_stored, make_home_of, newest_release
from warehouse import cli
from warehouse.settings import Settings

DURABLE = ("ops", "quarantine", "ml", "raw")
# A few rows show how they look; of the rest, no test asks.
SAMPLED = {"gate_results": 12, "dbt_run_results": 3, "published_columns": 8, "task_runs": 12, "weekly_kpis": 0}
PUBLISHED_WITH_ROWS = ("customer_segments", "publications")


def freeze(settings: Settings, folder: Path, release: str) -> None:
    """Write the home's durable tables, its published tables, its journal and its landing files as text."""
    folder.mkdir(parents=True)
    (folder / "build.sql").write_text(
        f"-- What outlives a build in a home of release {release}. Frozen: it shows what that release wrote.\n"
        "-- Of verdicts, run results and the allow-list, some rows stand for all.\n" + _dump_build(settings.build_file),
        encoding="utf-8",
    )
    (folder / "published.sql").write_text(
        f"-- The tables that release {release} published in the same home; those that no test asks for are empty.\n"
        + _dump_published(settings.published_link),
        encoding="utf-8",
    )
    shutil.copyfile(settings.journal_file, folder / "journal.jsonl")
    for path in sorted(path for path in settings.landing.rglob("*") if path.is_file()):
        _freeze_file(path, folder / "landing" / path.relative_to(settings.landing))


def _dump_build(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        statements = [f"create schema {schema};" for schema in DURABLE]
        sequences = connection.execute(
            "select schema_name || '.' || sequence_name, coalesce(last_value, 0) from duckdb_sequences() order by all"
        ).fetchall()
        statements += [f"create sequence {name} start with {last + 1};" for name, last in sequences]
        for schema in DURABLE:
            for table in _tables(connection, schema):
                statements += _dump_table(connection, schema, table, SAMPLED.get(table))
    return "\n".join(statements) + "\n"


def _dump_published(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        schemas = ("marts", "segments", "ops")
        statements = [f"create schema {schema};" for schema in schemas]
        for schema in schemas:
            for table in _tables(connection, schema):
                limit = None if table in PUBLISHED_WITH_ROWS else 0
                statements += _dump_table(connection, schema, table, limit, with_comments=False)
    return "\n".join(statements) + "\n"


def _tables(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    rows = connection.execute("select table_name from duckdb_tables() where schema_name = ? order by all", [schema])
    return [name for (name,) in rows.fetchall()]


def _dump_table(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, limit: int | None, *, with_comments: bool = True
) -> list[str]:
    name, names = f"{schema}.{table}", [schema, table]
    of_table = "where schema_name = ? and table_name = ?"
    sql, comment = connection.execute(f"select sql, comment from duckdb_tables() {of_table}", names).fetchone()
    columns = connection.execute(
        f"select column_name, comment from duckdb_columns() {of_table} and comment is not null order by column_index",
        names,
    ).fetchall()
    comments = [(f"table {name}", comment)] if comment else []
    comments += [(f"column {name}.{column}", text) for column, text in columns]
    statements = ["", f"{sql.rstrip(';')};"]
    if with_comments:
        statements += [f"comment on {what} is {_literal(text)};" for what, text in comments]
    limited = "" if limit is None else f"limit {limit}"
    rows = connection.execute(f"from {name} order by all {limited}").fetchall()
    if rows:
        tuples = ",\n".join(f"    ({', '.join(map(_literal, row))})" for row in rows)
        statements.append(f"insert into {name} values\n{tuples};")
    return statements


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return "'" + str(value).replace("'", "''") + "'"


def _freeze_file(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = path.read_bytes()
    if path.suffix == ".gz":
        unpacked = gzip.decompress(content)
        assert gzip_stored(unpacked) == content, f"{path} is compressed, and other machines would compress otherwise"
        target, content = target.with_name(target.name + PACKED), unpacked
    content.decode()
    target.write_bytes(content)


def main(release: str) -> int:
    """Run the newest frozen home on this release, and freeze what comes of it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home", pii_key=KEY, _env_file=None)
        make_home_of(newest_release(), settings)
        os.environ |= {"SEGMART_HOME": str(settings.home), "SEGMART_PII_KEY": KEY}
        status = cli.run(["run", "--as-of", "2018-01-01"])
        if status == 0:
            freeze(settings, RELEASES / release.replace(".", "_"), release)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
