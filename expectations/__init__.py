"""The gates between the layers: one suite per table, judged by Great Expectations inside DuckDB."""

import logging

# Importing Great Expectations logs hundreds of lines at info level under Airflow's handlers.
logging.getLogger("great_expectations").setLevel(logging.ERROR)
