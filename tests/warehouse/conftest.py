"""A tiny build file, and processes that read what is published of it."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from warehouse.connection import build_connection
from warehouse.publish import publish

TESTS = Path(__file__).resolve().parent.parent

# Every published row says which build wrote it, so that a mixture of two publications would show.
_BUILD = """
create or replace table marts.dim_customers (
    customer_id varchar not null, built_by bigint, net_spend_usd decimal(18, 2), postcode varchar
);
insert into marts.dim_customers select 'c' || range, $build_id, range * 1.01, '101' || range from range($customers);
comment on table marts.dim_customers is 'One row per customer. It''s the whole company''s.';
comment on column marts.dim_customers.customer_id is 'Key.';
create or replace table marts.int_scratch as select 1 as nobody_listed_this;
create or replace view marts.customers_view as select * from marts.dim_customers;
create or replace table segments.customer_segments as
    select customer_id, built_by, 'Regulars' as segment_name from marts.dim_customers;
create or replace table pii.people as select 'c1' as customer_id, 'ann@example.com' as email;
create or replace table raw.crm__customers as select 'ann@example.com' as email;
create or replace table staging.stg_crm__customers as select 'Ann' as first_name;
delete from ops.published_columns;
insert into ops.published_columns
select schema_name, table_name, column_name from duckdb_columns()
where table_name in ('dim_customers', 'customer_segments') and column_name <> 'postcode';
"""


@pytest.fixture
def make_build():
    """Write a build with all its tables into a home's build file, as dbt and the gates would."""

    def make(settings, build_id=1, *, customers=40, state="passed", message=None, then=""):
        with build_connection(settings, "test") as build:
            for schema in ("marts", "segments", "pii", "staging"):
                build.execute(f"create schema if not exists {schema}")
            for statement in _BUILD.split(";\n"):
                wanted = {"build_id": build_id, "customers": customers}
                build.execute(statement, {k: v for k, v in wanted.items() if f"${k}" in statement} or None)
            build.execute(
                "insert into ops.builds (build_id, as_of, raw_through_batch, fingerprint, state, model_version, "
                "opened_at, ended_at, message) values ($id, $as_of, 3, 'fp', $state, 'm1', $as_of, $as_of, $message)",
                {"id": build_id, "as_of": datetime(2018, 1, build_id), "state": state, "message": message},
            )
            if then:
                build.execute(then)

    return make


@pytest.fixture(params=[("UTC", 0), ("America/New_York", 4)], ids=["utc", "new_york"])
def publish_company(request, settings, make_build):
    """Publish tables of a company whose days begin ``$later`` hours after those of UTC, which is 0 where it is there.

    What it returns is called with SQL, and gives the company's settings and how much later that is.
    """
    zone, later = request.param
    settings = settings.model_copy(update={"company_timezone": zone})

    def make(tables):
        make_build(settings, then=tables.replace("$later", str(later)))
        publish(settings, release_pin=True)
        return settings, timedelta(hours=later)

    return make


@pytest.fixture
def start():
    """Start a Python process on a script of this folder; whatever still runs at the end of the test is killed."""
    processes = []

    def run(script, *arguments):
        command = [sys.executable, "-c", script, *map(str, arguments)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=TESTS.parent)
        processes.append(process)
        return process

    yield run
    for process in processes:
        process.kill()
        process.communicate()
