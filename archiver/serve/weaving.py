"""Archived text between its links: pieces that stay, and slots that are filled once it is known what the archive holds.

So rewriting needs no database: a page is woven, its slots are looked up together, and then it is filled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

Use = Literal["link", "frame", "style", "part", "post"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place where the archived page names an address."""

    url: str  # absolute
    use: Use
    before: str
    after: str
    otherwise: str  # what stands there where the archive does not hold it
    event: tuple[str, ...] = ()  # of a postback: target and argument; of a choice its field and value too
    in_markup: bool = True  # the address is written as an attribute's value


Piece = str | Slot
Lead = Callable[[Slot], str | None]


def fill(pieces: Iterable[Piece], lead: Lead) -> str:
    """The text with each slot led to where `lead` says, or put out where it says None."""
    return "".join(piece if isinstance(piece, str) else _filled(piece, lead(piece)) for piece in pieces)


def slots(pieces: Iterable[Piece]) -> Iterator[Slot]:
    """The places to be filled."""
    return (piece for piece in pieces if isinstance(piece, Slot))


def as_attribute(pieces: Iterable[Piece]) -> list[Piece]:
    """A woven style as the value of an attribute."""
    return [
        escape(one)
        if isinstance(one, str)
        else replace(
            one, before=escape(one.before), after=escape(one.after), otherwise=escape(one.otherwise), in_markup=True
        )
        for one in pieces
    ]


def _filled(slot: Slot, address: str | None) -> str:
    if address is None:
        return slot.otherwise
    return f"{slot.before}{escape(address) if slot.in_markup else address}{slot.after}"
