"""Suites of the raw gate: extracts, as they arrive."""
