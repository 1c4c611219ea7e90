"""Ids that release 0.1.0 gave away: it kept no registry, but its last build still says whose they were."""

import duckdb

_LAST = "intermediate.int_customers__resolved"


def adopt_former_ids(connection: duckdb.DuckDBPyConnection) -> None:
    """Enter the ids of the last build of 0.1.0 in a registry that is empty, as of that build.

    That release's table has the reference that each id was made for; later ones do not, so it happens once.
    """
    (is_new,) = connection.execute("select count(*) = 0 from pii.customer_ids").fetchone()
    of_0_1_0 = connection.execute(
        "select 1 from duckdb_columns() where schema_name || '.' || table_name = ? "
        "and column_name = 'canonical_customer_ref'",
        [_LAST],
    ).fetchall()
    if not (is_new and of_0_1_0):
        return
    connection.begin()
    try:
        for statement in (_IDS, _LINKS):
            connection.execute(statement)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


_BUILD = "(select build_id, as_of from ops.builds where state = 'passed' order by build_id desc limit 1)"

_IDS = f"""
insert into pii.customer_ids by name
select
    customer_id,
    canonical_customer_ref as founding_ref,
    0 as generation,
    min(registered_at) filter (where customer_ref = canonical_customer_ref) as founded_at,
    as_of as minted_at,
    build_id
from {_LAST}
cross join {_BUILD}
group by customer_id, canonical_customer_ref, as_of, build_id
"""

_LINKS = f"""
insert into pii.identity_registry by name
select
    customer_ref,
    customer_id,
    as_of as valid_from,
    if(customer_ref = canonical_customer_ref, 'minted', 'joined') as reason,
    build_id
from {_LAST}
cross join {_BUILD}
"""
