"""How the marts do against bare DuckDB and pandas, with one more day, and with ten times the customers."""
