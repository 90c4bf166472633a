"""Waiting for what another process does."""

from __future__ import annotations

import time
from collections.abc import Callable

_PATIENCE = 120  # seconds; a machine that has much to do is slow and not wrong


def until(fact: Callable[[], object]) -> None:
    """Wait until it holds."""
    ends = time.monotonic() + _PATIENCE
    while not fact():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)
