"""robots.txt (RFC 9309): what a host asks crawlers to leave alone, and how slowly it wants to be read."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

LIMIT = 512_000  # bytes that are read: RFC 9309, 2.5 asks for 500 KiB at least
PRODUCT = "portal-archive"  # our product token in User-agent lines
LONGEST_DELAY = 60.0  # seconds; a host that asks for more gets this


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host asks of us."""

    text: str
    _parsed: Protego

    @classmethod
    def of(cls, text: str) -> Rules:
        """The rules of a file; lines that are none say nothing."""
        return cls(text, Protego.parse(text))

    @classmethod
    def read(cls, body: bytes) -> Rules:
        """The rules of an answer's body, as far as it must be read."""
        return cls.of(body[:LIMIT].decode("utf-8-sig", "replace").replace("\0", ""))

    def allow(self, url: str) -> bool:
        """Whether this address may be fetched; robots.txt itself always may."""
        return bool(self._parsed.can_fetch(url, PRODUCT))

    @property
    def delay(self) -> float:
        """Seconds that the host wants between two requests; not of RFC 9309, but asked for by many."""
        told = self._parsed.crawl_delay(PRODUCT)
        return min(float(told), LONGEST_DELAY) if told and told > 0 else 0.0

    @property
    def sitemaps(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._parsed.sitemaps))


EVERYTHING = Rules.of("")
"""A host without a robots.txt asks nothing of us (RFC 9309, 2.3.1.3)."""
