"""The monthly audit of the sources, out of the published file alone: what came, what was wrong with it, how late."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration import source_audit_queries as queries
from warehouse.errors import WrongUse
from warehouse.published import published_connection
from warehouse.settings import Settings

_NEEDED = {
    "control_totals",
    "rejections",
    "schema_changes",
    "reconciliation",
    "batch_figures",
    "source_freshness",
}


# Name, query, columns, and what is said when there is no row.
_TABLES = (
    (
        "Files",
        queries.FILES,
        ("entity", "loaded", "repeat another", "refused", "replaced", "bytes", "records", "to raw", "rejected"),
        "No file.",
    ),
    (
        "Records of the month",
        queries.RECORDS,
        (
            *("entity", "currency", "landed", "set aside", "superseded", "in raw", "later than as_of"),
            *("overlaps and older versions", "deleted", "in staging", "in the mart", "amount in raw"),
        ),
        "No record is of this month.",
    ),
    ("Rejected", queries.REJECTIONS, ("entity", "reason", "records"), "No record was rejected."),
    (
        "Changes of columns",
        queries.DRIFT,
        ("entity", "change", "column", "first file", "records", "state"),
        "No column changed.",
    ),
    (
        "Freshness of the builds whose as_of lies in the month",
        queries.FRESHNESS,
        ("builds", "published", "late", "longest from landing to load (s)", "longest from load to publication (s)"),
        "No build.",
    ),
    ("Unusual", queries.UNUSUAL, ("batch", "observed", "usual"), "Nothing was unusual."),
)


def write_audit(settings: Settings, month: str | None = None) -> Path:
    """Write the audit of a month (``2017-12``), or of that of the publication's as_of, and return the report's path.

    Raises
    ------
    WrongUse
        When nothing is published yet, or the publication is of a release that kept no such books.
    """
    with published_connection(settings) as connection:
        _require_books(connection)
        version, as_of = connection.execute(
            "select version, as_of from ops.publications order by published_at desc limit 1"
        ).fetchone()
        first_day = date.fromisoformat(f"{month}-01") if month else as_of.date().replace(day=1)
        text = _report(connection, first_day, f"Publication {version}, as of {as_of} UTC.")
    path = settings.reports / "source_audits" / f"{first_day:%Y-%m}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _require_books(connection: duckdb.DuckDBPyConnection) -> None:
    present = connection.execute("select table_name from duckdb_tables() where schema_name = 'ops'").fetchall()
    if missing := _NEEDED - {name for (name,) in present}:
        raise WrongUse(
            f"The publication has no ops.{min(missing)}: an earlier release wrote it. "
            "Run `segmart run`, then ask again."
        )


def _report(connection: duckdb.DuckDBPyConnection, first_day: date, head: str) -> str:
    connection.execute(queries.FILES_BY_MONTH)
    connection.execute(queries.PASSED_BATCHES)
    connection.execute(queries.READ_BATCHES)
    sources = connection.execute(queries.SOURCES).fetchall()
    parts = [f"# Source audit of {first_day:%B %Y}", head, _HOW_TO_READ]
    for (source,) in sources:
        parts += [f"## {source}", *_of_source(connection, source, first_day)]
    if not sources:
        parts.append("No file was ever loaded.")
    return "\n\n".join(parts) + "\n"


_HOW_TO_READ = (
    "A record belongs to the month of its event (or last change), in UTC; one without either to that of its file. A "
    "file belongs to the month in which its records end, to that of its folder `dt=` if it has no such record, else to "
    "that of its load. Overlaps and everything else that is reconciled are those of the publication's own build."
)


def _of_source(connection: duckdb.DuckDBPyConnection, source: str, first_day: date) -> list[str]:
    wanted = {"source": source, "month": first_day}
    return [
        _table(name, columns, connection.execute(query, wanted).fetchall(), none)
        for name, query, columns, none in _TABLES
    ]


def _table(name: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]], none: str) -> str:
    """Lay rows out below a name and their columns; without any, say so."""
    if not rows:
        return f"**{name}.** {none}"
    lines = [_line(columns), _line(["---"] * len(columns)), *(_line(map(_cell, row)) for row in rows)]
    return "\n".join([f"**{name}**", "", *lines])


def _line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}"
    return str(value if isinstance(value, str) else f"{value:,}").replace("|", "\\|").replace("\n", " ")
