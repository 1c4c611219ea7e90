"""### Load transactions (hourly)

Makes: the raw tables of source `transactions` (order lines and the product catalogue),
out of new files in the landing folder, by the contract `extract_load/sources/transactions.yml`.
"""

from airflow.sdk import dag

from orchestration.airflow_policy import POLICY, TRANSACTIONS
from orchestration.load_hop import TRIAGE, load_hop


@dag(
    description="Loads new order extracts, hourly; wakes build_marts.",
    schedule="@hourly",
    tags=["load", "transactions"],
    doc_md=__doc__ + TRIAGE,
    **POLICY,
)
def load_transactions():
    load_hop("transactions", TRANSACTIONS)


load_transactions()
