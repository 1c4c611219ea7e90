"""What segment_explanations says of a customer is so: Python, told the change, moves the customer too."""

import numpy as np
import pytest

from ml_tasks.segmentation.proposal import propose

from .planted import AS_OF, plant
from .promoted import FOUR_BY_K_MEANS, as_it_is, as_mixture, built, promote

MODELS = ["cluster_assignments", "dim_segments", "segment_explanations"]
# Feature: step, and whether it may fall; what the planted customers have of macros/segments/changes.sql.
CHANGEABLE = {
    "days_since_last_order": (1, False),
    "order_count": (1, False),
    "net_spend_usd": (0.01, False),
    "average_order_value_usd": (0.01, True),
    "orders_last_90_days_count": (1, True),
    "net_spend_last_90_days_usd": (0.01, True),
    "discount_share": (0.01, True),
    "coupon_redemption_count": (1, False),
}


@pytest.fixture(
    params=[(as_it_is, 0.0), (as_it_is, 1.0), (as_mixture, 0.0), (as_mixture, 1.0)],
    ids=lambda shape: f"{shape[0].__name__}, PCA up to {shape[1]:.0%}",
)
def explained(request, settings, config, write_features):
    """Give the model, the customers and what SQL says of them, of each shape that a model can have."""
    shape, pca_pays_share = request.param
    config = config.model_copy(update={"pca_pays_share": pca_pays_share, **FOUR_BY_K_MEANS})
    customers, _ = plant(500, seed=4)
    random = np.random.default_rng(8)
    # Between the kinds, where changes are small; some know too little of themselves, some are far away.
    customers.loc[::3, "days_since_last_order"] = random.integers(1, 200, len(customers[::3]))
    customers.loc[5::50, "discount_share"] = np.nan
    customers.loc[7::50, "order_count"] = 2.0
    customers.loc[9::50, "net_spend_last_90_days_usd"] = -12.5
    customers.loc[11::50, "days_since_last_order"] = 2_000.0
    proposal = propose(customers[customers["order_count"] >= 3], AS_OF, config)
    model = shape(proposal.fit.model)
    write_features(customers)
    return model, customers, built(settings, promote(settings, proposal, model), *MODELS)


def test_explanations_are_what_python_finds(explained):
    model, customers, said = explained
    assert said["customer_id"].tolist() == customers["customer_id"].tolist()
    labels = model.assign(customers)
    assert said["segment_id"].tolist() == labels["segment_id"].tolist()
    assert said[labels["segment_id"] == 0].filter(regex="driver|target|change").isna().all(axis=None)
    _require_true_drivers(model, customers, labels, said)
    _require_true_changes(model, customers, labels, said)


def _shares(model, customers, segment_id) -> np.ndarray:
    """Each feature's share of the squared distance to a customer's segment, shape (n_customers, n_features)."""
    row = np.searchsorted(model.segment_ids, segment_id)
    loadings = model.projection.components_
    loadings = np.eye(len(model.scaler.features_)) if loadings is None else loadings
    variances = np.ones_like(model.prototypes) if model.variances is None else model.variances
    pull = (model.points(customers) - model.prototypes[row]) / variances[row]
    return (model.scaler.transform(customers) - model.prototypes[row] @ loadings) * (pull @ loadings)


def _require_true_drivers(model, customers, labels, said) -> None:
    known = labels["segment_id"] != 0
    customers, labels, said = customers[known], labels[known], said[known]
    shares = [_shares(model, customers, labels[f"{which}_segment_id"]) for which in ("nearest", "second")]
    for share, column in zip(shares, ("distance_to_prototype", "distance_to_second"), strict=True):
        np.testing.assert_allclose(share.sum(axis=1), np.square(labels[column]), rtol=1e-8, atol=1e-8)
    contributions = shares[1] - shares[0]
    names = np.array([feature.column for feature in model.scaler.features_])
    best = np.sort(contributions, axis=1)[:, ::-1]
    for place in (1, 2, 3):
        expected = np.where(best[:, place - 1] > 0, best[:, place - 1], np.nan)
        np.testing.assert_allclose(said[f"driver_{place}_contribution"], expected, rtol=1e-7, atol=1e-7)
    assert said["driver_1_feature"].fillna(names[0]).isin(names).all()
    first = said[said["driver_1_feature"] == "order_count"]
    assert first["driver_1_customer_value"].tolist() == customers.loc[first.index, "order_count"].tolist()


def _require_true_changes(model, customers, labels, said) -> None:
    moved = said["change_feature"].notna()
    assert moved.sum() > 30
    assert set(said.loc[moved, "change_feature"]) <= set(CHANGEABLE)
    assert said.loc[moved, "change_in_words"].notna().all()
    names = [feature.column for feature in model.scaler.features_]
    caps = dict(zip(names, zip(model.scaler.cap_low_, model.scaler.cap_high_, strict=True), strict=True))
    enough, too_little = customers.copy(), customers.copy()
    for row, change in said[moved].iterrows():
        step, may_fall = CHANGEABLE[change["change_feature"]]
        start, end = change["change_from"], change["change_to"]
        low, high = caps[change["change_feature"]]
        assert low <= end <= high
        assert may_fall or end > start
        enough.loc[row, change["change_feature"]] = end
        less = max(end - step, start) if end > start else min(end + step, start)
        too_little.loc[row, change["change_feature"]] = less
    target = said["target_segment_id"]
    assert (model.assign(enough)["segment_id"] == target)[moved].all()
    assert not (model.assign(too_little)["segment_id"] == target)[moved].any()
    _require_no_change_was_missed(model, customers, labels, said, caps)


def _require_no_change_was_missed(model, customers, labels, said, caps) -> None:
    """Whoever is told of no change cannot get there by any whole number of days, orders or coupons."""
    stuck = customers[said["change_feature"].isna() & (labels["segment_id"] != 0)].head(40)
    for column, (step, may_fall) in CHANGEABLE.items():
        if step != 1 or column not in caps:
            continue
        for value in np.arange(np.ceil(caps[column][0]), np.floor(caps[column][1]) + 1):
            asked = stuck[stuck[column].notna() & ((stuck[column] < value) | may_fall)]
            there = model.assign(asked.assign(**{column: value}))["segment_id"] if len(asked) else asked["order_count"]
            assert not (there == said.loc[asked.index, "target_segment_id"]).any(), column
