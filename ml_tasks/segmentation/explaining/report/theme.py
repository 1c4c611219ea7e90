"""How pictures look, and how they become text that is the same whenever the figures are."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from matplotlib import style
from matplotlib.figure import Figure

# Okabe & Ito's palette, which people with any colour vision tell apart, darkest first and without its pale yellow;
# then three of Paul Tol's.
COLOURS = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"),
    *("#882255", "#6A6A00", "#332288", "#44AA99"),
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p", "<", ">")
GREY = "#8A8F98"
INK = "#22272E"
FAINT = "#E3E6EA"

_STYLE = {
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.constrained_layout.use": True,
    "svg.fonttype": "none",
}


@dataclass
class Picture:
    """A figure being drawn; ``svg`` is its text once the ``with`` block has ended."""

    figure: Figure
    svg: str = ""


@contextmanager
def picture(name: str, said: str, *, width: float, height: float) -> Iterator[Picture]:
    """Draw in one style whatever matplotlib's own settings are; inches. ``said`` is read to who cannot see it."""
    # The name keeps the ids of two pictures on one page apart.
    with style.context(["default", {**_STYLE, "svg.hashsalt": name}]):
        drawn = Picture(Figure(figsize=(width, height)))
        yield drawn
        buffer = io.StringIO()
        drawn.figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawn.svg = _inline(buffer.getvalue(), said)


def _inline(svg: str, said: str) -> str:
    """Cut an SVG file down to what may stand in a page, without ids that nothing refers to."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    used = set(re.findall(r"#([\w-]+)", svg))
    svg = re.sub(r' id="([\w-]+)"', lambda found: found[0] if found[1] in used else "", svg)
    svg = re.sub(r'<svg([^>]*?) width="[^"]*"', r"<svg\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    return svg.replace("<svg", f'<svg role="img" aria-label="{_attribute(said)}"', 1)


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def colour_of(segment_ids: list[int]) -> dict[int, str]:
    """Give each segment a colour, by the order of ids; what is set apart (0 and below) is grey."""
    found = sorted(segment_id for segment_id in segment_ids if segment_id > 0)
    colours = {segment_id: COLOURS[place % len(COLOURS)] for place, segment_id in enumerate(found)}
    return {segment_id: colours.get(segment_id, GREY) for segment_id in segment_ids}


def marker_of(segment_ids: list[int]) -> dict[int, str]:
    """Give each segment a marker as well, for prints without colour."""
    found = sorted(segment_id for segment_id in segment_ids if segment_id > 0)
    return {segment_id: MARKERS[place % len(MARKERS)] for place, segment_id in enumerate(found)}
