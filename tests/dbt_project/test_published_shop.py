"""The small shop as its readers get it: everything explains itself in the file, and through SQLAlchemy."""

import shutil

import duckdb
import pytest
from sqlalchemy import MetaData, create_engine, select
from sqlalchemy.types import NullType

from tests.dbt_project.small_shop import KEY
from warehouse.allow_list import record_published_columns
from warehouse.connection import build_connection
from warehouse.publish import publish
from warehouse.settings import Settings


@pytest.fixture(scope="module")
def published(shop, shop_verdicts, tmp_path_factory) -> Settings:
    """Publish a copy of the built shop, as if its gates had been passed."""
    settings = Settings(home=tmp_path_factory.mktemp("published") / "home", pii_key=KEY, _env_file=None)
    settings.build_file.parent.mkdir(parents=True)
    shutil.copy(shop.build_file, settings.build_file)
    with build_connection(settings, "test") as build:
        record_published_columns(settings, build, with_segments=False)
        build.execute("update ops.builds set state = 'passed'")
    publish(settings, release_pin=True)
    return settings


@pytest.fixture
def read(published):
    """Query the published file; nothing stays open, because a process opens a file in one way at a time."""

    def read(sql: str) -> list[tuple]:
        with duckdb.connect(str(published.published_link), read_only=True) as reader:
            return reader.execute(sql).fetchall()

    return read


def test_every_table_says_what_a_row_is(read):
    comments = read("select schema_name || '.' || table_name, comment from duckdb_tables()")

    assert {"marts.fct_orders", "marts.customer_features", "ops.publications"} <= {table for table, _ in comments}
    silent = [table for table, comment in comments if not (comment or "").startswith("One row")]
    assert silent == [], "begin their descriptions (for ops: the comment in warehouse/migrations) with the grain"


def test_every_column_says_what_it_is(read):
    silent = read("""
        select schema_name || '.' || table_name || '.' || column_name
        from duckdb_columns()
        where not internal and coalesce(trim(comment), '') = ''
    """)
    assert silent == [], "describe them beside their model, or (for ops) in warehouse/migrations"


def test_sqlalchemy_reflects_every_table_and_column(published, read):
    there = set(
        read("select schema_name || '.' || table_name, column_name, comment from duckdb_columns() where not internal")
    )
    engine = create_engine(f"duckdb:///{published.published_link}", connect_args={"read_only": True})
    metadata = MetaData()
    for schema in ("marts", "segments", "ops"):
        metadata.reflect(engine, schema=schema)

    columns = [column for table in metadata.tables.values() for column in table.columns]
    with engine.connect() as connection:
        for table in metadata.tables.values():
            connection.execute(select(table).limit(1)).all()
    engine.dispose()

    assert {(str(column.table), column.name, column.comment) for column in columns} == there
    assert [str(column) for column in columns if isinstance(column.type, NullType)] == []
