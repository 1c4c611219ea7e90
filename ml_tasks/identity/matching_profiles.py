"""The profiles as they are compared: one spelling, whole numbers for references, and a temp table of their own."""

import duckdb

from ml_tasks.identity.matching_config import BlockingRule, Comparison, MatchingConfig

PROFILES = "matching_profiles"
_TEXTS = ("first_name", "last_name", "street", "city", "state", "postal_code", "email_user", "phone")


def prepare_profiles(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Make the temp table ``matching_profiles``, numbered in the order of the references; return how many rows it has.

    ``home`` is what a household shares; ``birth_date`` is text (YYYYMMDD), because slips are slips of digits.
    """
    texts = ", ".join(f"nullif(trim(lower(strip_accents({name}))), '') as {name}" for name in _TEXTS)
    connection.execute(
        f"""
        create or replace temp table {PROFILES} as
        with spelled as (
            select
                (row_number() over (order by customer_ref))::integer as n,
                customer_ref,
                {texts},
                strftime(birth_date, '%Y%m%d') as birth_date,
                coalesce(is_changed, false) as is_changed
            from {table}
        )
        select
            *,
            street || ' ' || coalesce(postal_code, city) as home,
            home as household,
            first_name as given,
            birth_date as birthday,
            left(first_name, 3) as first_start,
            left(last_name, 3) as last_start,
            least(first_name, last_name) || ' ' || greatest(first_name, last_name) as names,
            left(city, 3) as city_start,
            -- Digits that changed places are the usual slip in a postal code.
            array_to_string(list_sort(string_split(postal_code, '')), '') as post_digits,
            nullif(regexp_replace(street, '[^a-z]', '', 'g'), '') as road,
            left(road, 5) as road_start,
            nullif(regexp_extract(street, '\\d+'), '') as house
        from spelled
        """
    )
    return connection.execute(f"select count(*) from {PROFILES}").fetchone()[0]


def comparisons_worth_it(connection: duckdb.DuckDBPyConnection, config: MatchingConfig) -> tuple[Comparison, ...]:
    """Return the comparisons whose columns are filled often enough, whichever of them."""
    filled = [
        f"avg((coalesce({', '.join(f'{column}::varchar' for column in comparison.columns)}) is not null)::integer)"
        for comparison in config.comparisons
    ]
    shares = connection.execute(f"select {', '.join(filled)} from {PROFILES}").fetchone()
    return tuple(
        comparison
        for comparison, share in zip(config.comparisons, shares, strict=True)
        if share is not None and 1 - share <= config.max_missing_share
    )


def keys_of(rule: BlockingRule) -> list[str]:
    """Return the SQL of a rule's keys, one for each column that may agree: NULL where a part is missing."""
    alternatives = [(*rule.keys, column) for column in rule.either] or [rule.keys]
    return [
        f"if({' or '.join(f'{part} is null' for part in parts)}, null, hash({', '.join(parts)}))"
        for parts in alternatives
    ]
