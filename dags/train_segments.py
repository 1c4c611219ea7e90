"""### Train the segmentation (weekly)

Makes: the parameters of a segmentation in schema `ml`, out of `marts.customer_features` as the newest passed build
holds them. Customers are not labelled here: a promoted model wakes `build_marts`, which scores everybody in SQL.

When it is red:
- **prepare_marts**: no build has passed yet, or the one that was needed for the given `as_of` was refused; the log says
  by which gate.
- **train**: the marts are gone or were refused; the log says so. A model that is not stable enough is no failure: the
  task is skipped with the reason, the champion stays, and no asset is emitted.
"""

from datetime import datetime

import pendulum
from airflow.sdk import dag

from orchestration import pipeline, steps
from orchestration.airflow_policy import AS_OF, DEFAULT_ARGS, SEGMENT_MODEL, step
from warehouse.settings import load_settings


@dag(
    schedule="@weekly",
    start_date=pendulum.datetime(2017, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params={"as_of": AS_OF},
    tags=["train"],
    doc_md=__doc__,
)
def train_segments():
    @step
    def prepare_marts(params: dict | None = None) -> None:
        as_of = (params or {}).get("as_of")
        pipeline.require_marts(load_settings(), datetime.fromisoformat(as_of) if as_of else None)

    @step(outlets=[SEGMENT_MODEL])
    def train() -> str:
        return steps.train_champion(load_settings())

    prepare_marts() >> train()


train_segments()
