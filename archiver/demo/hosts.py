"""Which sites one process serves: the main one, its successor on the same host, and the variants beside it."""

from __future__ import annotations

from archiver.demo.exchange import Answer, Answers, Manner, Request
from archiver.demo.portal import Site
from archiver.demo.variants import successor, variant
from archiver.demo.world import SUCCESSION

LETTERS = "BCD"


class Host:
    """The main host: the portal until it is replaced, from then on the one that replaced it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._successor = successor(site.seed, site.size)

    @property
    def epoch(self) -> int:
        """Which state is shown."""
        return self.site.epoch

    @epoch.setter
    def epoch(self, value: int) -> None:
        self.site.epoch = value

    @property
    def robots(self) -> str | None:
        """The robots.txt of whoever has the host now."""
        return self._now.robots

    @property
    def manner(self) -> Manner:
        """The manner of whoever has the host now."""
        return self._now.manner

    @property
    def _now(self) -> Answers:
        return self._successor if self.epoch >= SUCCESSION else self.site

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""
        return self._now.answer(request)


def other_sites(seed: int, size: str) -> dict[str, Answers]:
    """The variants by their letters."""
    return {letter: variant(letter, seed, size) for letter in LETTERS}
