"""Build dbt's documentation site of a home's last build, and the catalogue of data sources.

The site is one file, which opens in a browser without a server.
"""

import sys

from orchestration.source_catalogue import write_catalogue
from warehouse.builds import newest_build
from warehouse.cli import console
from warehouse.connection import build_connection, warehouse_lock
from warehouse.dbt_runner import build_variables, invoke
from warehouse.errors import SegmartError, WrongUse
from warehouse.quiet_exit import leave_quietly
from warehouse.settings import Settings, load_settings

_PAGE = "static_index.html"


def main() -> int:
    """Build both, say where they are, and return the exit status."""
    leave_quietly()
    try:
        settings = load_settings()
        build_site(settings)
        console.say(f"The catalogue of data sources: {write_catalogue(settings)}")
    except SegmartError as error:
        console.say(f"segmart: {error}")
        return error.exit_status
    return 0


def build_site(settings: Settings) -> None:
    """Write ``reports/dbt_docs/index.html``; the catalogue of types comes from the tables as they were built."""
    with warehouse_lock(settings, "dbt docs"):
        with build_connection(settings, "dbt docs") as connection:
            build = newest_build(connection)
        if build is None:
            raise WrongUse("There is nothing to document yet: run `segmart run` (or `make demo`) first.")
        variables = build_variables(settings, build, model_version=build.model_version)
        outcome = invoke(settings, ["docs", "generate", "--static"], variables=variables)
    if not outcome.success:
        raise WrongUse(f"dbt could not generate its documentation: {outcome.exception}")
    page = settings.reports / "dbt_docs" / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_bytes((settings.dbt_target / "target" / _PAGE).read_bytes())
    console.say(f"dbt's documentation: {page}")


if __name__ == "__main__":
    sys.exit(main())
