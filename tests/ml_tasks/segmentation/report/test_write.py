"""From the build file to the files that people open."""

import pytest

from ml_tasks.segmentation.explaining.report.write import write_report
from ml_tasks.segmentation.train import train
from warehouse.connection import build_connection
from warehouse.errors import NothingNew

SEGMENTS = """
create or replace table segments.cluster_assignments as
select customer_id, cast(1 + substr(customer_id, 2)::integer % 5 as integer) as segment_id from marts.customer_features;
create or replace table segments.dim_segments as
select segment_id, segment_name, marks, rule as naming_rule, model_version, timestamp '2018-01-01 04:01:20' as as_of
from ml.segment_names where model_version = '{version}';
create or replace table segments.segment_profiles as
select segment_id, segment_name, 80 as customer_count, 0.2 as customer_share, 10 as net_spend_usd,
    0.2 as net_spend_share
from segments.dim_segments;
create or replace table segments.personas as select * replace (1 as segment_id) from persona
"""


@pytest.fixture
def trained(settings, config, planted, write_features, persona) -> str:
    """Give a home that a model has scored; its version."""
    write_features(planted[0])
    version = train(settings, config=config).model_version
    with build_connection(settings, "test") as connection:
        connection.execute("create schema if not exists segments")
        connection.register("persona", persona)
        connection.execute(SEGMENTS.format(version=version))
    return version


def test_the_page_is_of_the_model_that_scored(settings, trained):
    path = write_report(settings)
    page = path.read_text(encoding="utf-8")
    assert path == settings.reports / "segments" / "index.html"
    assert f"model {trained}" in page
    assert "Map of 400 customers by segment" in page
    assert ">Prediction strength</text>" in page
    assert path.stat().st_size < 2_000_000
    assert "c000001" not in page


def test_the_same_build_gives_the_same_bytes_and_leaves_no_draft(settings, trained):
    first = write_report(settings).read_bytes()
    assert write_report(settings).read_bytes() == first
    assert {path.name for path in (settings.reports / "segments").iterdir()} == {"index.html", "personas"}


def test_cards_of_segments_that_are_no_more_go(settings, trained):
    folder = settings.reports / "segments" / "personas"
    folder.mkdir(parents=True)
    (folder / "retired-segment.md").write_text("# Retired")
    write_report(settings)
    assert [path.name for path in folder.iterdir()] == ["loyal-high-spenders.md"]


def test_before_any_model_the_page_says_so(settings, planted, write_features):
    write_features(planted[0])
    page = write_report(settings).read_text(encoding="utf-8")
    assert "There is no segmentation to show" in page


def test_before_the_marts_there_is_nothing_to_report_on(settings):
    with pytest.raises(NothingNew, match="no build has made the marts"):
        write_report(settings)
    assert not settings.reports.exists()
