"""What the portal did to its texts, newest first: added, reworded, moved, taken away, put back."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from archiver.serve.finding import Parameters
from archiver.serve.page_number import page_number

PAGE_SIZE = 50
_DEEPEST_PAGE = 200
KINDS = ("new", "changed", "moved", "suspect", "gone", "back")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BEGIN = re.compile(rf"{_DAY.pattern}(?:T\d{{2}}:\d{{2}}:\d{{2}}Z)?")
_NEW = "SELECT 'new' AS kind, a.first_seen AS at, a.id, a.title, a.section, a.url, 1 AS number, NULL AS detail FROM articles a"
_CHANGED = (
    "SELECT 'changed', v.first_seen, a.id, v.title, a.section, a.url, v.number, NULL"
    " FROM versions v JOIN articles a ON a.id = v.article_id"
)
_TURNED = (
    "SELECT e.type, e.happened_at, a.id, a.title, a.section, a.url, a.version_count,"
    " coalesce(json_extract(e.detail, '$.why'), json_extract(e.detail, '$.from'))"
    " FROM events e JOIN articles a ON a.id = json_extract(e.detail, '$.article_id')"
)
_SOURCES = {  # its rows, the column of their time, and which of them are meant
    "new": (_NEW, "a.first_seen", "1"),
    "changed": (_CHANGED, "v.first_seen", "v.number > 1"),
    **{kind: (_TURNED, "e.happened_at", f"e.type = '{kind}'") for kind in KINDS[2:]},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which turns are asked for, as the address of the page says it."""

    kind: str | None = None
    section: str | None = None
    begin: str | None = None  # the first day, as 2008-06-18, or moment, as 2008-06-18T10:35:00Z
    end: str | None = None  # the last day
    page: int = 1

    @classmethod
    def of(cls, parameters: Parameters) -> Asked:
        """What makes no sense in an address is left out."""
        kind = parameters.get("kind")
        begin, end = (parameters.get(name) or "" for name in ("from", "to"))
        return cls(
            kind=kind if kind in KINDS else None,
            section=parameters.get("section") or None,
            begin=begin if _BEGIN.fullmatch(begin) else None,
            end=end if _DAY.fullmatch(end) else None,
            page=page_number(parameters.get("page"), _DEEPEST_PAGE),
        )

    def address(self, **changes: Any) -> str:
        """The query string of this question, changed; another kind or section begins at its first page."""
        asked = replace(self, **{"page": 1, **changes})
        values = {"kind": asked.kind, "section": asked.section, "from": asked.begin, "to": asked.end}
        if asked.page > 1:
            values["page"] = str(asked.page)
        return "?" + urlencode({name: value for name, value in values.items() if value is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing that happened to one article."""

    kind: str
    at: str
    article_id: int
    title: str | None
    section: str | None
    url: str
    number: int  # of the version that came by it, or that was the last
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """A page of what happened."""

    asked: Asked
    turns: tuple[Turn, ...]
    more: bool
    sections: dict[str, str]  # name -> title


def read_turns(connection: sqlite3.Connection, asked: Asked) -> Turns:
    """The page of turns that is asked for; each source gives no more rows than the page can need."""
    until = asked.page * PAGE_SIZE + 1
    values: dict[str, object] = {"until": until, "section": asked.section, "begin": asked.begin}
    values["end"] = f"{asked.end}~" if asked.end else None  # after every moment of that day
    sources = [_SOURCES[asked.kind]] if asked.kind else list(_SOURCES.values())
    parts = " UNION ALL ".join([_part(*source, asked) for source in sources])
    rows = connection.execute(f"{parts} ORDER BY 2 DESC, 3, 1, 7 LIMIT :until", values).fetchall()
    titles = dict(connection.execute("SELECT name, title FROM sections ORDER BY position").fetchall())
    shown = rows[until - 1 - PAGE_SIZE : until - 1]
    return Turns(asked=asked, turns=tuple(_turn(row) for row in shown), more=len(rows) == until, sections=titles)


def count_turns(connection: sqlite3.Connection, since: str) -> dict[str, int]:
    """How often each kind of thing happened from a moment on; kinds of which there were none are left out."""
    counted = {}
    for kind, (select, moment, which) in _SOURCES.items():
        rows = f"{select} WHERE {which} AND {moment} >= ?"
        (counted[kind],) = connection.execute(f"SELECT count(*) FROM ({rows})", (since,)).fetchone()  # noqa: S608
    return {kind: count for kind, count in counted.items() if count}


def _part(select: str, moment: str, which: str, asked: Asked) -> str:
    conditions = [which]
    if asked.section is not None:
        conditions.append("a.section = :section")
    if asked.begin is not None:
        conditions.append(f"{moment} >= :begin")
    if asked.end is not None:
        conditions.append(f"{moment} < :end")
    rows = f"{select} WHERE {' AND '.join(conditions)} ORDER BY {moment} DESC LIMIT :until"
    return f"SELECT * FROM ({rows})"  # noqa: S608 - every part of it stands above


def _turn(row: tuple[Any, ...]) -> Turn:
    kind, at, article_id, title, section, url, number, detail = row
    return Turn(
        kind=kind, at=at, article_id=article_id, title=title, section=section, url=url, number=number, detail=detail
    )
