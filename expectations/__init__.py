"""The gates between the layers: one Great Expectations suite per table, judged inside DuckDB."""
