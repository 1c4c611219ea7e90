"""From links between references to groups of references that are one person each."""

import duckdb
import pandas as pd

from ml_tasks.identity.components import Link, label_components, part_those_who_never_match


def group_references(connection: duckdb.DuckDBPyConnection, threshold: float) -> None:
    """Leave temp tables ``members`` (reference, component, registered_at) and ``refused`` (pairs kept apart).

    Links are people's own decisions, shared identifiers, and likeness from ``threshold`` (a probability) on.
    """
    connection.execute(_NODES)
    connection.execute(_LINKS, {"threshold": threshold})
    links = connection.execute(
        "select left_node, right_node from links order by rank, weight desc, left_node, right_node"
    )
    nodes = links.fetchnumpy()
    (count,) = connection.execute("select count(*) from nodes").fetchone()
    labels = label_components(count, nodes["left_node"], nodes["right_node"])
    never = [tuple(pair) for pair in connection.execute(_NEVER).fetchall()]
    refused: list[Link] = []
    if never:
        pairs = list(zip(nodes["left_node"].tolist(), nodes["right_node"].tolist(), strict=True))
        labels, refused = part_those_who_never_match(labels, pairs, never)
    connection.register("labelled", pd.DataFrame({"node": range(count), "component": labels}))
    connection.execute(_MEMBERS)
    connection.unregister("labelled")
    connection.register("refused_links", pd.DataFrame(refused, columns=["left_node", "right_node"], dtype="int64"))
    connection.execute(_REFUSED)
    connection.unregister("refused_links")


_NODES = """
create or replace temp table nodes as
select customer_ref, row_number() over (order by customer_ref) - 1 as node from pii.customer_refs
"""

# What counts most comes first: it is what stands when a decision of `never_match` parts a group.
_LINKS = """
create or replace temp table links as
with pairs as (
    select left_ref, right_ref, 0 as rank, 0.0 as weight
    from staging.stg_crm__match_decisions
    where decision = 'force_match'
    union all
    select left_ref, right_ref, if(identifier_type = 'cookie', 3, 1) as rank, 0.0 as weight
    from shared
    where links
    union all
    select left_ref, right_ref, 2 as rank, match_weight as weight
    from scored_pairs
    where match_probability >= $threshold
)

select a.node as left_node, b.node as right_node, min(pairs.rank) as rank, max(pairs.weight) as weight
from pairs
inner join nodes as a on pairs.left_ref = a.customer_ref
inner join nodes as b on pairs.right_ref = b.customer_ref
anti join staging.stg_crm__match_decisions as decisions
    on pairs.left_ref = decisions.left_ref
    and pairs.right_ref = decisions.right_ref
    and decisions.decision = 'never_match'
group by a.node, b.node
"""

_NEVER = """
select a.node, b.node
from staging.stg_crm__match_decisions as decisions
inner join nodes as a on decisions.left_ref = a.customer_ref
inner join nodes as b on decisions.right_ref = b.customer_ref
where decisions.decision = 'never_match'
order by all
"""

_MEMBERS = """
create or replace temp table members as
select nodes.customer_ref, labelled.component, profiles_to_match.registered_at
from nodes
inner join labelled using (node)
left join profiles_to_match using (customer_ref)
"""

_REFUSED = """
create or replace temp table refused as
select a.customer_ref as left_ref, b.customer_ref as right_ref
from refused_links
inner join nodes as a on refused_links.left_node = a.node
inner join nodes as b on refused_links.right_node = b.node
"""
