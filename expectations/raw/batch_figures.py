"""What every batch usually looks like, whatever its source: how much comes a day, what is left empty, which amounts."""

from expectations.severity import warn
from expectations.suites import Suite
from expectations.usual_figures import ExpectFiguresToBeUsual

_WEEKS_COMPARED = 8
_BATCHES_NEEDED = 4
# Shares and medians of a handful of records say nothing.
_LEAST_RECORDS = 100


def _figures(kinds: str, said: str, *, least_records: int) -> str:
    """Query for a batch's figures, each with those of batches whose data end in the weeks before its own.

    The data's days count, and not those of the loads: a past that is loaded anew is held against its own time.
    """
    return f"""
        with present as (
            select * from {{batch}}
        )

        select subject, figure, past
        from (
            select
                concat(source, '.', entity, {said}) as subject,
                value as figure,
                (
                    select list(past.value)
                    from ops.batch_figures as past
                    where
                        past.source = present.source
                        and past.entity = present.entity
                        and past.figure = present.figure
                        and past.subject = present.subject
                        and past.batch_id <> present.batch_id
                        and past.record_count >= {least_records}
                        and past.data_until between
                            present.data_until - {7 * _WEEKS_COMPARED} and present.data_until
                        and past.batch_id in (select batch_id from ops.batches where state = 'passed')
                ) as past
            from present
            where figure in ({kinds}) and record_count >= {least_records}
        )
        where figure <> 0 or list_max(past) <> 0
        order by subject
    """


SUITE = Suite(
    table="ops.batch_figures",
    expectations=[
        warn(
            "The usual number of records came for each day.",
            ExpectFiguresToBeUsual(
                unexpected_rows_query=_figures("'records_per_day'", "' records a day'", least_records=1),
                least_past=_BATCHES_NEEDED,
                # A handful of records more or less is no news.
                least_slack=30,
            ),
        ),
        warn(
            "As many values as usual are missing.",
            ExpectFiguresToBeUsual(
                unexpected_rows_query=_figures(
                    "'null_share'", "'.', subject, ' missing'", least_records=_LEAST_RECORDS
                ),
                shown_as="share",
                least_past=_BATCHES_NEEDED,
                least_slack=0.05,
            ),
        ),
        warn(
            "Amounts are what they usually are.",
            ExpectFiguresToBeUsual(
                unexpected_rows_query=_figures(
                    "'median_amount', 'p95_amount'",
                    "if(subject = '', '', ' ' || subject), if(figure = 'median_amount', ' median', ' 95th percentile')",
                    least_records=_LEAST_RECORDS,
                ),
                shown_as="amount",
                least_past=_BATCHES_NEEDED,
            ),
        ),
    ],
)
