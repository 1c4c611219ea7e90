"""### Load crm (daily)

Makes: the raw tables of source `crm` (customer profiles, campaigns, their touches and coupon redemptions),
out of new files in the landing folder, by the contract `extract_load/sources/crm.yml`.
"""

import pendulum
from airflow.sdk import dag

from orchestration.airflow_policy import CRM, DEFAULT_ARGS
from orchestration.load_hop import TRIAGE, load_hop


@dag(
    schedule="@daily",
    start_date=pendulum.datetime(2017, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags=["load", "crm"],
    doc_md=__doc__ + TRIAGE,
)
def load_crm():
    load_hop("crm", CRM)


load_crm()
