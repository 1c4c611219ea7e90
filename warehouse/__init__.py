"""The one writable DuckDB file: settings, lock, connection, builds, publication and the command line."""
