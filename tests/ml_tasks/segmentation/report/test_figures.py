"""Pictures: what must be in them, and that nothing to draw is no crash."""

import numpy as np
import pandas as pd

from ml_tasks.segmentation.explaining.report.candidate_curves import candidate_curves
from ml_tasks.segmentation.explaining.report.customer_map import customer_map
from ml_tasks.segmentation.explaining.report.flows import flows
from ml_tasks.segmentation.explaining.report.points import principal_axes, projected, scaled_points
from ml_tasks.segmentation.explaining.report.silhouettes import silhouettes

NAMES = {2: "Loyal", 7: "Dormant", -1: "Unusual", 0: "Insufficient"}
MOVES = ["month", "from_segment_id", "from_segment_name", "to_segment_id", "to_segment_name", "customer_count"]


def parted() -> tuple[np.ndarray, np.ndarray]:
    """Three customers left, three right, one far above, and one with too few orders."""
    points = np.array([[-1.0, 0], [-1.1, 0.1], [-0.9, 0], [1, 0], [1.1, 0.1], [0.9, 0], [0, 3], [9, 9]])
    return points, np.array([2, 2, 2, 7, 7, 7, -1, 0])


def test_points_are_scaled_as_the_model_says():
    features = pd.DataFrame(
        [("orders", "log1p", 0.0, 1.0, 2.0), ("days", "identity", 30.0, 10.0, 10.0)],
        columns=["feature", "transform", "fill_value", "mean", "scale"],
    )
    customers = pd.DataFrame({"orders": [np.e**3 - 1, -5.0, None], "days": [20.0, None, 1e9]})
    assert scaled_points(customers, features).round(9).tolist() == [[1, 1], [-0.5, 2], [-0.5, 4]]


def test_points_are_projected_where_the_model_measures_distances():
    components = pd.DataFrame(
        [(1, "a", 0.6), (1, "b", 0.8), (2, "a", 0.8), (2, "b", -0.6)], columns=["component", "feature", "loading"]
    )
    assert projected(np.array([[2.0, 1.0]]), ["b", "a"], components).round(9).tolist() == [[2.2, -0.4]]
    assert projected(np.array([[2.0, 1.0]]), ["b", "a"], pd.DataFrame()).tolist() == [[2, 1]]


def test_axes_are_said_in_words_of_what_weighs_most():
    points = np.array([[-3.0, 2, 0.1], [-1, 1, 0], [1, -1, 0], [3, -2, -0.1]])
    axes = principal_axes(points, ["net_spend_usd", "days_since_last_order", "some_new_count"])
    assert axes.labels[0] == "more spend, less time since last order, less some new"
    assert (axes.weights[0] > 0).tolist() == [True, False, False]


def test_the_map_names_segments_and_leaves_out_who_has_too_few_orders():
    points, ids = parted()
    svg = customer_map(points, ids, NAMES, principal_axes(points, ["net_spend_usd", "order_count"]))
    assert "Map of 7 customers by segment: Loyal, Dormant." in svg
    assert ">Loyal</text>" in svg
    assert ">Unusual</text>" in svg
    assert "Insufficient" not in svg
    assert svg.count("<use ") >= 7


def test_nobody_to_draw_is_no_map():
    axes = principal_axes(np.eye(2), ["a", "b"])
    assert customer_map(np.empty((0, 2)), np.array([], dtype=int), NAMES, axes) is None
    assert customer_map(np.zeros((1, 2)), np.array([0]), NAMES, axes) is None


def test_silhouettes_give_each_segment_its_average():
    svg = silhouettes(*parted(), NAMES)
    assert "Silhouettes of 2 segments, 0.92 on average." in svg
    assert svg.count(">0.92</text>") == 2
    assert "Unusual" not in svg


def test_one_segment_has_no_silhouette():
    points, ids = parted()
    assert silhouettes(points[:3], ids[:3], NAMES) is None
    assert silhouettes(points[2:4], ids[2:4], NAMES) is None


def test_curves_are_drawn_of_what_was_measured():
    candidates = pd.DataFrame(
        {
            "k": [2, 3, 2, 3],
            "algorithm": ["kmeans", "kmeans", "gaussian_mixture", "gaussian_mixture"],
            "is_chosen": [False, True, False, False],
            "silhouette": [0.4, 0.3, 0.4, 0.2],
            "stability": [0.9, 0.8, None, None],
            "bic": [None] * 4,
        }
    )
    svg = candidate_curves(candidates)
    assert "2 statistics for 2 to 3 segments." in svg
    assert ">Silhouette</text>" in svg
    assert ">Gaussian mixture</text>" in svg
    assert ">BIC</text>" not in svg
    assert "Gaussian mixture" not in candidate_curves(candidates.drop(columns="algorithm").head(2))


def test_without_candidates_there_are_no_curves():
    assert candidate_curves(pd.DataFrame()) is None
    assert candidate_curves(pd.DataFrame({"k": [2], "is_chosen": [True], "silhouette": [None]})) is None


def test_flows_name_both_ends_with_their_counts():
    moves = pd.DataFrame(
        [
            ("2017-11-30", 2, "Loyal", 2, "Loyal", 80),
            ("2017-11-30", 2, "Loyal", 7, "Dormant", 20),
            ("2017-12-31", 2, "Loyal", 2, "Loyal", 70),
            ("2017-12-31", 2, "Loyal", 7, "Dormant", 10),
            ("2017-12-31", 7, "Dormant", 7, "Dormant", 20),
            ("2017-12-31", -2, "New", 2, "Loyal", 5),
        ],
        columns=MOVES,
    ).assign(month=lambda frame: pd.to_datetime(frame["month"]))
    svg = flows(moves, {2: "#0072B2"}, [2, 7])
    for text in ("Oct 2017", "Nov 2017", "Dec 2017", "Loyal  100", "Loyal  75", "Dormant  30"):
        assert f">{text}</text>" in svg.replace("\xa0", " "), text
    assert "over 2 months" in svg


def test_without_moves_there_are_no_flows():
    assert flows(pd.DataFrame(columns=MOVES), {}, []) is None


def test_a_retired_segment_and_a_new_one_of_its_name_have_a_bar_each():
    moves = pd.DataFrame([("2017-12-31", 3, "Regular", 8, "Regular", 60)], columns=MOVES)
    svg = flows(moves.assign(month=pd.to_datetime(moves["month"])), {}, [8]).replace("\xa0", " ")
    # Nobody stayed: one strong band, whose ends are at different heights.
    assert svg.count(">Regular  60</text>") == 2
    assert svg.count("opacity: 0.6") == 1
    assert "opacity: 0.22" not in svg
