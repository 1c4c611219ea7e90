"""Suites of the staging gate: what identity resolution and sessionising emit."""
