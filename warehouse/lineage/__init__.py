"""Lineage: which job made which table out of what, told as OpenLineage events while the steps run.

Every step is a run with a START and an end; its parts (a model, an entity, a published table) are runs below it, and
carry the datasets. ``segmart lineage`` draws what the events say; docs/how-to/lineage.md says how to send them
elsewhere.
"""
