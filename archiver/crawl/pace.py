"""How fast a crawl goes now, and how long what is queued will take. Pure: it is told the time."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from archiver.sites.politeness import Window

REMEMBERED = 60.0  # seconds of crawling that say how fast it goes now
_DAYS = 400  # that are looked ahead; a crawl that needs more needs another plan


class Pace:
    """Requests in the last minute in which the crawl was not held up."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()  # seconds of crawling, requests answered by then
        self._crawled = 0.0
        self._last: float | None = None

    def saw(self, now: float, answered: int, *, held: bool) -> None:
        """Once a second; `held`: nothing could be asked for since, by a window or by a host that rests."""
        if self._last is not None and not held:
            self._crawled += now - self._last
        self._last = now
        if not self._seen or not held:
            self._seen.append((self._crawled, answered))
        while len(self._seen) > 2 and self._seen[1][0] <= self._crawled - REMEMBERED:
            self._seen.popleft()

    @property
    def rate(self) -> float:
        """Requests a second; 0 where it is not known yet."""
        if not self._seen:
            return 0.0
        (since, before), (until, after) = self._seen[0], self._seen[-1]
        return (after - before) / (until - since) if until > since else 0.0


def time_left(requests: int, rate: float, window: Window | None, now: datetime) -> float | None:
    """Seconds until so many requests are made, closed hours included; None where nothing tells it."""
    if not requests or rate <= 0:
        return None
    work = requests / rate
    if window is None:
        return work
    passed = window.wait(now)
    for _ in range(_DAYS):
        open_for = window.open_for(now + timedelta(seconds=passed))
        if work <= open_for:
            return passed + work
        work -= open_for
        passed += open_for
        passed += window.wait(now + timedelta(seconds=passed))
    return None
