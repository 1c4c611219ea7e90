"""### Load transactions (hourly)

Makes: the raw tables of source `transactions` (order lines and the product catalogue),
out of new files in the landing folder, by the contract `extract_load/sources/transactions.yml`.
"""

import pendulum
from airflow.sdk import dag

from orchestration.airflow_policy import DEFAULT_ARGS, TRANSACTIONS
from orchestration.load_hop import TRIAGE, load_hop


@dag(
    schedule="@hourly",
    start_date=pendulum.datetime(2017, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags=["load", "transactions"],
    doc_md=__doc__ + TRIAGE,
)
def load_transactions():
    load_hop("transactions", TRANSACTIONS)


load_transactions()
