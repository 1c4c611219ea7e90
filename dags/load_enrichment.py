"""### Load enrichment (daily)

Makes: the raw tables of source `enrichment` (attributes that third parties know of customers),
out of new files in the landing folder, by the contract `extract_load/sources/enrichment.yml`.
"""

from airflow.sdk import dag

from orchestration.airflow_policy import ENRICHMENT, POLICY
from orchestration.load_hop import TRIAGE, load_hop


@dag(
    description="Loads new third-party extracts, daily; wakes build_marts.",
    schedule="@daily",
    tags=["load", "enrichment"],
    doc_md=__doc__ + TRIAGE,
    **POLICY,
)
def load_enrichment():
    load_hop("enrichment", ENRICHMENT)


load_enrichment()
