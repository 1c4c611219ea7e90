"""The verdict on a segmentation, in sentences for somebody who decides on campaigns."""

from collections.abc import Mapping
from typing import Any

NATURAL = (
    "Customers really fall into these groups: they are there in the data, and another sample of customers shows the "
    "same ones."
)
USEFUL = (
    "These segments are a useful way to divide customers, not groups that nature drew: customers shade into each "
    "other, but the lines stay where they are when they are drawn again, and customers on either side of them go on "
    "to behave differently."
)
STABLE = (
    "These segments are a repeatable way to divide customers: drawn again from other samples, the lines stay where "
    "they are. How natural or how useful they are was not judged."
)
BY_HAND = (
    "A person chose these segments although the gate would not have: they were found neither natural nor both "
    "repeatable and telling. Expect some customers to change segment when they are found anew."
)
NO_MODEL = (
    "There is no segmentation to show: customers are described by their RFM segments and by rules alone, because no "
    "division of them was good enough to act upon, or none was tried yet."
)
NOT_PROMOTED = "It was not promoted, and the segments on this page stay as they are."


def verdict_label(model: Mapping[str, Any]) -> str:
    """Give the verdict in two or three words."""
    return {NATURAL: "Natural groups", USEFUL: "Useful division", BY_HAND: "Chosen by a person", NO_MODEL: "None"}.get(
        verdict(model), "Repeatable division"
    )


def verdict(model: Mapping[str, Any]) -> str:
    """Say what the verdict means. Expects a row of ``ml.segment_models``; empty when nothing scores customers."""
    if not model:
        return NO_MODEL
    said = model.get("verdict")
    if said == "natural" or model.get("is_natural") is True:
        return NATURAL
    return {"useful": USEFUL, "none": BY_HAND}.get(said, STABLE)
