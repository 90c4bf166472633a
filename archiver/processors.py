"""How many processors there are for us; who works in several processes asks here."""

from __future__ import annotations

import os
import sys


def usable_processors() -> int:
    """Those that this program may use, of those that the machine has."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
