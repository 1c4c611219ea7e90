"""What the model says of each customer: a label that it knows, with a confidence, and not the same for everybody."""

from great_expectations.expectations import ExpectColumnValuesToBeBetween, ExpectTableRowCountToBeBetween

from expectations.severity import block, warn
from expectations.sql_expectations import covers, figure, no_rows_where, share_of_rows
from expectations.suites import Suite

SUITE = Suite(
    table="segments.cluster_assignments",
    expectations=[
        block("There are assignments.", ExpectTableRowCountToBeBetween(min_value=1)),
        block(
            "Every customer is assigned.",
            covers("marts.customer_features", "customer_id"),
        ),
        block(
            # -1 are the outliers, 0 those with too little history: neither has a prototype.
            "Every label is one of the model's.",
            no_rows_where(
                "segment_id is null or (segment_id not in (-1, 0) and coalesce((model_version, segment_id) "
                "not in (select (model_version, segment_id) from ml.model_prototypes), true))"
            ),
        ),
        block(
            "All labels come from one model.", figure("select count(distinct model_version) from {batch}", at_most=1)
        ),
        block(
            "No cluster holds nearly everybody.",
            figure(
                "select coalesce(max(customer_count), 0) / greatest(coalesce(sum(customer_count), 0), 20) from "
                "(select count(*) as customer_count from {batch} where segment_id > 0 group by segment_id)",
                at_most=0.9,
            ),
        ),
        block("Few customers fit nowhere.", share_of_rows("is_outlier", at_most=0.2)),
        block(
            "A confidence is a share.",
            ExpectColumnValuesToBeBetween(column="confidence", min_value=0, max_value=1),
        ),
        warn("Most customers have enough history.", share_of_rows("segment_id = 0", at_most=0.5)),
    ],
)
