"""Whether the portal still has an article, under which address, and when that changed. Pure.

live → suspect → gone: one crawl that finds it absent makes it suspect, a second one gone. An article with several
addresses is live while one of them shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from archiver.sites.absence import leads_away

GONE = 2  # crawls that found it absent, one after the other

Status = Literal["live", "suspect", "gone", "moved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What one capture says of an address that has shown an article."""

    url_key: str
    seen_at: datetime
    visit: str  # the crawl; of a capture that belongs to none, its day
    absent: str | None = None  # why it says that there is nothing; None: it shows an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A change in what the portal has: `suspect`, `gone`, `back`, or `moved` to another address."""

    kind: Literal["suspect", "gone", "back", "moved"]
    happened_at: datetime
    why: str  # for `moved`: the url_key where it was before


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """How it stands after the last sign."""

    status: Status = "live"
    url_key: str = ""  # the address that shows it, else the one that did so first
    gone_at: datetime | None = None
    why: str = ""  # the last sign against it
    turns: tuple[Turn, ...] = ()


@dataclass(slots=True)
class _Address:
    """One address of an article while its signs are read."""

    misses: int = 0  # visits that found it absent, one after the other
    why: str = ""


def presence(signs: Iterable[Sign]) -> Presence:
    """What the signs, in order of time, amount to; those before the first that shows the article say nothing."""
    addresses: dict[str, _Address] = {}  # in the order in which they were first seen
    now = Presence()
    for _, visit in groupby(signs, key=lambda sign: sign.visit):
        heard = list(visit)
        _hear(addresses, heard)
        if addresses:
            now = _after(now, addresses, heard[-1].seen_at)
    return now


def _hear(addresses: dict[str, _Address], heard: Sequence[Sign]) -> None:
    """One visit; an address that showed its article once in it was there, whatever else it answered."""
    shown = dict.fromkeys(sign.url_key for sign in heard if sign.absent is None)
    for key in shown:
        addresses.setdefault(key, _Address()).misses = 0
    for key, why in {sign.url_key: sign.absent for sign in heard if sign.absent and sign.url_key not in shown}.items():
        if key in addresses:
            addresses[key].misses += 1
            addresses[key].why = why


def _after(before: Presence, addresses: dict[str, _Address], moment: datetime) -> Presence:
    present = [key for key, address in addresses.items() if not address.misses]
    turns = list(before.turns)
    if present:
        key = before.url_key if before.url_key in present else present[0]
        if before.status in {"suspect", "gone"}:
            turns.append(Turn(kind="back", happened_at=moment, why=before.why))
        if before.url_key and key != before.url_key:
            turns.append(Turn(kind="moved", happened_at=moment, why=before.url_key))
        return Presence(status="live", url_key=key, turns=tuple(turns))
    last = min(addresses.values(), key=lambda address: address.misses)
    key, gone = before.url_key or next(iter(addresses)), last.misses >= GONE
    if any(leads_away(address.why) for address in addresses.values()):
        return Presence(status="moved", url_key=key, why=last.why, turns=tuple(turns))
    status: Literal["gone", "suspect"] = "gone" if gone else "suspect"
    if status != before.status:
        turns.append(Turn(kind=status, happened_at=moment, why=last.why))
    gone_at = (before.gone_at or moment) if gone else None
    return Presence(status=status, url_key=key, gone_at=gone_at, why=last.why, turns=tuple(turns))
