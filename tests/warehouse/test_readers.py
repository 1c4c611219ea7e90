"""Readers never see an error or a mixture, whatever is published or rolled back under their eyes."""

import time

from warehouse.publish import publish
from warehouse.rollback import rollback

# Opens the link again and again until told to stop; prints the builds that it saw.
LOOPING_READER = """
import sys, duckdb, pathlib
link, stop = sys.argv[1], pathlib.Path(sys.argv[2])
opened, builds = 0, set()
while not stop.exists():
    with duckdb.connect(link, read_only=True) as reader:
        (published,) = reader.execute("select build_id from ops.publications order by version desc limit 1").fetchone()
        seen = reader.execute(
            "select distinct built_by from marts.dim_customers union select built_by from segments.customer_segments"
        ).fetchall()
        assert seen == [(published,)], (seen, published)
    opened += 1
    builds.add(published)
    if opened == 1:
        print("reading", flush=True)
print(opened, sorted(builds))
"""

# Keeps one connection open all the time, and must get the same answer from the first query to the last.
PATIENT_READER = """
import sys, duckdb, pathlib, time
link, stop = sys.argv[1], pathlib.Path(sys.argv[2])
reader = duckdb.connect(link, read_only=True)
question = "select built_by, count(*), sum(net_spend_usd)::varchar from marts.dim_customers group by built_by"
first, asked = reader.execute(question).fetchall(), 1
print("reading", flush=True)
while not stop.exists():
    time.sleep(0.01)
    assert reader.execute(question).fetchall() == first
    asked += 1
print(asked, first[0][0])
"""


def test_readers_live_through_three_publications_and_a_rollback(settings, make_build, start, tmp_path):
    make_build(settings, 1)
    publish(settings, release_pin=True)
    stop = tmp_path / "stop"
    loops = [start(LOOPING_READER, settings.published_link, stop) for _ in range(2)]
    patient = start(PATIENT_READER, settings.published_link, stop)
    for reader in (*loops, patient):
        assert reader.stdout.readline() == "reading\n", reader.stderr.read()

    for build_id in (2, 3, 4):
        make_build(settings, build_id)
        publish(settings, release_pin=True)
        time.sleep(0.2)
    rollback(settings)
    time.sleep(0.3)
    stop.touch()

    for reader in loops:
        output, errors = reader.communicate(timeout=30)
        assert reader.returncode == 0, errors
        assert "[1, 2, 3, 4]" in output
    output, errors = patient.communicate(timeout=30)
    assert patient.returncode == 0, errors
    asked, build_id = output.split()
    assert int(asked) > 10
    assert build_id == "1"


def test_a_python_with_duckdb_1_1_3_reads_rows_and_comments(settings, make_build, ask_old_duckdb):
    make_build(settings)
    publish(settings, release_pin=True)

    answers = ask_old_duckdb(
        settings.published_link,
        "select count(*) from segmart.marts.dim_customers",
        "select comment from duckdb_tables() where table_name = 'dim_customers'",
        "select comment from duckdb_columns() where table_name = 'dim_customers' and column_name = 'customer_id'",
    )
    assert answers == [[(40,)], [("One row per customer. It's the whole company's.",)], [("Key.",)]]
