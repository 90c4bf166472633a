"""Memento (RFC 7089): an archived page says when it was had, and where its other times are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from archiver.serve.stamps import http_date, iso
from archiver.serve.timeline import Around

LINK_FORMAT = "application/link-format"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """An original address, and where the reading room answers for it; all absolute."""

    original: str
    timegate: str
    timemap: str
    timemap_json: str
    memento: Callable[[str], str]  # of a stamp


def link_header(resource: Resource, around: Around | None, stamp: str | None = None) -> str:
    """The Link field of a memento (`stamp`: its own time) or of a TimeGate."""
    links = [
        f'<{resource.original}>; rel="original"',
        f'<{resource.timegate}>; rel="timegate"',
        f'<{resource.timemap}>; rel="timemap"; type="{LINK_FORMAT}"',
    ]
    if around is not None:
        named = {"first": around.first, "prev": around.previous, "next": around.next, "last": around.last}
        relations: dict[str, list[str]] = {}
        for name, moment in named.items():
            if moment is not None:
                relations.setdefault(moment, []).append(name)
        if stamp is not None:
            relations.setdefault(stamp, [])
        links += [_memento(resource, moment, names) for moment, names in sorted(relations.items())]
    return ", ".join(links)


def memento_headers(resource: Resource, around: Around | None, stamp: str) -> dict[str, str]:
    """What a memento carries."""
    return {"Memento-Datetime": http_date(stamp), "Link": link_header(resource, around, stamp)}


def timemap_links(resource: Resource, stamps: list[str]) -> str:
    """A TimeMap in link format."""
    lines = [
        f'<{resource.original}>; rel="original"',
        f'<{resource.timegate}>; rel="timegate"',
        f'<{resource.timemap}>; rel="self"; type="{LINK_FORMAT}"; from="{http_date(stamps[0])}"; until="{http_date(stamps[-1])}"',
    ]
    ends = {"first": stamps[0], "last": stamps[-1]}
    lines += [_memento(resource, stamp, [name for name, end in ends.items() if end == stamp]) for stamp in stamps]
    return ",\n".join(lines) + "\n"


def timemap_json(resource: Resource, stamps: list[str]) -> dict[str, Any]:
    """The same as JSON, in the form that Memento aggregators use."""
    listed = [_entry(resource, stamp) for stamp in stamps]
    return {
        "original_uri": resource.original,
        "timegate_uri": resource.timegate,
        "timemap_uri": {"link_format": resource.timemap, "json_format": resource.timemap_json},
        "mementos": {"first": listed[0], "last": listed[-1], "list": listed},
    }


def _entry(resource: Resource, stamp: str) -> dict[str, str]:
    return {"datetime": iso(stamp), "uri": resource.memento(stamp)}


def _memento(resource: Resource, stamp: str, names: list[str]) -> str:
    relation = " ".join([*names, "memento"])
    return f'<{resource.memento(stamp)}>; rel="{relation}"; datetime="{http_date(stamp)}"'
