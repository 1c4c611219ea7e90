"""A small report: two segments, one set apart, twelve customers, whose figures can be checked by eye."""

from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest

from ml_tasks.segmentation.explaining.report.reading import ReportData

AS_OF = datetime(2018, 1, 1, 4, 1, 20)
MODEL = {
    "model_version": "20180101-aaaa0000",
    "reason": "Two segments are stable & useful.",
    "stability": 0.91,
    "promotion_number": 1,
    "verdict": "useful",
    "is_natural": False,
}


def _segments() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "segment_id": [2, 7, -1],
            "segment_name": ["Loyal High Spenders", "Dormant <Customers>", "Unusual Customers"],
            "marks": ["spends 3.0x the median", "last order 90 days ago", "unlike the rest"],
            "customer_count": [5, 6, 1],
            "customer_share": [5 / 12, 0.5, 1 / 12],
            "net_spend_usd": [800.0, 150.0, 50.0],
            "net_spend_share": [0.8, 0.15, 0.05],
        }
    )


def _profiles() -> pd.DataFrame:
    return pd.DataFrame(
        [
            (None, "net_spend_usd", 50.0, 100.0),
            (2, "net_spend_usd", 160.0, 160.0),
            (7, "net_spend_usd", 20.0, 30.0),
            (None, "order_count", 4.0, 5.0),
            (2, "order_count", 7.5, 5.5),
            (7, "order_count", 1.0, 0.0),
            (None, "cart_abandonment_share", None, None),
        ],
        columns=["segment_id", "measure", "median", "mean"],
    )


def _sample() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "segment_id": [2] * 5 + [7] * 6 + [-1],
            "net_spend_usd": [150.0, 160, 155, 170, 165, 20, 25, 30, 22, 28, 24, 50],
            "order_count": [7.0, 8, 7, 9, 8, 1, 2, 1, 2, 1, 3, 50],
        }
    )


PERSONA = {
    "segment_id": 2,
    "segment_name": "Loyal High Spenders",
    "customer_count": 5,
    "age_band": "35-44",
    "age_band_share": 0.6,
    "household_size": "2",
    "household_size_share": 0.4,
    "region": "OH",
    "region_share": 0.08,
    "daypart": "evening",
    "daypart_share": 0.9,
    "weekday": None,
    "weekday_share": None,
    "device": None,
    "device_share": None,
    "department": "GROCERY",
    "department_share": 0.5,
    "favoured_departments": "FUEL, MEAT",
    "newsletter_clicks_share": 0.25,
    "newsletter_clicks_index": 200.0,
    "campaign_responses_share": None,
    "campaign_responses_index": None,
    "coupons_share": 0.0,
    "coupons_index": None,
    "discounts_share": 0.15,
    "discounts_index": 100.0,
    "tactic": "Keep, do not discount.",
    "as_of": AS_OF,
    "model_version": MODEL["model_version"],
}


@pytest.fixture
def persona() -> pd.DataFrame:
    return pd.DataFrame([PERSONA])


@pytest.fixture
def data(persona) -> ReportData:
    features = ["net_spend_usd", "order_count"]
    nothing = pd.DataFrame()
    return ReportData(
        as_of=AS_OF,
        model=MODEL,
        newest=MODEL,
        segments=_segments(),
        profiles=_profiles(),
        sample=_sample(),
        features=pd.DataFrame(
            {"feature": features, "transform": ["log1p", "identity"], "fill_value": 0.0, "mean": [4, 5], "scale": 1.0}
        ),
        components=nothing,
        candidates=pd.DataFrame(
            {"k": [2, 3, 2, 3], "algorithm": ["kmeans", "kmeans", "gaussian_mixture", "gaussian_mixture"]}
        ).assign(
            silhouette=[0.4, 0.3, 0.38, 0.2],
            bic=[-10.0, -20.0, -30.0, None],
            stability=None,
            is_chosen=[True, False, False, False],
        ),
        transitions=nothing,
        drift=nothing,
        fairness=nothing,
        profile_segments=nothing,
        profile_fairness=nothing,
        lineage=nothing,
        names=_segments().assign(naming_rule="net_spend_usd above 90% of customers"),
        personas=persona,
        rfm=_segments().drop(columns=["segment_id", "marks"]),
    )


@pytest.fixture
def without_model(data) -> ReportData:
    nothing = pd.DataFrame()
    return replace(
        data,
        model={},
        newest={**MODEL, "promotion_number": None, "reason": "No number of segments is stable."},
        **dict.fromkeys(("segments", "profiles", "sample", "features", "names", "personas"), nothing),
    )
