"""Programs of others that judge ours: `make .venv/judges/ready` lays each into a folder of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

JUDGES = Path(sys.prefix) / "judges"
_ABSENT = "the judges are not installed: make .venv/judges/ready"

needs_judges = pytest.mark.skipif(not (JUDGES / "ready").exists() and not os.environ.get("CI"), reason=_ABSENT)


def axe() -> str:
    """The script of axe-core, which reads a page as somebody must who does not see it."""
    return (JUDGES / "axe" / "axe_playwright_python" / "axe.min.js").read_text("utf-8")


def program(judge: str, name: str) -> Path:
    """A program of a judge."""
    return JUDGES / judge / "bin" / name
