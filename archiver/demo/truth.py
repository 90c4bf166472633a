"""What a perfect archive holds of one thing, and of its files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from archiver.demo.reach import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthFile:
    """A file that belongs to an entry."""

    url: str
    sha256: str
    position: int  # from 1, in the order of the page
    allowed: bool = True  # by the site's robots.txt


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One thing that a perfect archive holds, as a human would describe it."""

    id: str
    urls: tuple[str, ...]  # the canonical address first, then every alias
    kind: Literal["article", "document", "page", "gallery", "video", "audio"]
    title: str
    text: str  # NFC, a line a paragraph; without title, date line, byline and captions
    published: str | None = None  # ISO 8601, as precise as the page prints it
    issued: str | None = None  # the date of an act
    document_number: str | None = None
    event_dates: tuple[str, ...] = ()  # dates inside the text; never the date of publication
    author: str | None = None
    source: str | None = None
    path: tuple[str, ...] = ()  # the breadcrumb
    attachments: tuple[TruthFile, ...] = ()
    pictures: tuple[TruthFile, ...] = ()
    reachable_by: Reach = "GET"  # POST: behind a pager's postback only; see reach.py
    changed_since: str = "none"  # since the epoch before: none, new, edit, date, file, moved, delete
    layout: str = ""
    status: int = 200  # as a human would judge it, whatever the server says
    old_urls: tuple[str, ...] = ()  # where it stood before it moved
    encoding: str = "utf-8"
    allowed: bool = True  # whether the site's robots.txt lets a crawler come to it


def allowed_only(truths: Iterable[Truth]) -> list[Truth]:
    """What a crawler that obeys robots.txt can hold."""
    return [
        replace(
            truth,
            attachments=tuple(file for file in truth.attachments if file.allowed),
            pictures=tuple(file for file in truth.pictures if file.allowed),
        )
        for truth in truths
        if truth.allowed
    ]
