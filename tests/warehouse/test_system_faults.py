"""A write that the system refuses: one sentence, nothing left behind, the earlier publication stays."""

import re

import duckdb
import pytest

from warehouse.errors import EnvironmentFault
from warehouse.publish import publish
from warehouse.versions import current_version

LIMITED_PUBLISH = """
import resource, sys
from warehouse.errors import EnvironmentFault
from warehouse.publish import publish
from warehouse.settings import load_settings
settings = load_settings(home=sys.argv[1], _env_file=None)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    publish(settings, release_pin=True)
except EnvironmentFault as fault:
    print(fault)
    sys.exit(fault.exit_status)
"""


@pytest.mark.parametrize("limit", [10, 100_000, 1_200_000], ids=["journal", "new file", "in the middle of its rows"])
def test_a_full_disk(settings, make_build, start, limit):
    make_build(settings, then="create table marts.texts as select md5(range::varchar) as t from range(60000)")
    earlier = publish(settings, release_pin=True)
    make_build(settings, 2, then="insert into ops.published_columns values ('marts', 'texts', 't')")
    left = sorted(settings.published.rglob("*"))

    process = start(LIMITED_PUBLISH, settings.home, limit)
    said, errors = process.communicate(timeout=60)

    assert process.returncode == 3, errors
    assert re.search("stopped: |journal.* cannot be written: ", said)
    assert said.count("\n") == 1
    assert sorted(settings.published.rglob("*")) == left
    assert current_version(settings) == earlier.version
    with duckdb.connect(str(settings.published_link), read_only=True) as reader:
        assert reader.execute("select distinct built_by from marts.dim_customers").fetchall() == [(1,)]
    assert publish(settings, release_pin=True).build_id == 2


def test_a_published_folder_that_cannot_be_made(settings, make_build):
    make_build(settings)
    settings.published.write_text("in the way")

    with pytest.raises(EnvironmentFault, match=r"Publishing stopped: .*published"):
        publish(settings, release_pin=True)
