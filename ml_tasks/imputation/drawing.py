"""Chance that is the same on every run: drawn from customer ids, whatever the order of the rows."""

import hashlib
from collections.abc import Iterable

import numpy as np


def draw(customer_ids: Iterable[str], seed: int, purpose: str) -> np.ndarray:
    """One number of 64 bits for each id; another seed or purpose draws independently."""
    key = f"{seed}:{purpose}".encode()[:64]
    digests = (hashlib.blake2b(str(name).encode(), key=key, digest_size=8).digest() for name in customer_ids)
    return np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)
