"""### Maintain the home (nightly)

Removes what is past its retention: publications beyond the last `SEGMART_KEEP_VERSIONS`; Airflow's logs and metadata of
runs, dbt's logs, lineage events and records of single tasks after `SEGMART_LOG_RETENTION_DAYS`; rejected records after
`SEGMART_QUARANTINE_RETENTION_DAYS`. Then gives the disk back what the build file holds free, if that pays.

Readers notice nothing of it. `compact` is skipped when it does not pay or a build is open, and says which; the next
night will do. `segmart maintain` does the same by hand, and `segmart maintain --compact` compacts whatever it pays.

When it is red:
- **remove_old**: the log's last line says which lock, disk or permission stopped it. Clear the task.
- **remove_airflows_old**: Airflow's metadata database did not answer, or is not at `SEGMART_AIRFLOW_DATABASE`.
- **compact**: there is no room for a second build file, or the copy was not like the original. The build file stays as
  it was. Make room and clear the task.
"""

from airflow.sdk import dag

from orchestration import maintenance
from orchestration.airflow_policy import POLICY, step
from warehouse.settings import load_settings


@dag(
    description="Removes what is past its retention, and gives room back, nightly.",
    schedule="30 3 * * *",
    tags=["maintain"],
    doc_md=__doc__,
    **POLICY,
)
def maintain_warehouse():
    @step
    def remove_old() -> list[str]:
        """Remove publications, records and files that are past their retention."""
        return [removal.sentence() for removal in maintenance.remove_old(load_settings())]

    # It never opens the build file, so it leaves the one slot to those that do.
    @step(pool="default_pool")
    def remove_airflows_old() -> list[str]:
        """Remove Airflow's logs and metadata of runs that are past their retention."""
        return [removal.sentence() for removal in maintenance.remove_airflows_old(load_settings())]

    @step
    def compact() -> str:
        """Copy the build file into a smaller one, if that pays."""
        return maintenance.compact(load_settings()).sentence()

    # What was removed is what there is to give back. Airflow's part goes on whatever becomes of ours.
    remove_old() >> compact()
    remove_airflows_old()


maintain_warehouse()
