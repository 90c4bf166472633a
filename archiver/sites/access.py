"""Whether something of an archive may be shown: one pure function decides, whoever asks. The record stays whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote

Action = Literal["embargo", "takedown"]

_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_PORT = re.compile(r"^([^/?#]*?):(?:80|443)(?=[/?#]|$)")
_OPEN_END = ("/", "?", "&", "=", "#")  # a prefix that ends so covers whatever follows
_NEXT = frozenset("/?&#;")  # what may follow a whole address: `NewsId=5` does not cover `NewsId=50`


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRule:
    """A decision that something is not to be shown. What it names must all be true of what it covers."""

    id: str
    action: Action
    reason: str
    person: str
    decided_at: str
    url: str | None = None  # an address and what lies below it; with `*`, a pattern
    section: str | None = None
    published_from: str | None = None  # first day: YYYY, YYYY-MM or YYYY-MM-DD
    published_to: str | None = None  # last day, in the same forms
    until: str | None = None  # of an embargo: the day on which it ends

    @property
    def status(self) -> int:
        """What HTTP says of it: 451 for what must not be shown (RFC 7725), 403 for what the archive holds back for a time."""
        return 451 if self.action == "takedown" else 403

    def in_force(self, now: datetime) -> bool:
        return self.until is None or now.astimezone(UTC).date().isoformat() < self.until

    def covers(self, subject: Subject) -> bool:
        return (
            (self.url is None or any(_matches(self.url, url) for url in subject.urls))
            and (self.section is None or self.section == subject.section)
            and self._covers_day(subject.day)
        )

    def _covers_day(self, day: str | None) -> bool:
        """Where one of the dates is less precise, what may lie within is covered."""
        if self.published_from is None and self.published_to is None:
            return True
        if day is None:
            return False
        first, last = self.published_from or "0000", self.published_to or "9999"
        return _cut(day, first) >= _cut(first, day) and _cut(day, last) <= _cut(last, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What somebody wants to see, as far as a rule can ask."""

    urls: Collection[str]  # every address under which it was fetched
    section: str | None = None
    day: str | None = None  # of publication; where the portal printed none, of the first capture


def ruling(rules: Iterable[AccessRule], subject: Subject, now: datetime) -> AccessRule | None:
    """The rule by which this may not be shown; None where it may. A takedown speaks before an embargo."""
    found = [rule for rule in rules if rule.in_force(now) and rule.covers(subject)]
    return max(found, key=lambda rule: (rule.action == "takedown", rule.until or "", rule.id), default=None)


def _cut(text: str, other: str) -> str:
    return text[: min(len(text), len(other), 10)]


def _matches(pattern: str, url: str) -> bool:
    wanted, plain = _plain(pattern), _plain(url)
    if "*" in wanted:
        return _compiled(wanted).fullmatch(plain) is not None
    if not plain.startswith(wanted):
        return False
    rest = plain[len(wanted) :]
    return not rest or wanted.endswith(_OPEN_END) or rest[0] in _NEXT


@lru_cache(maxsize=4096)
def _plain(url: str) -> str:
    """An address without what makes no other place of it: spellings of one page must not slip through a rule."""
    return _PORT.sub(r"\1", _SCHEME.sub("", unquote(url).strip().lower()))


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(piece) for piece in pattern.split("*")), re.DOTALL)
