"""What every batch must look like, whatever its source: most of its records satisfied their contract."""

from expectations.severity import block, warn
from expectations.sql_expectations import figure
from expectations.suites import Suite

# A batch of a few records is counted as if it had a hundred, so that one bad line in three stops nobody.
_REJECTED_SHARE = "select coalesce(sum(rejected_count), 0) / greatest(coalesce(sum(record_count), 0), 100) from {batch}"

SUITE = Suite(
    table="ops.loaded_files",
    expectations=[
        block("Most records satisfy their contract.", figure(_REJECTED_SHARE, at_most=0.5)),
        warn("Hardly any record is rejected.", figure(_REJECTED_SHARE, at_most=0.05)),
    ],
)
