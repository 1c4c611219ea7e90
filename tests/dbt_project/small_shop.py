"""A small shop: its rows, what a build of it is told, and how its references must come out."""

import hmac
from pathlib import Path

from ml_tasks.identity.config import IdentityConfig

KEY = "a key for tests, longer than one block of SHA-256 so that it has to be hashed first"
VARIABLES = {
    "as_of": "2017-07-01 12:00:00",
    "build_id": 1,
    "raw_through_batch": 5,
    "model_version": "",
    "company_timezone": "America/New_York",
}
# A contact of three is a placeholder here.
IDENTITIES = IdentityConfig(
    email=IdentityConfig().email.model_copy(update={"max_people": 2, "placeholders": ()}),
    phone=IdentityConfig().phone.model_copy(update={"max_people": 2}),
)
ROWS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def pseudonym(reference: str) -> str:
    """Return what a reference must become: the first 16 digits of HMAC-SHA256, by Python's own."""
    return hmac.new(KEY.encode(), reference.encode(), "sha256").hexdigest()[:16]
