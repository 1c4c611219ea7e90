"""What one entity's day files are made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Extract:
    """A query whose column ``dt`` says into which day's file a row goes."""

    entity: str
    """Folder under landing: ``source/entity``."""
    file_name: str
    query: str
    order_by: str
    """A total order of the day's rows: without it the bytes would differ from run to run."""

    @property
    def copy_options(self) -> str:
        """DuckDB's COPY options for the format that the file's name says."""
        form = next(name for suffix, name in _FORMATS.items() if suffix in self.file_name)
        return f"{form}, compression gzip" if self.file_name.endswith(".gz") else form


_FORMATS = {".csv": "format csv, header", ".jsonl": "format json", ".parquet": "format parquet"}
