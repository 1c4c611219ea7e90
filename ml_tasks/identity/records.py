"""What the newest build found out about who is who, as tables that others read."""

import duckdb

from warehouse.builds import Build


def record_links(connection: duckdb.DuckDBPyConnection, build: Build) -> None:
    """Replace ``pii.customer_links`` and ``pii.customer_id_links`` by what was assigned."""
    connection.execute("delete from pii.customer_links")
    connection.execute(_LINKS)
    connection.execute("delete from pii.customer_id_links")
    connection.execute(_ID_LINKS, {"as_of": build.as_of})


def record_evidence(connection: duckdb.DuckDBPyConnection, build: Build, threshold: float) -> None:
    """Replace the tables of evidence, of pairs to review, of blocked identifiers and of contacts that are none."""
    for table, query in (
        ("pii.match_evidence", _EVIDENCE),
        ("pii.match_review", _REVIEW),
        ("ops.blocked_identifiers", _BLOCKED),
        ("pii.unmapped_contacts", _UNMAPPED),
    ):
        connection.execute(f"delete from {table}")
        given = {"build_id": build.build_id, "threshold": threshold}
        parameters = {name: value for name, value in given.items() if f"${name}" in query}
        connection.execute(f"insert into {table} by name {query}", parameters)


_LINKS = """
insert into pii.customer_links by name
select members.customer_ref, assigned.customer_id, profiles.customer_ref is not null as has_profile
from members
inner join assigned using (customer_ref)
left join profiles_to_match as profiles using (customer_ref)
"""

_ID_LINKS = """
insert into pii.customer_id_links by name
with periods as (
    select
        registry.customer_ref,
        registry.customer_id,
        registry.valid_from,
        if(
            changed.customer_ref is not null and (registry.valid_to is null or registry.valid_to > $as_of),
            $as_of,
            if(registry.valid_to > $as_of, null, registry.valid_to)
        ) as valid_to,
        registry.reason
    from pii.identity_registry as registry
    left join (select customer_ref from assigned where reason is not null) as changed using (customer_ref)
    where registry.valid_from <= $as_of
    union all
    select customer_ref, customer_id, $as_of, null, reason from assigned where reason is not null
),

ids as (
    select customer_id, founding_ref, minted_at from known_ids
    union all
    select customer_id, founding_ref, minted_at from minted
)

select
    ids.customer_id as old_customer_id,
    periods.customer_id as new_customer_id,
    periods.valid_from,
    periods.valid_to,
    if(ids.customer_id = periods.customer_id, 'minted', periods.reason) as reason
from ids
inner join periods on ids.founding_ref = periods.customer_ref and periods.valid_from >= ids.minted_at
where periods.valid_to is null or periods.valid_to > periods.valid_from
"""

# Only of who was found to be one person: a decision may keep others apart, or name somebody who is not there.
_EVIDENCE = """
with links as (
    select
        left_ref,
        right_ref,
        identifier_type as evidence,
        keyed_hash(identifier) as identifier_hash,
        null as match_weight,
        null as match_probability,
        null as comparison_levels
    from shared
    where links
    union all
    select left_ref, right_ref, 'likeness', null, match_weight, match_probability, comparison_levels
    from scored_pairs
    where match_probability >= $threshold
    union all
    select left_ref, right_ref, 'force_match', null, null, null, null
    from staging.stg_crm__match_decisions
    where decision = 'force_match'
)

select links.*, $build_id as build_id
from links
inner join members as a on links.left_ref = a.customer_ref
inner join members as b on links.right_ref = b.customer_ref
where a.component = b.component
"""

# What a person has decided, and what other evidence has brought together anyway, needs no review; nor does a family
# that shares a phone.
_REVIEW = """
with doubts as (
    select left_ref, right_ref, 'alike, but not enough' as reason, match_weight, match_probability, comparison_levels
    from scored_pairs
    where match_probability < $threshold
    union all
    select left_ref, right_ref, 'one ' || identifier_type || ', and two people by all else', null, null, null
    from shared
    where not links and identifier_type in ('email', 'loyalty_id')
    union all
    select left_ref, right_ref, 'one home, phone and name, and no birth date', null, null, null
    from shared
    where not links and identifier_type = 'phone' and may_be_relatives and not first_names_differ
    union all
    select left_ref, right_ref, 'linked, and parted by a decision', null, null, null from refused
)

select doubts.*, $build_id as build_id
from doubts
inner join members as a on doubts.left_ref = a.customer_ref
inner join members as b on doubts.right_ref = b.customer_ref
anti join staging.stg_crm__match_decisions as decisions using (left_ref, right_ref)
where a.component != b.component
"""

_BLOCKED = """
select identifier_type, keyed_hash(identifier) as identifier_hash, reason, reference_count, $build_id as build_id
from blocked
"""

_UNMAPPED = """
select kind as attribute, keyed_hash(as_given) as value_hash, count(*) as profile_count
from profile_contacts
inner join pii.standard_contacts using (kind, as_given, region)
where standard is null and trim(as_given) != ''
group by kind, as_given
"""
