"""A year of real grocery purchases, with simulated identities and a simulated web shop, as daily extracts."""

from extract_load.sample.write import SampleSummary, write_sample

__all__ = ["SampleSummary", "write_sample"]
