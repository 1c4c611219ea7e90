"""Missing attributes of customers: what stands in for them, how sure that is, and how it was measured."""
