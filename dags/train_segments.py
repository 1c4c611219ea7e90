"""### Train the segmentation, and impute attributes (weekly, and when customers have drifted)

Makes: the parameters of a segmentation in schema `ml`, out of `marts.customer_features` as the newest passed build
holds them. Customers are not labelled here: a promoted model wakes `build_marts`, which scores everybody in SQL.

Also makes: what stands in for unknown attributes of customers, in schema `ml`, with the measured error of every method
(task `impute`). The next build shows it in `marts.customer_attributes`; it wakes none by itself.

`train` and `impute` need nothing of each other; `impute` goes first, so that the build which a promoted model wakes
finds its values. Each holds the warehouse's lock throughout, because no build may change the marts between reading and
writing, and builds the marts first, unless the newest build holds just them.

When many customers would change segment, `approve` shows the diff and waits three days for a person (Browse, Required
Actions); a no, or nobody, keeps the champion, and `promote` is skipped. `segmart model promote` approves as well.

When it is red:
- The log says which gate refused the marts, or which build is open and in the way (that one is tried again).
- A model that the promotion gate refuses is no failure: the task is skipped with the reason, the champion stays, and
  no asset is emitted. `ops.gate_results`, gate promotion, has what was observed.
"""

from typing import Any

from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, TriggerRule, dag

from orchestration import training
from orchestration.airflow_approval import ApproveModel, refusal_of
from orchestration.airflow_policy import AS_OF, POLICY, SEGMENT_DRIFT, SEGMENT_MODEL, asked_as_of, step
from warehouse.settings import load_settings


@dag(
    description="Finds the segments anew, weekly or after drift; a promoted model wakes build_marts.",
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("@weekly", timezone="UTC"), assets=SEGMENT_DRIFT),
    params={"as_of": AS_OF},
    tags=["train"],
    doc_md=__doc__,
    **POLICY,
)
def train_segments():
    @step(retries=8, priority_weight=2)
    def impute(params: dict | None = None) -> str:
        """Build the marts if need be, measure how to fill each attribute's gaps, and fill them."""
        return training.impute(load_settings(), asked_as_of(params)).version or ""

    # A build may take longer than the usual tries: it is left to end and to be published.
    @step(retries=8)
    def train(params: dict | None = None) -> dict[str, Any]:
        """Build the marts if need be, fit a segmentation, judge it, and promote it unless a person must approve."""
        return dict(training.find_champions(load_settings(), asked_as_of(params)))

    # When nobody had to be asked, approve is skipped, and this is not.
    @step(outlets=[SEGMENT_MODEL], trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
    def promote(found: dict[str, Any], answer: dict | None) -> list[str]:
        """Promote what was approved, and tell of it; after a no, keep that, and skip if nothing else was promoted."""
        return training.settle_champions(load_settings(), training.Found(**found), refusal_of(answer))

    impute()
    found = train()
    approve = ApproveModel(task_id="approve", question=found["question"], diff=found["diff"])
    promote(found, approve.output)


train_segments()
