"""`airflow backfill create` loads the extracts of its days, and one build follows all of them."""

from tests.scheduler.live_airflow import now
from warehouse import journal
from warehouse.query import query

ACTIVE = {"queued", "running"}
HEADER = "customer_ref,first_name,last_name,email,phone,registered_at,updated_at,age"


def land_a_customer(live, day: str) -> None:
    path = live.settings.landing / "crm" / "customers" / f"dt={day}" / "customers.csv"
    path.parent.mkdir(parents=True)
    # Before the newest order, which is the moment that a build is made as of, also when this test alone is run.
    moment = "2017-02-01T00:00:00Z"
    path.write_text(f"{HEADER}\nnew-{day},Ann,Lee,{day}@example.com,,{moment},{moment},\n")


def customers(live) -> int:
    return query(live.settings, "select count(*) from marts.dim_customers").rows[0][0]


def publications(live) -> int:
    return len(journal.read(live.settings, "published"))


def test_a_backfill_loads_its_days_and_is_built_once(live):
    live.unpause("load_crm", "build_marts")
    if not publications(live):
        # This test alone was asked for.
        live.land("**/dt=2017-0[1-3]*/*")
        live.unpause("load_transactions")
        live.wait_for_run("build_marts")
    live.wait_until("nothing is under way", lambda: not under_way(live))
    customers_before, publications_before = customers(live), publications(live)
    for day in range(1, 6):
        land_a_customer(live, f"2017-08-0{day}")

    began = now()
    live.cli("backfill", "create", "--dag-id", "load_crm", "--from-date", "2017-08-02", "--to-date", "2017-08-04")
    live.wait_until("a build has begun", lambda: live.runs("build_marts", after=began))
    live.wait_until("nothing is under way", lambda: not under_way(live))

    loads = live.runs("load_crm", after=began)
    assert [(run["run_type"], run["logical_date"][:10], run["state"]) for run in loads] == [
        ("backfill", f"2017-08-0{day}", "success") for day in (2, 3, 4)
    ]
    assert customers(live) == customers_before + 3
    assert publications(live) == publications_before + 1


def under_way(live) -> list[dict]:
    return [run for dag_id in live.dags() for run in live.runs(dag_id) if run["state"] in ACTIVE]
