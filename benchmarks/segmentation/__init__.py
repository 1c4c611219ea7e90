"""Whether segments are found where they were planted, and not found where there are none."""
