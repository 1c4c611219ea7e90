"""The pipeline's steps, which the command line and the DAGs share, and what all DAGs have in common."""
