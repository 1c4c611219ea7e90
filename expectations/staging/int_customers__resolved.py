"""What identity resolution emits: it joins what belongs together, and no more."""

from expectations.severity import block
from expectations.sql_expectations import figure
from expectations.suites import Suite

SUITE = Suite(
    table="intermediate.int_customers__resolved",
    expectations=[
        block(
            "Nobody has more than 50 references.",
            figure(
                "select coalesce(max(ref_count), 0) "
                "from (select count(distinct customer_ref) as ref_count from {batch} group by customer_id)",
                at_most=50,
            ),
        ),
        block(
            # Another extract with everybody's loyalty id the same, and half of the customers would be gone. The first
            # thousand may be anything.
            "Few known customers turn out to be others in one build.",
            figure(
                "select coalesce(max(merged_count), 0) "
                "/ greatest(1000, (select count(distinct customer_id) from {batch})) "
                "from ops.identity_resolutions where build_id = (select max(build_id) from ops.builds)",
                at_most=0.05,
            ),
        ),
        block(
            # The next, without a single e-mail address, would take people apart whom only that had brought together.
            "Few known customers are taken apart in one build.",
            figure(
                "select coalesce(max(split_count), 0) "
                "/ greatest(1000, (select count(distinct customer_id) from {batch})) "
                "from ops.identity_resolutions where build_id = (select max(build_id) from ops.builds)",
                at_most=0.05,
            ),
        ),
        block(
            # A few people are counted as if they were a hundred: half of four may well be the same person.
            "Few references turn out to belong to somebody else.",
            figure(
                "select (count(distinct customer_ref) - count(distinct customer_id)) / greatest(count(*), 100) "
                "from {batch}",
                at_most=0.3,
            ),
        ),
    ],
)
