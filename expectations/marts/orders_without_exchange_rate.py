"""Orders that no mart holds, because nobody knows what they are worth in US dollars."""

from expectations.named_rows import none_named
from expectations.severity import warn
from expectations.suites import Suite

# The currency comes from outside and may be any text, so that only what looks like a code is told.
SUITE = Suite(
    table="quarantine.orders_without_exchange_rate",
    expectations=[
        warn(
            "Every order has an exchange rate.",
            none_named(
                """
                select
                    concat(
                        shop, ' in ',
                        if(regexp_full_match(coalesce(currency, ''), '[A-Z][A-Z][A-Z]'), currency, 'no known currency'),
                        ' (', reason, '): orders ', count(distinct order_id), ', lines ', count(*)
                    ) as subject
                from {batch}
                where reason <> 'another line of the order has no rate'
                group by shop, currency, reason
                order by count(*) desc, subject
                """
            ),
        ),
    ],
)
