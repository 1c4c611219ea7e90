"""What is in staging is in the marts, and each mart holds what the one before it holds."""

from expectations.named_rows import none_named
from expectations.severity import block
from expectations.suites import Suite

_WRONG = """
    select
        concat(
            subject, ' (', part, ') in ', counted_in, ': records expected ', expected_row_count,
            coalesce(' (' || round(expected_amount, 2) || ')', ''),
            ', found ', row_count, coalesce(' (' || round(amount, 2) || ')', '')
        ) as subject
    from {batch}
    where
        row_count <> expected_row_count
        or (expected_row_count is not null and expected_amount is distinct from amount)
    order by subject
"""

# A part of which a mart holds nothing has no row of that mart, so that nothing could differ.
_HELD = "sum(if(hop = 'set aside', -row_count, row_count))"
_MISSING = f"""
    select concat(subject, ' (', part, '): records ', {_HELD}, ' in ', max(counted_in)) as subject
    from {{batch}}
    where hop <> 'raw'
    group by subject, part
    having count(expected_row_count) = 0 and {_HELD} <> 0
    order by subject
"""

SUITE = Suite(
    table="marts.mart_reconciliation",
    expectations=[
        block("Every mart holds what was there before it.", none_named(_WRONG)),
        block("What was there before is in a mart.", none_named(_MISSING)),
    ],
)
