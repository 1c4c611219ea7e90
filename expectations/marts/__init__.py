"""Suites of the marts gate: the tables that people read."""
