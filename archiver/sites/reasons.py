"""Why an address was not kept, sorted: a report of a million addresses has a dozen reasons."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

Sort = Literal["trap", "robots", "budget", "scope", "limit", "host", "answer", "rule", "other"]

WOULD_LOG_OUT = "it would log us out"

# Figures that differ from one address to the next where the reason does not.
_COUNTED = re.compile(r"\b\d+ of \d+ pages\b")
_YEAR = re.compile(r"\bthe year \d+\b")
_STARTS: tuple[tuple[str, Sort], ...] = (
    ("trap:", "trap"),
    ("calendar without end", "trap"),
    ("path that repeats itself", "trap"),
    ("an address of more than", "trap"),
    ("more than ", "trap"),
    ("robots.txt disallows", "robots"),
    ("budget:", "budget"),
    ("out of scope:", "scope"),
    ("a stream that", "limit"),
    ("larger than the limit", "limit"),
    ("it unpacks to more", "limit"),
    ("robots.txt answered", "host"),
    *((start, "host") for start in ("the host", "the answer broke off", "the exchange broke off", "no answer in time")),
    *((start, "host") for start in ("the connection", "no connection", "its certificate")),
    ("HTTP ", "answer"),
)


def folded(reason: str) -> str:
    """The reason without the figures that tell one address from the next."""
    return _YEAR.sub("a year that it has nothing of", _COUNTED.sub("most pages", reason))


def lapses(reason: str) -> bool:
    """Whether a reason against an address speaks of who named it, so that it is none where another names it better.

    A listing names as its item what the home page names as a page of no section. What one link calls "Log out" stays that.
    """
    return reason != WOULD_LOG_OUT


def sort_of(reason: str, rules: Collection[str] = ()) -> Sort:
    """What kind of reason this is; `rules`: the reasons that the platform's own rules give."""
    for start, sort in _STARTS:
        if reason.startswith(start):
            return sort
    return "rule" if reason in rules else "other"
