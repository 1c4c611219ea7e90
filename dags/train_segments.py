"""### Train the segmentation, and impute attributes (weekly)

Makes: the parameters of a segmentation in schema `ml`, out of `marts.customer_features` as the newest passed build
holds them. Customers are not labelled here: a promoted model wakes `build_marts`, which scores everybody in SQL.

Also makes: what stands in for unknown attributes of customers, in schema `ml`, with the measured error of every method
(task `impute`). The next build shows it in `marts.customer_attributes`; it wakes none by itself.

Two tasks side by side that need nothing of each other; `impute` goes first, so that the build which a promoted
model wakes finds its values. Each holds the warehouse's lock throughout, because no build may change the marts
between reading and writing, and builds the marts first, unless the newest build holds just them.

When it is red:
- The log says which gate refused the marts, or which build is open and in the way (that one is tried again).
- A model that is not stable enough is no failure: the task is skipped with the reason, the champion stays, and no asset
  is emitted.
"""

from datetime import datetime

from airflow.sdk import dag

from orchestration import pipeline
from orchestration.airflow_policy import AS_OF, POLICY, SEGMENT_MODEL, step
from warehouse.settings import load_settings


@dag(
    description="Finds the segments anew, weekly; a promoted model wakes build_marts.",
    schedule="@weekly",
    params={"as_of": AS_OF},
    tags=["train"],
    doc_md=__doc__,
    **POLICY,
)
def train_segments():
    @step(retries=8, priority_weight=2)
    def impute(params: dict | None = None) -> str:
        """Build the marts if need be, measure how to fill each attribute's gaps, and fill them."""
        as_of = (params or {}).get("as_of")
        return pipeline.impute(load_settings(), datetime.fromisoformat(as_of) if as_of else None).version or ""

    # A build may take longer than the usual tries: it is left to end and to be published.
    @step(outlets=[SEGMENT_MODEL], retries=8)
    def train(params: dict | None = None) -> str:
        """Build the marts if need be, fit and validate a segmentation, and promote it if it is stable."""
        as_of = (params or {}).get("as_of")
        return pipeline.train_champion(load_settings(), datetime.fromisoformat(as_of) if as_of else None)

    impute()
    train()


train_segments()
