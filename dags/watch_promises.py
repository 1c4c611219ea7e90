"""### Watch the promises (every 15 minutes)

Makes: alerts. One when what readers see of a source is older than its contract's `freshness_hours`, or when a build
has been open for three hours; and one when that is over. It looks at the journal and the published file alone, so it
takes no slot of the pool, and notices a pipeline that nobody started. `segmart status` says the same at any time.

It stays green when something is late, because the alert says so. A scheduler that stands still cannot tell: let the
machine's own monitoring call `segmart status --check`.

When it is red:
- **watch**: it could not look. The log's last line says which file of the home, or which contract, it could not read.
"""

from airflow.sdk import dag

from orchestration.airflow_policy import POLICY, step
from orchestration.watch import watch_promises as look_at_promises
from warehouse.settings import load_settings


@dag(
    description="Sends an alert when a source or a build is late.",
    schedule="*/15 * * * *",
    tags=["watch"],
    doc_md=__doc__,
    **POLICY,
)
def watch_promises():
    @step(pool="default_pool")
    def watch() -> str:
        """Look at the journal and the published file, and tell people once of what is late."""
        return look_at_promises(load_settings())

    watch()


watch_promises()
