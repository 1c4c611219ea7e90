"""### Load crm (daily)

Makes: the raw tables of source `crm` (customer profiles, their consents, preferences, surveys and tickets, campaigns,
their touches and coupon redemptions), out of new files in the landing folder, by the contract
`extract_load/sources/crm.yml`.
"""

from airflow.sdk import dag

from orchestration.airflow_policy import CRM, POLICY
from orchestration.load_hop import TRIAGE, load_hop


@dag(
    description="Loads new CRM extracts, daily; wakes build_marts.",
    schedule="@daily",
    tags=["load", "crm"],
    doc_md=__doc__ + TRIAGE,
    **POLICY,
)
def load_crm():
    load_hop("crm", CRM)


load_crm()
