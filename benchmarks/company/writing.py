"""The company's extracts, written where the contracts look for them, one file an entity and so many days of 2017."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.company.names import plant_names
from warehouse.quoting import identifier, text

FIRST_DAY = "2017-01-01"
YEAR_DAYS = 365
MOST_CUSTOMERS = 4_000_000
"""Beyond that the fictional phone numbers run out."""

_MEMORY_LIMIT = "6GB"
_SQL = Path(__file__).parent
_MS_OF_A_DAY = 86_400_000


@dataclass(frozen=True)
class Company:
    """What is asked for; the same values give the same bytes, in one version of DuckDB.

    ``days`` is how many days a file covers, ``dirt`` the share of the records that break their contract. From the day
    ``daily_from`` on, counted from 0, a file covers one day.
    """

    customers: int
    seed: int = 1
    days: int = 92
    dirt: float = 0.0
    is_gzip: bool = False
    daily_from: int = YEAR_DAYS

    def pieces(self) -> list[tuple[int, int]]:
        """First day of each file, and the day before which it ends."""
        firsts = [*range(0, self.daily_from, self.days), *range(self.daily_from, YEAR_DAYS)]
        return list(zip(firsts, [*firsts[1:], YEAR_DAYS], strict=True))


@dataclass(frozen=True)
class TextExtract:
    """An entity whose files are text: its folder, its file's name, its query, and the first line, if there is one."""

    entity: str
    file_name: str
    query: str
    header: str | None = None


_TEXTS = (
    TextExtract(
        "transactions/order_lines",
        "order_lines.csv",
        "order_lines.sql",
        "basket_id,household_id,store_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,"
        "transaction_timestamp",
    ),
    TextExtract("web/events", "events.jsonl", "web_events.sql"),
    TextExtract(
        "crm/customers",
        "customers.csv",
        "customers.sql",
        "customer_ref,first_name,last_name,email,phone,registered_at,updated_at,age,loyalty_id,birth_date,gender,"
        "street,city,state,postal_code,country",
    ),
)
# Profiles are never compressed: their contract looks for plain files.
_NEVER_GZIP = "crm/customers"
_TRUTHS = ("clusters", "duplicates", "churners", "bad_records")


def write_company(company: Company, out: Path) -> dict[str, int]:
    """Write extracts and truth below ``out``; return entity -> records, the broken ones included."""
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=out) as spill,
        duckdb.connect(config={"memory_limit": _MEMORY_LIMIT, "temp_directory": spill}) as connection,
    ):
        _plant(connection, company)
        counts = {extract.entity: _write_text(connection, company, extract, out) for extract in _TEXTS}
        counts["transactions/products"] = _write_products(connection, out)
        _write_truth(connection, out)
    return counts


def plant_people(connection: duckdb.DuckDBPyConnection, company: Company) -> None:
    """Make the tables ``people``, ``homes`` and ``profiles``: who there is, and as whom the company knows them."""
    for name in ("customers", "seed", "dirt"):
        connection.execute(f"set variable {name} = {getattr(company, name)}")
    plant_names(connection)
    _run(connection, "people", "homes", "profiles")


def _plant(connection: duckdb.DuckDBPyConnection, company: Company) -> None:
    plant_people(connection, company)
    _run(connection, "orders", "events", "truth")
    connection.execute("create table bad_records (file varchar, line bigint, why varchar)")


def _run(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    for name in names:
        connection.execute((_SQL / f"{name}.sql").read_text())


def _write_text(connection: duckdb.DuckDBPyConnection, company: Company, extract: TextExtract, out: Path) -> int:
    """Write an entity's files, piece by piece, so that a year of events need not fit into memory as text."""
    is_gzip = company.is_gzip and extract.entity != _NEVER_GZIP
    shutil.rmtree(out / extract.entity, ignore_errors=True)
    written = 0
    for first, end in company.pieces():
        connection.execute(
            f"create or replace temp table piece as {(_SQL / extract.query).read_text()}",
            {"from_ms": first * _MS_OF_A_DAY, "before_ms": end * _MS_OF_A_DAY},
        )
        (records,) = connection.execute("select count(*) from piece").fetchone()
        if not records:
            continue
        (day,) = connection.execute(f"select (date '{FIRST_DAY}' + {first})::varchar").fetchone()
        name = f"{extract.entity}/dt={day}/{extract.file_name}{'.gz' if is_gzip else ''}"
        _copy_lines(connection, extract.header, out / name, is_gzip=is_gzip)
        connection.execute("insert into bad_records select ?, line, why from piece where why is not null", [name])
        written += records
    connection.execute("drop table piece")
    return written


def _copy_lines(connection: duckdb.DuckDBPyConnection, header: str | None, path: Path, *, is_gzip: bool) -> None:
    """Write the lines as they are: no line holds the characters that would have to be quoted."""
    path.parent.mkdir(parents=True)
    compression = "gzip" if is_gzip else "none"
    connection.execute(
        f"copy (select said as {identifier(header or 'said')} from piece) to {text(str(path))} "
        f"(format csv, header {bool(header)}, delimiter '\x1f', quote '\x1e', escape '\x1e', compression {compression})"
    )


def _write_products(connection: duckdb.DuckDBPyConnection, out: Path) -> int:
    path = out / "transactions" / "products" / f"dt={FIRST_DAY}" / "products.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    query = (_SQL / "products.sql").read_text()
    return connection.execute(f"copy ({query}) to {text(str(path))} (format parquet)").fetchone()[0]


def _write_truth(connection: duckdb.DuckDBPyConnection, out: Path) -> None:
    (out / "truth").mkdir(exist_ok=True)
    for name in _TRUTHS:
        path = text(str(out / "truth" / f"{name}.parquet"))
        connection.execute(f"copy (select * from {name} order by all) to {path} (format parquet)")
