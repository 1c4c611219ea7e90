"""The same as_of over the same raw rows gives equal rows, however the files came."""

from tests.planted_shop import land
from warehouse.diff import differing_tables

AS_OF = ("--as-of", "2018-01-01")
LAST_WEEK = "2017-12-25"


def tables_that_differ(one, other, schema: str) -> list[str]:
    """Compare all tables of a schema, row for row and value for value."""
    files = (home.settings.published_link for home in (one, other))
    return [entry.table for entry in differing_tables(*files, schemas={schema})]


def test_all_at_once_equals_in_two_parts(make_home, planted_shop):
    at_once, in_parts = make_home("at_once"), make_home("in_parts")
    land(planted_shop, at_once.settings.landing)
    assert at_once.segmart("run", *AS_OF)[0] == 0

    land(planted_shop, in_parts.settings.landing, before=LAST_WEEK)
    # Without a model: ids of segments remember the models before, so a week's start would show in them.
    for command in (("load",), ("build", "--as-of", LAST_WEEK), ("publish",)):
        assert in_parts.segmart(*command)[0] == 0
    assert tables_that_differ(at_once, in_parts, "marts"), "a week less must show"
    land(planted_shop, in_parts.settings.landing, since=LAST_WEEK)
    assert in_parts.segmart("run", *AS_OF)[0] == 0

    # The second home gave most ids away a week earlier; whom they mean is the same in both.
    assert tables_that_differ(at_once, in_parts, "marts") == ["marts.customer_id_history"]

    for home in (at_once, in_parts):
        assert home.segmart("train", *AS_OF)[0] == 0
        assert home.segmart("run", *AS_OF)[0] == 0
    # A model names the build of its home that it was trained on: all else is equal.
    assert tables_that_differ(at_once, in_parts, "segments") == ["segments.segment_models"]
    but_for_the_build = "select * exclude (build_id) from segments.segment_models"
    assert at_once.rows(but_for_the_build) == in_parts.rows(but_for_the_build)
    assert at_once.rows("select count(*) from segments.customer_segments") == at_once.rows(
        "select count(*) from marts.dim_customers"
    )

    sizes = "select segment_id, segment_name, customer_count from {} order by all"
    assert at_once.rows(
        sizes.format("ops.segment_sizes where build_id = (select max(build_id) from ops.publications)")
    ) == at_once.rows(sizes.format("segments.segment_profiles"))

    # The home that was fed everything at once has had nothing new since its first run.
    assert len(list(at_once.settings.versions.glob("*.duckdb"))) == 1
    status, out, _ = at_once.segmart("run", *AS_OF)
    assert (status, "Nothing was published" in out) == (0, True)
