"""### Load engagement (hourly)

Makes: the raw tables of source `engagement` (e-mails, ads, social networks and campaign touches),
out of new files in the landing folder, by the contract `extract_load/sources/engagement.yml`.
"""

from airflow.sdk import dag

from orchestration.airflow_policy import ENGAGEMENT, POLICY
from orchestration.load_hop import TRIAGE, load_hop


@dag(
    description="Loads new engagement extracts, hourly; wakes build_marts.",
    schedule="@hourly",
    tags=["load", "engagement"],
    doc_md=__doc__ + TRIAGE,
    **POLICY,
)
def load_engagement():
    load_hop("engagement", ENGAGEMENT)


load_engagement()
