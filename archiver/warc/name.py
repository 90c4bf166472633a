"""Which record stands, or stood, at a place of a WARC file of ours: as it says itself, or as its neighbours name it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from archiver.warc.record import Record, bare_id

ANSWERS = frozenset({"response", "revisit", "conversion"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A record, as far as it is known which one it is."""

    type: str = ""
    id: str = ""
    url: str | None = None
    about: str = ""  # id of the answer that it belongs to; of an answer, its own


UNKNOWN = Name()


def name_of(record: Record) -> Name:
    """Which record this is."""
    concurrent = record.field("WARC-Concurrent-To")
    kind = record.type
    return Name(
        type=kind,
        id=record.id,
        url=(record.field("WARC-Target-URI") or "").strip("<>") or None,
        about=record.id if kind in ANSWERS else bare_id(concurrent or ""),
    )


def name_between(before: Name | None, head: bytes, after: Name | None) -> Name:
    """Which record stood between these two; `head` is what still unpacks of it, and may be wrong in any letter.

    An answer is followed by its request, if it was sent by a server, and by a metadata record that speaks of it.
    """
    own = _own_words(head)
    spoken_of = after.about if after is not None and after.type in {"request", "metadata"} else ""
    if spoken_of and (before is None or before.about != spoken_of):
        kind = "response" if after is not None and after.type == "request" else ""
        named = own.type if own.type in ANSWERS else kind
        return Name(type=named, id=spoken_of, url=after.url if after else None, about=spoken_of)
    if before is not None and (spoken_of or before.type in {"response", "revisit"}):
        return _companion("request", before, own)
    if before is not None and before.type in {"conversion", "request"}:
        return _companion("metadata", before, own)
    if before is None or after is not None:  # what stands between two exchanges is a note about the crawl
        return replace(own, type=own.type or ("warcinfo" if before is None else "metadata"))
    return own


def _companion(kind: str, answer: Name, own: Name) -> Name:
    return Name(type=kind, id=own.id if own.type == kind else "", url=answer.url, about=answer.about)


def _own_words(head: bytes) -> Name:
    """What a damaged record still says of itself, where it can be that."""
    fields = {
        part[0].strip().lower(): part[2].strip()
        for line in head.decode("utf-8", "replace").split("\r\n")[:-1]
        if (part := line.partition(":"))[1]
    }
    kind, number = fields.get("warc-type", ""), bare_id(fields.get("warc-record-id", ""))
    known = ANSWERS | {"request", "metadata", "warcinfo"}
    if kind not in known:
        return UNKNOWN
    return Name(
        type=kind,
        id=number if _UUID.fullmatch(number) else "",
        url=fields.get("warc-target-uri"),
        about=number if kind in ANSWERS else bare_id(fields.get("warc-concurrent-to", "")),
    )
