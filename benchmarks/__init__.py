"""Side-by-side timings, as ratios of one run on one machine; nothing here is asserted in a test."""
