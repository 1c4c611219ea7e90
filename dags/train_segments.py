"""### Train the segmentation (weekly)

Makes: the parameters of a segmentation in schema `ml`, out of `marts.customer_features` as the newest passed build
holds them. Customers are not labelled here: a promoted model wakes `build_marts`, which scores everybody in SQL.

One task, which holds the warehouse's lock throughout, because no build may change the marts between reading them and
writing the model. It builds the marts first, unless the newest build holds just them.

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
    # A build may take longer than the usual tries: it is left to end and to be published.
    @step(outlets=[SEGMENT_MODEL], retries=8)
    def train(params: dict | None = None) -> str:
        """Build the marts if need be, fit and validate a segmentation, and promote it if it is stable."""
        as_of = (params or {}).get("as_of")
        return pipeline.train_champion(load_settings(), datetime.fromisoformat(as_of) if as_of else None)

    train()


train_segments()
