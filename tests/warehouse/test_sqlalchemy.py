"""The published file through SQLAlchemy, as notebooks and BI servers open it (docs/bi/python.md)."""

import duckdb
import pytest
from sqlalchemy import Engine, MetaData, create_engine, exc, inspect, select, text
from sqlalchemy.types import NullType

from warehouse.publish import publish

SCHEMAS = ("marts", "segments", "ops")


@pytest.fixture
def open_engine():
    """Open a published file as the page says; every engine is let go at the end of the test."""
    engines = []

    def open_engine(settings) -> Engine:
        engines.append(create_engine(f"duckdb:///{settings.published_link}", connect_args={"read_only": True}))
        return engines[-1]

    yield open_engine
    for engine in engines:
        engine.dispose()


@pytest.fixture
def engine(settings, make_build, open_engine) -> Engine:
    make_build(settings)
    publish(settings, release_pin=True)
    return open_engine(settings)


def reflected(engine: Engine) -> dict:
    metadata = MetaData()
    for schema in SCHEMAS:
        metadata.reflect(engine, schema=schema)
    return metadata.tables


def test_every_table_is_reflected_and_read(settings, engine):
    tables = reflected(engine)

    engine.dispose()
    with duckdb.connect(str(settings.published_link), read_only=True) as reader:
        there = reader.execute("select schema_name || '.' || table_name, column_count from duckdb_tables()").fetchall()
    assert {name: len(table.columns) for name, table in tables.items()} == dict(there)
    assert {"marts.dim_customers", "segments.customer_segments", "ops.publications"} <= set(tables)
    with engine.connect() as connection:
        for table in tables.values():
            assert not any(isinstance(column.type, NullType) for column in table.columns), table
            assert connection.execute(select(table).limit(1)).keys() == table.columns.keys()
        assert len(connection.execute(select(tables["marts.dim_customers"])).all()) == 40


def test_comments_types_and_not_null_are_reflected(engine):
    customers = reflected(engine)["marts.dim_customers"]

    assert customers.comment == "One row per customer. It's the whole company's."
    assert [(column.name, str(column.type), column.nullable, column.comment) for column in customers.columns] == [
        ("customer_id", "VARCHAR", False, "Key."),
        ("built_by", "BIGINT", True, None),
        ("net_spend_usd", "NUMERIC(18, 2)", True, None),
    ]


def test_the_catalogue_is_called_segmart_in_every_version(settings, make_build, engine):
    assert "segmart.marts" in inspect(engine).get_schema_names()
    saved = "select count(*) from segmart.marts.dim_customers"
    with engine.connect() as connection:
        assert connection.scalar(text(saved)) == 40

    make_build(settings, 2, customers=41)
    publish(settings, release_pin=True)
    engine.dispose()

    with engine.connect() as connection:
        assert connection.scalar(text(saved)) == 41


def test_an_engine_sees_one_publication_until_it_is_let_go(settings, make_build, engine):
    built_by = text("select max(built_by) from marts.dim_customers")
    with engine.connect() as connection:
        assert connection.scalar(built_by) == 1

    make_build(settings, 2)
    publish(settings, release_pin=True)

    with engine.connect() as connection:
        assert connection.scalar(built_by) == 1
    engine.dispose()
    with engine.connect() as connection:
        assert connection.scalar(built_by) == 2


@pytest.mark.parametrize(
    "statement", ["delete from marts.dim_customers", "drop table ops.builds", "create table marts.mine (i int)"]
)
def test_nothing_can_be_written(engine, statement):
    with engine.connect() as connection, pytest.raises(exc.DBAPIError, match="read-only"):
        connection.execute(text(statement))
