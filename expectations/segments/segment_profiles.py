"""How large the segments are: about as large as those of the same name were lately, whichever model made them."""

from expectations.severity import warn
from expectations.suites import Suite
from expectations.usual_figures import ExpectFiguresToBeUsual

_WEEKS_COMPARED = 8
_WEEKS_NEEDED = 2

# The newest build of each week stands for it. This week's own are left out, so that whoever builds every day compares
# with the same past all week, and a jump is told until the week is over.
_SHARES = f"""
    with

    present as (
        select segment_name, customer_share, date_trunc('week', as_of) as week from {{batch}}
    ),

    past as (
        select segment_name, customer_count / sum(customer_count) over (partition by build_id) as customer_share
        from ops.segment_sizes
        where
            build_id in (select build_id from ops.builds where state = 'passed')
            and date_trunc('week', as_of) < (select max(week) from present)
            and date_trunc('week', as_of) >= (select max(week) from present) - interval {_WEEKS_COMPARED} weeks
        qualify dense_rank() over (partition by date_trunc('week', as_of) order by as_of desc, build_id desc) = 1
    )

    select
        segment_name as subject,
        customer_share as figure,
        (select list(past.customer_share) from past where past.segment_name = present.segment_name) as past
    from present
    order by segment_name
"""

SUITE = Suite(
    table="segments.segment_profiles",
    expectations=[
        warn(
            "Every segment holds its usual share of the customers.",
            # A small segment moves by a quarter as soon as a handful of people do.
            ExpectFiguresToBeUsual(
                unexpected_rows_query=_SHARES, shown_as="share", least_past=_WEEKS_NEEDED, least_slack=0.02
            ),
        ),
    ],
)
