"""### Review the segments (monthly)

Makes: `reports/segments/index.html`, one page to show to people, and a persona per segment in
`reports/segments/personas`: sizes and worth, profiles, a map, how many segments and why, who moved where, drift,
stability, names, and who is over- and under-represented in a segment.

It reads the build file as the newest build left it, and changes nothing in it. Somebody should look: nothing in the
pipeline decides by fairness, by a name or by a persona. `segmart report` writes the same at any time.

When it is red:
- **report**: the log's last line says which lock, disk or permission stopped it. The page of the last time stays. Clear
  the task. Before the first build has made the marts it is skipped.
"""

from airflow.sdk import dag

from orchestration.airflow_policy import POLICY, step
from orchestration.segment_review import review_segments as write_report
from warehouse.settings import load_settings


@dag(
    description="Writes the segment report, monthly, for people to look at.",
    schedule="@monthly",
    tags=["report"],
    doc_md=__doc__,
    **POLICY,
)
def review_segments():
    @step
    def report() -> str:
        """Write the page and the personas, and return where the page is."""
        return str(write_report(load_settings()))

    report()


review_segments()
