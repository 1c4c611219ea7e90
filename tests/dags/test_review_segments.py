"""The monthly review, run for real."""

from warehouse.connection import build_connection


def test_before_the_first_load_there_is_nothing_to_review(settings, run_dag):
    assert run_dag(settings, "review_segments")["report"][0] == "skipped"
    assert not settings.build_file.exists()


def test_the_page_is_written_from_the_marts_alone_if_need_be(settings, run_dag):
    with build_connection(settings, "test") as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.customer_features as select timestamp '2018-01-01' as as_of")
    assert run_dag(settings, "review_segments")["report"][0] == "success"
    assert "As of 2018-01-01" in (settings.reports / "segments" / "index.html").read_text(encoding="utf-8")
