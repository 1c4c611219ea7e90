"""Which profiles are compared at all: those that share a block."""

from collections.abc import Sequence

import duckdb

from ml_tasks.identity.matching_config import BlockingRule
from ml_tasks.identity.matching_profiles import PROFILES, keys_of

PAIRS = "matching_pairs"
_FOUND = "matching_pairs_found"


def pair_profiles(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[BlockingRule], *, max_block_size: int, only_changed: bool
) -> int:
    """Make the temp table ``matching_pairs``, in splink's columns; return how many pairs it has.

    ``match_key`` is the place of the first rule that brought the two together. Blocks are as large as they are among
    all profiles, so that a pair is found or not whether or not only changed profiles are looked at.
    """
    connection.execute(f"create or replace temp table {_FOUND} (l integer, r integer, rule utinyint)")
    for place, rule in enumerate(rules):
        _pair_within_blocks(connection, rule, place, max_block_size, only_changed=only_changed)
    connection.execute(
        f"""
        create or replace temp table {PAIRS} as
        select l as join_key_l, r as join_key_r, min(rule)::varchar as match_key from {_FOUND} group by l, r
        """
    )
    connection.execute(f"drop table {_FOUND}")
    return connection.execute(f"select count(*) from {PAIRS}").fetchone()[0]


def _pair_within_blocks(
    connection: duckdb.DuckDBPyConnection, rule: BlockingRule, place: int, max_block_size: int, *, only_changed: bool
) -> None:
    # A changed profile stands in its block as -n: so a block needs no second list.
    member = "if(is_changed, -n, n)" if only_changed else "n"
    keys = " union all ".join(f"select {key} as key, {member} as member from {PROFILES}" for key in keys_of(rule))
    touched = "and key in (select key from keys where member < 0)" if only_changed else ""
    either = "and (l < 0 or r < 0)" if only_changed else ""
    connection.execute(
        f"""
        insert into {_FOUND}
        with keys as ({keys}),

        blocks as (
            select list(member) as members
            from keys
            where key is not null {touched}
            group by key
            having count(*) between 2 and {rule.max_block_size or max_block_size}
        )

        select abs(l), abs(r), {place}
        from blocks, unnest(blocks.members) as lefts (l), unnest(blocks.members) as rights (r)
        where abs(l) < abs(r) {either}
        """
    )
