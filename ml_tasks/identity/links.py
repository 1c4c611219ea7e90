"""Exact links: references that share an e-mail address, a phone number, a loyalty id or a browser."""

from collections.abc import Sequence

import duckdb

from ml_tasks.identity.config import Identifier, IdentityConfig

# The terms of `pairs` below. Names that are unknown differ from nothing, and agree with nothing.
_VERDICTS = {
    "not_contradicted": "not (first_names_differ and birth_dates_differ)",
    "nothing_differs": "not first_names_differ and not birth_dates_differ",
    "names_agree": "names_agree",
}


def link_by_identifiers(connection: duckdb.DuckDBPyConnection, config: IdentityConfig) -> None:
    """Leave temp tables ``blocked`` and ``shared`` of what the temp table ``identifiers`` holds.

    ``identifiers`` has a row per type, identifier and reference. ``shared`` has a row per pair of references (the
    smaller first) and identifier that they share, with ``links``: whether that makes them one person.
    """
    connection.execute("create or replace temp table blocked as " + " union all ".join(_blocked(config)))
    connection.execute(_SHARED, {"similar": config.similar_name})
    verdicts = " ".join(
        f"when '{kind}' then {_VERDICTS[identifier.links_when]}" for kind, identifier in config.identifiers().items()
    )
    connection.execute("alter table shared add column links boolean default false")
    connection.execute(f"update shared set links = case identifier_type {verdicts} end")


def doubt_links(connection: duckdb.DuckDBPyConnection, threshold: float) -> None:
    """Take back links by phone within a home where a birth date is missing and likeness, too, would not link the two.

    A father and a son may have one name, one home and one phone, and then nothing but birth dates tells them apart. A
    company that does not ask for them has to live with that.
    """
    connection.execute(
        """
        update shared set links = false
        where
            identifier_type = 'phone'
            and may_be_relatives
            and (select count(birth_date) > count(*) / 2 from profiles_to_match)
            and (left_ref, right_ref) not in (
                select (left_ref, right_ref) from scored_pairs where match_probability >= $threshold
            )
        """,
        {"threshold": threshold},
    )


def _blocked(config: IdentityConfig) -> list[str]:
    return [_blocked_of(kind, identifier) for kind, identifier in config.identifiers().items()]


def _blocked_of(kind: str, identifier: Identifier) -> str:
    is_placeholder = matches_any(identifier.placeholders, "identifier")
    return f"""
        select
            identifier_type,
            identifier,
            if({is_placeholder}, 'placeholder', 'shared by too many') as reason,
            count(*) as reference_count
        from identifiers
        left join profiles_to_match using (customer_ref)
        where identifier_type = '{kind}'
        group by identifier_type, identifier
        having
            {is_placeholder}
            or count(distinct concat_ws(' ', first_name, last_name)) > {identifier.max_people}
            or count(*) > {identifier.max_references}
    """


def matches_any(patterns: Sequence[str], text: str) -> str:
    """SQL that says whether all of a text matches one of some regular expressions."""
    return "(" + (" or ".join(f"regexp_full_match({text}, '{pattern}')" for pattern in patterns) or "false") + ")"


_SHARED = """
create or replace temp table shared as
with usable as (
    select * from identifiers anti join blocked using (identifier_type, identifier)
),

pairs as (
    select
        a.customer_ref as left_ref,
        b.customer_ref as right_ref,
        a.identifier_type,
        a.identifier
    from usable as a
    inner join usable as b using (identifier_type, identifier)
    where a.customer_ref < b.customer_ref
),

known as (
    select
        pairs.*,
        a.first_name as left_first,
        b.first_name as right_first,
        a.last_name as left_last,
        b.last_name as right_last,
        -- One digit off, or day and month swapped, is a slip.
        damerau_levenshtein(a.birth_date::varchar, b.birth_date::varchar) > 1
        and strftime(a.birth_date, '%Y-%m-%d') != strftime(b.birth_date, '%Y-%d-%m') as have_two_birth_dates,
        a.street = b.street and (a.birth_date is null or b.birth_date is null) as may_be_relatives
    from pairs
    left join profiles_to_match as a on pairs.left_ref = a.customer_ref
    left join profiles_to_match as b on pairs.right_ref = b.customer_ref
),

compared as (
    select
        *,
        jaro_winkler_similarity(left_first, right_first) >= $similar
        or starts_with(left_first, right_first)
        or starts_with(right_first, left_first)
        or left_first = right_last as have_like_first_names,
        jaro_winkler_similarity(left_last, right_last) >= $similar
        or left_last = right_first as have_like_last_names
    from known
)

select
    left_ref,
    right_ref,
    identifier_type,
    identifier,
    not coalesce(have_like_first_names, true) as first_names_differ,
    coalesce(have_two_birth_dates, false) as birth_dates_differ,
    coalesce(may_be_relatives, false) as may_be_relatives,
    coalesce(have_like_first_names and have_like_last_names, false) as names_agree
from compared
"""
