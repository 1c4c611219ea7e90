"""Who is in which segment, by attributes that no segment was found with."""

import numpy as np
import pandas as pd
import pytest

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.keeping.fairness import fairness_rows, read_attributes
from warehouse.connection import build_connection


def _rows(attributes, labels):
    """Rows by value and segment."""
    rows = fairness_rows("v", labels, pd.DataFrame({"gender": attributes}), SegmentationConfig())
    return {(row["value"], row["segment_id"]): row for row in rows}


def test_disparity_is_the_share_against_the_base_and_small_groups_are_left_out():
    labels = np.array([1] * 15 + [2] * 5 + [1] * 5 + [2] * 15 + [2] * 9)
    rows = _rows(["f"] * 20 + ["m"] * 20 + ["x"] * 9, labels)
    assert set(rows) == {("f", 1), ("f", 2), ("m", 1), ("m", 2)}
    women = rows["f", 1]
    assert (women["customer_count"], women["base_count"]) == (15, 20)
    assert women["share"] == pytest.approx(15 / 20)
    assert women["base_share"] == pytest.approx(20 / 49)
    assert women["disparity"] == pytest.approx(15 / 20 / (20 / 49))


def test_a_segment_that_tells_less_has_no_less_of_anybody():
    # Of either segment's customers who told, half are women; of segment 2 most did not tell, of segment 3 nobody.
    labels = np.array([1] * 40 + [2] * 10 + [2] * 30 + [3] * 20)
    rows = _rows(["f", "m"] * 25 + ["unknown"] * 50, labels)
    assert [rows["f", segment]["disparity"] for segment in (1, 2)] == [1.0, 1.0]
    assert rows["f", 2]["share"] == 0.5
    assert ("f", 3) not in rows
    unknown = rows["unknown", 2]
    assert (unknown["share"], unknown["base_share"], unknown["disparity"]) == (0.75, 0.5, None)
    assert rows["unknown", 3]["share"] == 1.0


def test_attributes_come_in_the_order_of_the_features(settings, planted, write_features):
    write_features(planted[0].assign(order_count=lambda frame: frame["order_count"].where(frame.index != 1, 2)))
    with build_connection(settings, "test") as connection:
        assert read_attributes(connection, SegmentationConfig()).empty
        connection.execute(
            "create table marts.dim_customers as select customer_id, if(customer_id = 'c000002', null, customer_id) "
            "as gender from marts.customer_features order by hash(customer_id)"
        )
        attributes = read_attributes(connection, SegmentationConfig())
    assert attributes.columns.tolist() == ["gender"]
    assert attributes["gender"].tolist()[:3] == ["c000000", "unknown", "c000003"]
    assert len(attributes) == 399
