"""Which sites one process serves: the main one, its successor on the same host, and the variants beside it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from archiver.demo.exchange import Answer, Answers, Manner, Request
from archiver.demo.portal import Site

SUCCESSION = 5  # the epoch in which the host changes hands
_VARIANTS = "archiver.demo.variants"


class Host:
    """The main host: the portal until it is replaced, from then on the one that replaced it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        made: Callable[[int, str], Answers] | None = _made_by("successor")
        self._successor = made(site.seed, site.size) if made else None

    @property
    def epoch(self) -> int:
        """Which state is shown."""
        return self.site.epoch

    @epoch.setter
    def epoch(self, value: int) -> None:
        self.site.epoch = value
        if self._successor is not None:
            self._successor.epoch = value

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
        return self._successor if self._successor is not None and self.epoch >= SUCCESSION else self.site

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""
        return self._now.answer(request)


def other_sites(seed: int, size: str) -> dict[str, Answers]:
    """The variants by their letters."""
    made: Callable[[str, int, str], Answers] | None = _made_by("variant")
    return {letter: made(letter, seed, size) for letter in "BCD"} if made else {}


def _made_by(name: str) -> Any:
    """A maker of the variants' module, which is a part that a portal can do without."""
    return getattr(import_module(_VARIANTS), name, None) if find_spec(_VARIANTS) else None
