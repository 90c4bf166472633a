"""What crawlers did to a site: how much, how fast, and what they should have left alone."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic
from urllib.robotparser import RobotFileParser

from archiver.demo.exchange import Answer
from archiver.demo.traps import trap_kind


@dataclass
class Counters:
    """The counts of one site."""

    requests: int = 0
    by_path: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    traps: Counter[str] = field(default_factory=Counter)
    bytes_sent: int = 0
    peak_parallel: int = 0
    forms_submitted: int = 0  # forms of content, which nobody but a reader may send
    postbacks_refused: int = 0
    robots_violations: int = 0  # asked for what the site's robots.txt bars for everybody
    cookies_missing: int = 0
    cookies_bad: int = 0
    not_modified: int = 0
    shortest_gap: float | None = None  # seconds between two requests
    gaps: float = 0.0  # all of them together
    _last: float | None = None
    _open: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def begin(self, target: str, *, cookie: str | None = "", well_formed: bool = True, barred: bool = False) -> None:
        """A request has come in; `cookie` is the session's, None where the reader sent none."""
        trap = trap_kind(target)
        with self._lock:
            now = monotonic()  # in here, or of two requests at once the later may have the earlier time
            self.requests += 1
            self.by_path[target] += 1
            if trap:
                self.traps[trap] += 1
            self.robots_violations += barred
            self.cookies_missing += cookie is None
            self.cookies_bad += cookie is not None and not well_formed
            if self._last is not None:
                gap = now - self._last
                self.gaps += gap
                self.shortest_gap = gap if self.shortest_gap is None else min(gap, self.shortest_gap)
            self._last = now
            self._open += 1
            self.peak_parallel = max(self.peak_parallel, self._open)

    def answered(self, answer: Answer) -> None:
        """Its answer is about to go out: who has it, finds it counted."""
        with self._lock:
            self.statuses[int(answer.status)] += 1
            self.bytes_sent += len(answer.body)
            self.forms_submitted += answer.violation
            self.postbacks_refused += answer.refused
            self.not_modified += answer.status is HTTPStatus.NOT_MODIFIED

    def end(self) -> None:
        """Its answer has gone out, or never will."""
        with self._lock:
            self._open -= 1

    def as_dict(self) -> dict[str, object]:
        """The counters for the control port."""
        with self._lock:
            return {
                "requests": self.requests,
                "by_path": dict(self.by_path),
                "statuses": {str(status): count for status, count in self.statuses.items()},
                "traps": dict(self.traps),
                "bytes_sent": self.bytes_sent,
                "peak_parallel": self.peak_parallel,
                "forms_submitted": self.forms_submitted,
                "postbacks_refused": self.postbacks_refused,
                "robots_violations": self.robots_violations,
                "cookies_missing": self.cookies_missing,
                "cookies_bad": self.cookies_bad,
                "not_modified": self.not_modified,
                "shortest_gap": self.shortest_gap,
                "mean_gap": self.gaps / (self.requests - 1) if self.requests > 1 else None,
            }


def barred_by(robots: str | None, target: str) -> bool:
    """Whether the rules for all agents bar this target."""
    if robots is None or target.lower().startswith("/robots.txt"):
        return False
    rules = RobotFileParser()
    rules.parse(robots.splitlines())
    return not rules.can_fetch("*", target)
