"""Pages of the Data Docs that need no network.

GX's own pages fetch styles, icons and scripts from other people's servers; without them the index is empty and no
page shows what was met.
"""

import re
from html import escape
from pathlib import Path
from typing import Any

from great_expectations.render.view import DefaultJinjaPageView

_STYLE = Path(__file__).with_name("data_docs.css").read_text()
_FOREIGN = re.compile(
    r"""<script.*?</script>|<footer>.*?</footer>|<link[^>]+href="https?:[^>]*>|<img[^>]+src="https?:[^>]*>|url\('https?:[^)]*\)""",
    re.DOTALL,
)
_SUITE_LINK = re.compile(r'<a href="[^"]*/expectations/[^"]*"[^>]*>(.*?)</a>')

_INDEX = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Segmart's gates</title><style>{style}</style></head>
<body>
<h1>Segmart's gates</h1>
<p>The latest validation of every suite. Earlier verdicts are in the table ops.gate_results.</p>
<table><tr><th>suite</th><th>judged</th><th>at (UTC)</th><th>expectations</th></tr>
{rows}
</table>
</body>
</html>
"""
_ROW = (
    '<tr><td><a href="{href}">{suite}</a></td><td>{run}</td><td>{time}</td>'
    '<td class="{style_class}">{verdict}</td></tr>'
)


class OfflinePageView(DefaultJinjaPageView):
    """A validation as GX renders it, with our style sheet in place of what it would fetch."""

    def render(self, document: Any, template: str | None = None, **kwargs: Any) -> str:
        """Render a page, then take out what is fetched from elsewhere and links to pages that are not built."""
        page = super().render(document, template, **kwargs)
        page = _SUITE_LINK.sub(r"\1", _FOREIGN.sub("", page))
        return page.replace("</head>", f"<style>{_STYLE}</style></head>", 1)


class IndexRenderer:
    """Hands the links that GX collects on to ``IndexView``."""

    @staticmethod
    def render(links: dict[str, Any]) -> list[dict[str, Any]]:
        """Return a link per validation, in the order of the suites' names."""
        return sorted(links.get("validations_links", []), key=lambda link: link["expectation_suite_name"])


class IndexView:
    """The page to open first: one line a suite."""

    @staticmethod
    def render(links: list[dict[str, Any]], **_: Any) -> str:
        """Render the links."""
        return _INDEX.format(style=_STYLE, rows="\n".join(_row(link) for link in links))


def _row(link: dict[str, Any]) -> str:
    is_met = link["validation_success"]
    return _ROW.format(
        href=escape(link["filepath"], quote=True),
        suite=escape(link["expectation_suite_name"]),
        run=escape(link["run_name"]),
        time=f"{link['run_time']:%Y-%m-%d %H:%M:%S}",
        style_class="text-success" if is_met else "text-danger",
        verdict="all met" if is_met else "not all met",
    )
