"""### Load web (every 15 minutes)

Makes: the raw tables of source `web` (the clickstream),
out of new files in the landing folder, by the contract `extract_load/sources/web.yml`.
"""

from airflow.sdk import dag

from orchestration.airflow_policy import POLICY, WEB
from orchestration.load_hop import TRIAGE, load_hop


@dag(
    description="Loads new web extracts, every 15 minutes; wakes build_marts.",
    schedule="*/15 * * * *",
    tags=["load", "web"],
    doc_md=__doc__ + TRIAGE,
    **POLICY,
)
def load_web():
    load_hop("web", WEB)


load_web()
