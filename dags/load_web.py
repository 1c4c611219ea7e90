"""### Load web (every 15 minutes)

Makes: the raw tables of source `web` (the clickstream),
out of new files in the landing folder, by the contract `extract_load/sources/web.yml`.
"""

import pendulum
from airflow.sdk import dag

from orchestration.airflow_policy import DEFAULT_ARGS, WEB
from orchestration.load_hop import TRIAGE, load_hop


@dag(
    schedule="*/15 * * * *",
    start_date=pendulum.datetime(2017, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags=["load", "web"],
    doc_md=__doc__ + TRIAGE,
)
def load_web():
    load_hop("web", WEB)


load_web()
