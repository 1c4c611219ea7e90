from dataclasses import replace

import pandas as pd

from ml_tasks.segmentation.explaining.report.review_tables import review_tables


def cells(data, title: str) -> list[list[str]]:
    (table,) = [table for table in review_tables(data) if table["title"] == title]
    return [row["cells"] for row in table["rows"]]


def test_what_crossed_its_bound_comes_first_and_is_marked(data):
    drift = pd.DataFrame(
        [
            ("psi", "net_spend_usd", None, 0.1, 0.2, False),
            ("segment_share", None, 7, 0.3, 0.25, True),
            ("far_share", None, None, 0.0, 0.02, False),
        ],
        columns=["measure", "feature", "segment_id", "value", "bound", "is_crossed"],
    )
    table, *_ = review_tables(replace(data, drift=drift))
    assert [(row["cells"], row["is_marked"]) for row in table["rows"]] == [
        (["size of Dormant <Customers>", "0.30", "0.25", "crossed"], True),
        (["distribution of spend", "0.10", "0.20", "within"], False),
        (["customers unlike all segments", "0.00", "0.02", "within"], False),
    ]


def test_lineage_says_where_a_segment_came_from(data):
    lineage = pd.DataFrame(
        [(2, "Loyal", "kept", 2, 0.97), (7, "Dormant", "born", None, None)],
        columns=["segment_id", "segment_name", "event", "from_segment_id", "overlap_share"],
    )
    assert cells(replace(data, lineage=lineage), "What became of the segments") == [
        ["2", "Loyal", "kept", "segment 2", "97%"],
        ["7", "Dormant", "born", "-", "-"],
    ]


def test_of_the_first_model_there_is_nothing_to_compare(data):
    lineage = pd.DataFrame({"segment_id": [2, 7], "segment_name": ["Loyal", "Dormant"], "event": "born"})
    (table,) = [one for one in review_tables(replace(data, lineage=lineage)) if one["title"].startswith("What became")]
    assert (table["rows"], table["absent"]) == ([], "There is no model before this one to compare with.")


def test_only_known_groups_far_from_their_share_are_shown_and_small_ones_without_figures(data):
    fairness = pd.DataFrame(
        [
            ("gender", "female", 2, 50, 0.5, 0.5, 1.0),
            ("gender", "male", -1, 0, 0.0, 0.5, 0.0),
            ("age_band", "19-24", 7, 2, 0.02, 0.1, 0.2),
            ("age_band", "65+", 2, 30, 0.3, 0.1, 3.0),
            ("age_band", "unknown", 2, 90, 0.9, 0.1, None),
        ],
        columns=["attribute", "value", "segment_id", "customer_count", "share", "base_share", "disparity"],
    )
    assert cells(replace(data, fairness=fairness), "Who is over- and under-represented") == [
        ["Loyal High Spenders", "age band: 65+", "30%", "10%", "3.00", "90%"],
        ["Dormant <Customers>", "age band: 19-24", "fewer than 10 people", "10%", "-", "-"],
    ]


def test_names_have_their_rules_and_reserved_ones_none(data):
    assert [row[0] for row in cells(data, "Why they are called so")] == ["Loyal High Spenders", "Dormant <Customers>"]


def test_the_second_segmentation_is_shown_to_whoever_opted_in(data):
    title = "The second segmentation"
    assert title not in [table["title"] for table in review_tables(data)]
    segments = pd.DataFrame(
        [(1, "Age 65+: Regular Buyers", "spends 2.0x the median", 1200, 0.6)],
        columns=["segment_id", "segment_name", "marks", "customer_count", "customer_share"],
    )
    fairness = pd.DataFrame(
        [("age_band", "65+", 1, 900, 0.75, 0.5, 1.5)],
        columns=["attribute", "value", "segment_id", "customer_count", "share", "base_share", "disparity"],
    )
    data = replace(data, profile_segments=segments, profile_fairness=fairness)
    assert cells(data, title) == [["Age 65+: Regular Buyers", "1,200", "60%", "spends 2.0x the median"]]
    assert cells(data, "Who is over- and under-represented in the second segmentation") == [
        ["Age 65+: Regular Buyers", "age band: 65+", "75%", "50%", "1.50", "-"]
    ]
