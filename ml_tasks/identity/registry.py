"""Stable ids: what a customer_id means never changes, whatever is found out about who is who.

An id means the person of its founding reference. Found to be the person of an older id, it lives on as that id's
alias; taken apart again, its person gets an id that was never used. So every id ever given away leads to one customer
of today: the one whom its founding reference belongs to.
"""

from datetime import datetime

import duckdb


def read_registry(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> None:
    """Leave temp tables ``known_links`` and ``known_ids``: the registry as it stood at a moment."""
    connection.execute("create or replace temp table known_ids as from pii.customer_ids where minted_at <= ?", [as_of])
    connection.execute(
        "create or replace temp table known_links as from pii.identity_registry "
        "where valid_from <= $1 and (valid_to is null or valid_to > $1)",
        [as_of],
    )


def is_newest(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> bool:
    """Whether no build of a later moment has passed: a build of the past may read the registry, and not change it."""
    newest = connection.execute("select max(as_of) from ops.builds where state = 'passed'").fetchone()[0]
    return newest is None or as_of >= newest


def assign_ids(connection: duckdb.DuckDBPyConnection, as_of: datetime, build_id: int) -> None:
    """Give every component of the temp table ``members`` an id.

    ``members`` has ``customer_ref``, ``component`` and ``registered_at``. Leaves temp tables ``assigned`` (reference,
    id, previous id, reason) and ``minted``, shaped as ``pii.customer_ids``.

    An id stays with the component of its founding reference, and if that is gone, where most of its references are.
    Of several ids in a component the one that was minted first survives, then the one of the oldest profile.
    """
    for statement in (_HEIRS, _SURVIVORS):
        connection.execute(statement)
    connection.execute(_MINTED, {"as_of": as_of, "build_id": build_id})
    connection.execute(_ASSIGNED)


_HEIRS = """
create or replace temp table heirs as
with holders as (
    select
        known_links.customer_id,
        members.component,
        count(*) as member_count,
        min(members.customer_ref) as first_ref,
        bool_or(members.customer_ref = known_ids.founding_ref) as has_founder
    from known_links
    inner join members using (customer_ref)
    inner join known_ids using (customer_id)
    group by known_links.customer_id, members.component
)

select customer_id, component
from holders
qualify row_number() over (partition by customer_id order by has_founder desc, member_count desc, first_ref) = 1
"""

_SURVIVORS = """
create or replace temp table survivors as
select heirs.component, heirs.customer_id
from heirs
inner join known_ids using (customer_id)
qualify
    row_number() over (
        partition by heirs.component
        order by known_ids.minted_at, known_ids.founded_at nulls last, known_ids.founding_ref
    ) = 1
"""

# The separator is in no reference that a text file can hold, so that no other reference hashes alike.
_MINTED = """
create or replace temp table minted as
with founders as (
    select component, customer_ref as founding_ref, registered_at as founded_at
    from members
    anti join survivors using (component)
    qualify row_number() over (partition by component order by registered_at nulls last, customer_ref) = 1
),

generations as (
    select founding_ref, max(generation) + 1 as generation
    from known_ids
    group by founding_ref
)

select
    left(
        keyed_hash(founding_ref || if(generations.generation is null, '', chr(31) || generations.generation)), 16
    ) as customer_id,
    founding_ref,
    coalesce(generations.generation, 0)::integer as generation,
    founders.founded_at,
    $as_of::timestamp as minted_at,
    $build_id::bigint as build_id,
    founders.component
from founders
left join generations using (founding_ref)
"""

# References that no source names any more follow their id: it may live on under another.
_ASSIGNED = """
create or replace temp table assigned as
with current_ids as (
    select component, customer_id from survivors
    union all
    select component, customer_id from minted
),

new_links as (
    select members.customer_ref, current_ids.customer_id
    from members
    inner join current_ids using (component)
    union all
    select known_links.customer_ref, coalesce(survivors.customer_id, known_links.customer_id) as customer_id
    from known_links
    anti join members using (customer_ref)
    left join heirs on known_links.customer_id = heirs.customer_id
    left join survivors on heirs.component = survivors.component
)

select
    new_links.customer_ref,
    new_links.customer_id,
    known_links.customer_id as previous_id,
    case
        when known_links.customer_id is null
            then if(minted.founding_ref = new_links.customer_ref, 'minted', 'joined')
        when known_links.customer_id = new_links.customer_id then null
        when minted.customer_id is not null then 'split'
        when lives_on.customer_id is null then 'merged'
        else 'moved'
    end as reason
from new_links
left join known_links using (customer_ref)
left join minted on new_links.customer_id = minted.customer_id
left join survivors as lives_on on known_links.customer_id = lives_on.customer_id
"""


def propose(connection: duckdb.DuckDBPyConnection, build_id: int) -> None:
    """Note what the registry shall say once the build passes; proposals of other builds have come to nothing."""
    connection.execute("delete from pii.identity_proposals")
    connection.execute("delete from pii.proposed_ids")
    connection.execute(
        "insert into pii.identity_proposals by name "
        "select $1::bigint as build_id, customer_ref, customer_id, previous_id, reason from assigned "
        "where reason is not null",
        [build_id],
    )
    connection.execute("insert into pii.proposed_ids by name select * exclude (component) from minted")


def enter_proposals(connection: duckdb.DuckDBPyConnection, build_id: int) -> None:
    """Let the registry say what a build that has passed found out. Doing it again changes nothing."""
    connection.begin()
    try:
        for statement in _ENTER:
            connection.execute(statement, {"build_id": build_id})
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


_ENTER = (
    "insert into pii.customer_ids by name from pii.proposed_ids where build_id = $build_id",
    """
    update pii.identity_registry set valid_to = builds.as_of
    from pii.identity_proposals as proposals
    inner join ops.builds as builds using (build_id)
    where
        proposals.build_id = $build_id
        and identity_registry.valid_to is null
        and identity_registry.customer_ref = proposals.customer_ref
    """,
    """
    insert into pii.identity_registry by name
    select
        proposals.customer_ref,
        proposals.customer_id,
        builds.as_of as valid_from,
        proposals.reason,
        proposals.build_id
    from pii.identity_proposals as proposals
    inner join ops.builds as builds using (build_id)
    where proposals.build_id = $build_id
    """,
    "delete from pii.identity_proposals where build_id = $build_id",
    "delete from pii.proposed_ids where build_id = $build_id",
)
