"""Tell people that something is wrong: in the log, and at ``SEGMART_ALERT_URL`` as JSON that Slack's webhooks take."""

import json
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from warehouse.redaction import without_quoted_values
from warehouse.settings import Settings

log = logging.getLogger(__name__)

_PATIENCE_SECONDS = 5
# What Slack takes at most: in a heading, in a field, in a paragraph.
_HEADING, _FIELD, _PARAGRAPH = 150, 2000, 3000
_QUOTED_TWICE = re.compile(r'"[^"]*(?:"|\Z)')
_MAIL_ADDRESS = re.compile(r"[^\s<>()\[\],;:'\"]+@[^\s<>()\[\],;:'\"]+")


@dataclass(frozen=True)
class Alert:
    """What somebody has to know who was looking elsewhere; ``since`` is in UTC, ``where`` is a link or a path."""

    title: str
    what: str
    since: datetime
    observed: str
    to_do: str
    where: str
    is_over: bool = False

    def text(self) -> str:
        """Return all of it in lines, without what may be personal data."""
        facts = {
            "Since": f"{self.since:%Y-%m-%d %H:%M:%S} UTC",
            "Observed": without_personal_data(self.observed),
            "What to do": self.to_do,
            "Where to look": self.where,
        }
        said = [
            self.title,
            without_personal_data(self.what),
            *(f"{name}: {fact}" for name, fact in facts.items() if fact),
        ]
        return "\n".join(said)

    def message(self) -> dict[str, Any]:
        """Return the same for Slack."""
        fields = {"Since": f"{self.since:%Y-%m-%d %H:%M:%S} UTC", "Observed": without_personal_data(self.observed)}
        blocks = [
            {"type": "header", "text": {"type": "plain_text", "text": self.title[:_HEADING]}},
            _section(without_personal_data(self.what)),
            {
                "type": "section",
                "fields": [_mrkdwn(f"*{name}*\n{fact}", _FIELD) for name, fact in fields.items() if fact],
            },
            _section(f"*What to do*\n{self.to_do}" if self.to_do else ""),
            _section(f"*Where to look*\n{self.where}" if self.where else ""),
        ]
        # Slack refuses a message with an empty block.
        return {"text": _escaped(self.text()), "blocks": [block for block in blocks if block]}


def without_personal_data(message: str) -> str:
    """Leave out what another program quoted in a message, and anything like an e-mail address.

    An alert leaves the company's machines. The log, which does not, has the message as it was.
    """
    return _MAIL_ADDRESS.sub("…", _QUOTED_TWICE.sub('"…"', without_quoted_values(message)))


def send(settings: Settings, alert: Alert) -> bool:
    """Log an alert and post it if there is a URL; return whether it has reached everybody whom it can reach.

    It never raises: whoever has bad news to tell has something better to fail of.
    """
    # Good news is a warning too, because Airflow's log keeps nothing below.
    log.log(logging.WARNING if alert.is_over else logging.ERROR, "%s", alert.text())
    if settings.alert_url is None:
        return True
    url = settings.alert_url.get_secret_value()
    try:
        _post(url, alert.message())
    except Exception as error:
        log.warning("The alert could not be posted to %s: %s.", _host(url), _reason(error))
        return False
    return True


class _NoRedirect(HTTPRedirectHandler):
    """A redirected POST arrives as a GET without its message, and would count as delivered."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _post(url: str, message: dict[str, Any]) -> None:
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError
    request = Request(url, json.dumps(message).encode(), {"Content-Type": "application/json"})
    with build_opener(_NoRedirect).open(request, timeout=_PATIENCE_SECONDS):
        pass


def _host(url: str) -> str:
    """Name what is no secret of a URL: who has the path of a webhook may post to it."""
    try:
        return urlsplit(url).hostname or "SEGMART_ALERT_URL"
    except ValueError:
        return "SEGMART_ALERT_URL"


def _reason(error: Exception) -> str:
    """Say it in words of our own: the libraries' messages may quote the URL."""
    if isinstance(error, HTTPError):
        return f"it answered {error.code}"
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return f"no answer within {_PATIENCE_SECONDS} s"
    if isinstance(cause, OSError):
        return cause.strerror or type(cause).__name__
    return "SEGMART_ALERT_URL is no http or https address" if isinstance(error, ValueError) else type(error).__name__


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _mrkdwn(text, _PARAGRAPH)} if text else {}


def _mrkdwn(text: str, limit: int) -> dict[str, str]:
    escaped = _escaped(text)
    return {"type": "mrkdwn", "text": escaped if len(escaped) <= limit else f"{escaped[: limit - 1]}…"}


def _escaped(text: str) -> str:
    """Slack reads <…> as a link, and one star where Markdown has two."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(character, entity)
    return text.replace("**", "*")
