"""How each host is treated while the crawl runs: its rules, its pace, its rest when it asks for one.

All the clocks of politeness are here. The scheduler asks before it hands out a request; the spider tells what came.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from archiver.sites.politeness import Politeness
from archiver.sites.robots import EVERYTHING, Rules

LONGEST_REST = 3600.0  # seconds; a Retry-After of a year would end the crawl
_FIRST_REST = 5.0  # seconds, doubled with each further refusal (429, 503) that names no time
_LONGEST_GUESS = 300.0  # seconds; so far doubling goes
_SILENCE = 5.0  # seconds; so long an answer may take without being missed
_PATIENCE = 5  # failures in a row; then the host is given a rest, longer with each further one
_ENOUGH = 40  # failures in a row; then it is taken to be gone for this crawl


@dataclass(slots=True)
class Host:
    """One host, as it behaved so far."""

    rules: Rules | None = None  # None: robots.txt is not answered yet
    closed: str | None = None  # why nothing of it is fetched any more
    unruled: str | None = None  # what robots.txt was answered with, while it is asked for again
    in_flight: int = 0
    has_shown: bool = False  # a page or a file; before that it is asked one thing at a time
    asked_at: float = 0.0  # when the last request went out; seconds since 1970
    rests_until: float = 0.0
    rests_because: str = ""
    refusals: int = 0  # in a row
    failures: int = 0  # in a row


@dataclass(frozen=True, slots=True)
class Rest:
    """A host that is left alone for a while."""

    host: str
    seconds: float  # still
    why: str


class Hosts:
    """All hosts of a crawl."""

    def __init__(self, politeness: Politeness, clock: Callable[[], float] = time.time) -> None:
        self._politeness = politeness
        self._clock = clock
        self._known: dict[str, Host] = {}

    def of(self, host: str) -> Host:
        return self._known.setdefault(host, Host())

    @property
    def concurrency(self) -> int:
        """Requests to one host that may be under way at once."""
        return self._politeness.concurrency

    def wait(self, name: str) -> float:
        """Seconds until the next request to a host may go out; 0: now. Infinite while too many are under way."""
        host = self.of(name)
        # Two first requests at once bring two sessions, and the view state of one is refused by the other.
        if host.in_flight >= (self._politeness.concurrency if host.has_shown else 1):
            return float("inf")
        # The pause that robots.txt asks for holds from its own answer on.
        pause = max(self._politeness.delay, host.rules.delay if host.rules else 0.0)
        return max(0.0, host.asked_at + pause - self._clock(), host.rests_until - self._clock())

    def begins(self, name: str) -> None:
        """A request goes out."""
        host = self.of(name)
        host.in_flight += 1
        host.asked_at = self._clock()

    def ended(self, name: str) -> None:
        """Its answer is here, or will never be."""
        host = self.of(name)
        host.in_flight = max(0, host.in_flight - 1)

    def answered(self, name: str, *, shown: bool) -> None:
        """With something that is no refusal; `shown`: with what was asked for, robots.txt aside."""
        host = self.of(name)
        host.refusals = host.failures = 0
        host.has_shown |= shown

    def refused(self, name: str, rest: float | None) -> float:
        """429 or 503: the whole host rests, as long as it said, else longer each time; gives the seconds."""
        host = self.of(name)
        host.refusals += 1
        guess = min(_FIRST_REST * 2 ** min(host.refusals - 1, 16), _LONGEST_GUESS)
        seconds = min(rest, LONGEST_REST) if rest is not None else guess
        self._rest(host, seconds, "as it asked" if rest is not None else "because it is busy")
        return seconds

    def failed(self, name: str, why: str) -> None:
        """No answer, or an error of the server's: a host in trouble is not pressed."""
        host = self.of(name)
        host.failures += 1
        if host.failures >= _ENOUGH:
            host.closed = f"the host failed {host.failures} times in a row, last: {why}"
        elif host.failures >= _PATIENCE:
            rest = min(_FIRST_REST * 2 ** min(host.failures - _PATIENCE, 16), _LONGEST_GUESS)
            self._rest(host, rest, f"after {host.failures} failures in a row")

    def allows(self, name: str, url: str) -> bool:
        """Whether the host's rules allow an address, or the permission stands above them."""
        if self._politeness.robots == "override":
            return True
        return (self.of(name).rules or EVERYTHING).allow(url)

    def resting(self) -> list[Rest]:
        """The hosts that rest, the longest first."""
        now = self._clock()
        rests = [
            Rest(name, host.rests_until - now, host.rests_because)
            for name, host in self._known.items()
            if host.rests_until > now + 1
        ]
        return sorted(rests, key=lambda rest: -rest.seconds)

    def unruled(self) -> list[tuple[str, str]]:
        """The hosts of which nothing may be fetched until their robots.txt is answered, and what it is answered with now."""
        return [
            (name, why)
            for name, host in self._known.items()
            if host.rules is None and host.closed is None and (why := host.unruled or self._silent(host)) is not None
        ]

    def _silent(self, host: Host) -> str | None:
        waits = self._clock() - host.asked_at
        return f"asked {waits:.0f} s ago" if host.in_flight and waits > _SILENCE else None

    def _rest(self, host: Host, seconds: float, why: str) -> None:
        until = self._clock() + seconds
        if until > host.rests_until:
            host.rests_until, host.rests_because = until, why
