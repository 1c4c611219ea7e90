"""A home of the release before, its landing files and its readers, under the present release."""

import pytest

from tests.released_homes import make_home_of
from warehouse.connection import build_connection
from warehouse.diff import diff_versions
from warehouse.readable_rows import is_readable

AS_OF = ("--as-of", "2018-01-01")
LABELS = "select customer_id, segment_name from segments.customer_segments order by all"
TABLES = ("crm__customers", "transactions__order_lines", "web__events")


@pytest.fixture
def old(home):
    """The home, its readers' labels and the publications they know."""
    make_home_of("0.1.0", home.settings)
    return home


def readable_rows(home):
    with build_connection(home.settings, "test") as build:
        return {
            table: build.execute(f"select count(*) from raw.{table} where {is_readable()}").fetchone()[0]
            for table in TABLES
        }


def test_a_home_of_0_1_0_runs_on(old):
    labels = old.rows(LABELS)
    publications = old.rows("select version from ops.publications order by published_at")
    assert old.segmart("model", "list")[1] == "What readers see now is by model 20180101-adcd288e.\n"
    new_file = old.settings.landing / "crm" / "customers" / "dt=2017-12-31" / "customers.csv"
    new_file.parent.mkdir(parents=True)
    new_file.write_text(
        "customer_ref,first_name,email,registered_at,updated_at\n"
        "c90,Ann,ann@example.com,2017-12-30T00:00:00Z,2017-12-30T00:00:00Z\n"
    )

    status, said, complaints = old.segmart("run", *AS_OF)

    # Only what came after the upgrade is loaded, beside the old.
    assert (status, said.count("nothing new")) == (0, 5), complaints
    assert "crm: 1 loaded" in said
    assert readable_rows(old) == {"crm__customers": 11, "transactions__order_lines": 105, "web__events": 10}

    # The champion that the earlier release trained scores everybody as before.
    assert len(labels) == 30
    assert set(labels) < set(old.rows(LABELS))
    assert diff_versions(old.settings).moves == []
    # What the earlier release told nobody of its models, the build has.
    assert "*  20180101-adcd288e  main " in old.segmart("model", "list")[1]

    now = old.rows("select version, build_id, model_version from ops.publications order by published_at")
    assert [row[:1] for row in now[:-1]] == publications
    assert now[-1][1:] == (4, "20180101-adcd288e")
    assert "Nothing was published" in old.segmart("run", *AS_OF)[1]

    # The way back leads across the upgrade.
    assert old.segmart("rollback", "--to", publications[-1][0])[0] == 0
    assert old.rows(LABELS) == labels
