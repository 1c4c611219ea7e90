"""What landed is in raw, what is in raw is in staging, and what is in staging is in the marts, or accounted for."""

from expectations.named_rows import ExpectNoRowNamed, none_named
from expectations.severity import block
from expectations.suites import Suite


def _adds_up(before: str, less: tuple[str, ...], after: str) -> ExpectNoRowNamed:
    """Expect what was there, less what is accounted for, to be what came of it: records, and amounts if there are any.

    NULL stands where an entity is not followed that far.
    """
    count = " - ".join(f"{name}_count" for name in (before, *less))
    amount = " - ".join(f"{name}_amount" for name in (before, *less))
    return none_named(
        f"""
        select
            concat(
                source, '.', entity, coalesce(' of ' || event_day, ''), coalesce(' in ' || currency, ''),
                ': records expected ', {count}, coalesce(' (' || round({amount}, 2) || ')', ''),
                ', found ', {after}_count, coalesce(' (' || round({after}_amount, 2) || ')', '')
            ) as subject
        from {{batch}}
        where
            {count} <> {after}_count
            or ({after}_count is not null and ({amount}) is distinct from {after}_amount)
        order by source, entity, event_day, currency
        """
    )


SUITE = Suite(
    table="ops.reconciliation",
    expectations=[
        block(
            "What landed is in raw, or accounted for.",
            _adds_up("landed", ("set_aside", "superseded"), "raw"),
        ),
        block(
            "What is in raw is in staging, or accounted for.",
            _adds_up("raw", ("later", "repeated", "deleted"), "staging"),
        ),
        block(
            "What is in staging is in its mart, or set aside for want of an exchange rate.",
            _adds_up("staging", ("without_rate",), "mart"),
        ),
    ],
)
