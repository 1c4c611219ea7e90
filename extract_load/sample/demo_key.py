"""The demo's key for keyed hashes: public, derived from the sample's seed, and therefore no secret at all."""

import hashlib
from pathlib import Path

from extract_load.sample.real_data import SEED
from warehouse.pii_key import DEMO_KEY_PREFIX

DEMO_KEY = DEMO_KEY_PREFIX + hashlib.sha256(SEED.encode()).hexdigest()
"""Equal in every demo home, so that two homes give a customer the same id. Its first words say that it is none for
production."""


def write_demo_key(path: Path, partial: Path) -> None:
    """Write the key to ``path`` with mode 0600, unless a key is there already."""
    if path.exists():
        return
    draft = partial / path.name
    draft.touch(mode=0o600)
    draft.write_text(DEMO_KEY + "\n")
    draft.replace(path)
