"""The review of the segments: a page for people, as the monthly DAG and the command line write it."""

from pathlib import Path

from warehouse.errors import NothingNew
from warehouse.settings import Settings
from warehouse.timed_steps import timed


@timed("report")
def review_segments(settings: Settings) -> Path:
    """Write the segment report from what the newest build holds, and return the page's path.

    Raises
    ------
    NothingNew
        When no build has made the marts yet.
    """
    if not settings.build_file.exists():
        raise NothingNew(f"There is nothing to report on: nothing has been loaded in {settings.home} yet.")
    # matplotlib takes a second to import, which Airflow would pay each time that it looks at a DAG file.
    from ml_tasks.segmentation.explaining.report.write import write_report  # noqa: PLC0415

    return write_report(settings)
