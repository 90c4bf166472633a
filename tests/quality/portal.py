"""Pages of the simulated portal as pages with gold text: layout tables, list forms, text between line breaks, in Vietnamese.

Another seed than the tests' and the demo's: other texts, other numbers, the same markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

from archiver.demo.manifest import manifest
from archiver.demo.server import Portal
from tests.quality.data import GoldPage

NAME = "portal"
_SEED = 77
_KINDS = frozenset(("article", "document", "page"))


def pages() -> Iterator[GoldPage]:
    """Each text of the portal at its own address."""
    with Portal(seed=_SEED, size="tiny") as portal:
        for truth in manifest(_SEED, "tiny", 0, portal.base):
            html = _fetched(truth.urls[0]) if truth.kind in _KINDS and truth.encoding == "utf-8" else None
            if html is not None:
                yield GoldPage(
                    set=NAME, id=truth.id, url=truth.urls[0], site=NAME, html=html, text=truth.text, title=truth.title,
                    author=truth.author, date=truth.published,
                )  # fmt: skip


def _fetched(url: str) -> str | None:
    try:
        with urlopen(url, timeout=30) as answer:
            return str(answer.read().decode("utf-8", errors="replace"))
    except HTTPError:  # some addresses lead nowhere, as on every portal
        return None
