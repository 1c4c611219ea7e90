"""### Load outlet (daily)

Makes: the raw tables of source `outlet` (order lines and refunds of the sample's second, simulated shop),
out of new files in the landing folder, by the contract `extract_load/sources/outlet.yml`.
"""

from airflow.sdk import dag

from orchestration.airflow_policy import OUTLET, POLICY
from orchestration.load_hop import TRIAGE, load_hop


@dag(
    description="Loads new outlet extracts, daily; wakes build_marts.",
    schedule="@daily",
    tags=["load", "outlet"],
    doc_md=__doc__ + TRIAGE,
    **POLICY,
)
def load_outlet():
    load_hop("outlet", OUTLET)


load_outlet()
