"""Airflow's command line with the libraries imported that take longer to import than most tasks take to run.

For the scheduler, whose workers and tasks are forked from it and so find them there. Only libraries: our own modules
are imported by each task anew, so that a task runs the code that lies on the disk.
"""

import importlib
import sys

from airflow.__main__ import main

HEAVY = ("dbt.adapters.duckdb.connections", "dbt.cli.main", "great_expectations")

if __name__ == "__main__":
    for library in HEAVY:
        importlib.import_module(library)
    sys.exit(main())
