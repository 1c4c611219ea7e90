"""The data source that GX does not ship: one kept connection, and a file that is free afterwards."""

import duckdb
import pytest
import sqlalchemy
from great_expectations import expectations as gxe

from expectations.data_docs import open_context
from expectations.duckdb_datasource import build_file_datasource


def open_with_other_settings(path) -> None:
    """DuckDB refuses this while anybody in the process has the file open."""
    duckdb.connect(str(path), config={"threads": 1}).close()


def test_column_expectations_are_judged_inside_duckdb(world):
    with build_file_datasource(open_context(world), world) as datasource:
        asset = datasource.add_query_asset("lines", "select * from raw.transactions__order_lines")
        batch = asset.add_batch_definition_whole_table("rows").get_batch()
        few = batch.validate(gxe.ExpectTableRowCountToBeBetween(max_value=159))
        named = batch.validate(gxe.ExpectColumnValuesToNotBeNull(column="customer_ref"))
        paid = batch.validate(gxe.ExpectColumnMeanToBeBetween(column="sales_amount", min_value=3.5, max_value=3.5))

    assert (few.success, few.result["observed_value"]) == (False, 160)
    assert named.success
    assert paid.success


def test_every_query_runs_over_one_connection(world):
    with build_file_datasource(open_context(world), world) as datasource:
        engine = datasource.get_execution_engine()
        with engine.get_connection() as first, engine.get_connection() as second:
            assert first is second
        assert not first.closed
    assert first.closed


def test_a_query_that_fails_leaves_the_next_one_alone(world):
    with build_file_datasource(open_context(world), world) as datasource:
        engine = datasource.get_execution_engine()
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="nowhere"):
            engine.execute_query(sqlalchemy.text("select * from nowhere"))

        assert engine.execute_query(sqlalchemy.text("select 1")).scalar() == 1


def test_the_file_is_opened_for_reading_only(world):
    with build_file_datasource(open_context(world), world) as datasource:
        engine = datasource.get_execution_engine()
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="read-only"), engine.get_connection() as connection:
            connection.execute(sqlalchemy.text("drop table raw.web__events"))


def test_the_memory_limit_of_the_settings_holds(world):
    limited = world.model_copy(update={"memory_limit": "512MiB"})

    with build_file_datasource(open_context(limited), limited) as datasource:
        result = datasource.get_execution_engine().execute_query(
            sqlalchemy.text("select current_setting('memory_limit')")
        )
        assert result.scalar() == "512.0 MiB"


def test_the_file_is_released(world):
    with build_file_datasource(open_context(world), world) as datasource:
        datasource.get_execution_engine().execute_query(sqlalchemy.text("select 1"))
        with pytest.raises(duckdb.ConnectionException, match="different configuration"):
            open_with_other_settings(world.build_file)

    open_with_other_settings(world.build_file)


def test_the_file_is_released_after_an_error(world):
    with pytest.raises(ZeroDivisionError), build_file_datasource(open_context(world), world) as datasource:
        datasource.get_execution_engine().execute_query(sqlalchemy.text("select 1"))
        raise ZeroDivisionError

    open_with_other_settings(world.build_file)
