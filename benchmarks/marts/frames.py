"""The same RFM and session features in pandas, as somebody would write them who knows pandas: no loop over rows.

Amounts are whole cents, because binary fractions would add up differently. All frames come from the raw tables, links
from what the build found out about who is one person.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.marts.outputs import WINDOWS

_GAP = pd.Timedelta(minutes=30)
_REACH = pd.Timedelta(days=30)
_SESSION = ["visitor_ref", "number"]


@dataclass(frozen=True)
class RawFrames:
    """What is read: lines of orders, web events, and which reference is which customer."""

    lines: pd.DataFrame
    events: pd.DataFrame
    links: pd.DataFrame


def rfm_frame(raw: RawFrames, as_of: pd.Timestamp) -> pd.DataFrame:
    """One row per customer with an order: the three measures and their scores from 1 to 5."""
    key = ["order_id", "product_id", "is_refund"]
    lines = raw.lines[raw.lines["ordered_at"] <= as_of].sort_values(["_source_file", "_source_row"])
    lines = lines.drop_duplicates(key, keep="last").merge(raw.links, on="customer_ref", how="left")
    orders = lines.groupby("order_id", sort=False).agg(
        customer_id=("customer_id", "first"),
        net_spend_cents=("net_spend_cents", "sum"),
        ordered_at=("ordered_at", "min"),
        is_refund_only=("is_refund", "all"),
    )
    orders["days_ago"] = (as_of.normalize() - orders["ordered_at"].dt.normalize()).dt.days
    bought = (
        orders[~orders["is_refund_only"]]
        .groupby("customer_id")
        .agg(days_since_last_order=("days_ago", "min"), order_count=("days_ago", "size"))
    )
    bought["net_spend_cents"] = orders.groupby("customer_id")["net_spend_cents"].sum()
    rfm = bought.reset_index()
    rfm["recency_score"] = _quintile(rfm, "days_since_last_order", ascending=False)
    rfm["frequency_score"] = _quintile(rfm, "order_count", ascending=True)
    rfm["monetary_score"] = _quintile(rfm, "net_spend_cents", ascending=True)
    return rfm


def _quintile(frame: pd.DataFrame, column: str, *, ascending: bool) -> pd.Series:
    """SQL's ntile(5): fifths as equal as can be, the larger ones first; ties by customer_id."""
    order = frame.sort_values([column, "customer_id"], ascending=[ascending, True]).index
    sizes = [len(order) // 5 + (fifth < len(order) % 5) for fifth in range(5)]
    return pd.Series(np.repeat(np.arange(1, 6), sizes), index=order).reindex(frame.index)


def visit_frame(raw: RawFrames, as_of: pd.Timestamp) -> pd.DataFrame:
    """One row per customer with a session: sessions and product views in each window, and carts."""
    sessions = _with_customers(_sessions(raw, as_of))
    sessions = sessions[sessions["customer_id"].notna()]
    days_ago = (as_of.normalize() - sessions["started_at"].dt.normalize()).dt.days
    for days in WINDOWS:
        within = days_ago < days
        sessions[f"sessions_last_{days}_days_count"] = within.astype("int64")
        sessions[f"product_views_last_{days}_days_count"] = sessions["product_view_count"].where(within, 0)
    sessions["cart_session_count"] = (sessions["add_to_cart_count"] > 0).astype("int64")
    sessions["abandoned_cart_session_count"] = (
        (sessions["add_to_cart_count"] > sessions["remove_from_cart_count"]) & (sessions["purchase_count"] == 0)
    ).astype("int64")
    counted = [column for column in sessions.columns if "_last_" in column or column.endswith("cart_session_count")]
    return sessions.groupby("customer_id")[counted].sum().reset_index()


def _sessions(raw: RawFrames, as_of: pd.Timestamp) -> pd.DataFrame:
    events = raw.events[raw.events["occurred_at"] <= as_of].sort_values(["_source_file", "_source_row"])
    events = events.drop_duplicates("event_id", keep="last").merge(raw.links, on="customer_ref", how="left")
    events = events.sort_values(["visitor_ref", "occurred_at", "event_id"], ignore_index=True)
    is_start = events["visitor_ref"].ne(events["visitor_ref"].shift()) | (events["occurred_at"].diff() > _GAP)
    events["number"] = is_start.cumsum()
    events["seen_at"] = events["occurred_at"].where(events["customer_id"].notna())
    kind = events["event_type"].str.lower()
    for name, wanted in (
        ("product_view_count", "product viewed"),
        ("add_to_cart_count", "product added"),
        ("remove_from_cart_count", "product removed"),
        ("purchase_count", "order completed"),
    ):
        events[name] = kind.eq(wanted).fillna(False).astype("int64")
    return (
        events.groupby(_SESSION, sort=False)
        .agg(
            started_at=("occurred_at", "first"),
            ended_at=("occurred_at", "last"),
            first_customer=("customer_id", "first"),
            last_customer=("customer_id", "last"),
            first_seen_at=("seen_at", "first"),
            last_seen_at=("seen_at", "last"),
            product_view_count=("product_view_count", "sum"),
            add_to_cart_count=("add_to_cart_count", "sum"),
            remove_from_cart_count=("remove_from_cart_count", "sum"),
            purchase_count=("purchase_count", "sum"),
        )
        .reset_index()
    )


def _with_customers(sessions: pd.DataFrame) -> pd.DataFrame:
    """Give anonymous sessions to who was logged in on the browser before, or else after, within thirty days."""
    before = sessions.groupby("visitor_ref", sort=False)[["last_customer", "last_seen_at"]].ffill()
    after = sessions.groupby("visitor_ref", sort=False)[["first_customer", "first_seen_at"]].bfill()
    is_before = before["last_seen_at"] >= sessions["started_at"] - _REACH
    is_after = after["first_seen_at"] <= sessions["ended_at"] + _REACH
    adopted = before["last_customer"].where(is_before, after["first_customer"].where(is_after))
    sessions["customer_id"] = sessions["last_customer"].where(sessions["last_customer"].notna(), adopted)
    return sessions
