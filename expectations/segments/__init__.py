"""Suites of the segments gate: what the model and the rules emit."""
