"""What one entity's day files are made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Extract:
    """A query whose columns ``folders`` say into which file a row goes."""

    entity: str
    """Folder under landing: ``source/entity``."""
    file_name: str
    query: str
    order_by: str
    """A total order of the day's rows: without it the bytes would differ from run to run."""
    folders: tuple[str, ...] = ("dt",)
    """The day first: each becomes a folder such as ``dt=2017-03-08``, and none of them a column of the file."""
    delimiter: str = ","
    """Of CSV."""
    encoding: str = "utf-8"

    @property
    def copy_options(self) -> str:
        """DuckDB's COPY options for the format that the file's name says; DuckDB writes UTF-8 only."""
        form = next(name for suffix, name in _FORMATS.items() if suffix in self.file_name)
        if self.delimiter != ",":
            form += f", delimiter '{self.delimiter}'"
        return f"{form}, compression gzip" if self.file_name.endswith(".gz") else form


# Each suffix before those that it contains.
_FORMATS = {
    ".csv": "format csv, header",
    ".jsonl": "format json",
    ".json": "format json, array true",
    ".parquet": "format parquet",
}
