"""How fresh the sources are that the build reads, against what their contracts promise."""

from expectations.named_rows import ExpectNoRowNamed, none_named
from expectations.severity import block, warn
from expectations.suites import Suite


def _no_late_source(when_late: str) -> ExpectNoRowNamed:
    """Expect the newest build to read no late source of those of which the contract says the same."""
    return none_named(
        f"""
        select
            concat(
                source, coalesce(
                    ' was loaded ' || round((epoch(looked_at) - epoch(loaded_at)) / 3600, 1) || ' h ago',
                    ' was never loaded'
                ), ', and news was promised every ', promised_hours, ' h'
            ) as subject
        from {{batch}}
        where
            is_late
            and when_late = '{when_late}'
            and build_id = (select max(build_id) from ops.builds)
        order by source
        """
    )


SUITE = Suite(
    table="ops.source_freshness",
    expectations=[
        block("No source is late whose contract blocks the build then.", _no_late_source("block")),
        warn("No other source is late.", _no_late_source("warn")),
    ],
)
