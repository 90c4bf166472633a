"""Hits and turns for programs: JSON, CSV and Atom of what a page shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from archiver.serve.atom import Entry, feed
from archiver.serve.finding import Found
from archiver.serve.turns import Turns
from archiver.store.snippets import MARK, UNMARK

_FACTS = ("author", "kind", "status", "language", "attachments")
_COLUMNS = ("id", "title", "published", "section", *_FACTS, "url", "place", "snippet", "page")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a cell that begins so

Address = Callable[[int], str]  # article -> absolute address of its page


def rows_of(found: Found, address: Address) -> list[dict[str, Any]]:
    """The hits of one page of a search."""
    return [
        {
            "id": hit.article_id,
            "title": hit.title,
            "published": hit.published,
            "section": hit.section,
            **{name: found.facts[hit.article_id][name] for name in _FACTS},
            "url": hit.url,
            "place": hit.place,
            "snippet": hit.snippet.replace(MARK, "").replace(UNMARK, ""),
            "page": address(hit.article_id),
        }
        for hit in found.hits
    ]


def as_json(found: Found, address: Address) -> bytes:
    asked = found.question
    told = {"query": asked.text, "total": found.total, "page": asked.page, "more": found.more}
    told |= {"sort": asked.sort, "chosen": asked.chosen}
    facets = {
        facet: [{"value": one.value, "title": one.title, "count": one.count} for one in choices]
        for facet, choices in found.facets.items()
    }
    written = {**told, "hits": rows_of(found, address), "facets": facets}
    return json.dumps(written, ensure_ascii=False, indent=1).encode()


def as_csv(found: Found, address: Address) -> bytes:
    """UTF-8 with a byte order mark, without which spreadsheets read Vietnamese as Latin."""
    written = io.StringIO()
    table = csv.DictWriter(written, _COLUMNS)
    table.writeheader()
    table.writerows({name: _inert(value) for name, value in row.items()} for row in rows_of(found, address))
    return written.getvalue().encode("utf-8-sig")


def hits_feed(found: Found, title: str, link: str, page: str, address: Address) -> bytes:
    return feed(
        title,
        link,
        page,
        [
            Entry(
                key=row["page"],
                title=row["title"] or row["url"],
                link=row["page"],
                updated=_instant(row["published"]),
                summary=row["snippet"],
                category=row["section"],
            )
            for row in rows_of(found, address)
        ],
    )


def turns_feed(turns: Turns, title: str, link: str, page: str, address: Address, words: Callable[[str], str]) -> bytes:
    """`words`: what a kind of turn is called."""
    return feed(
        title,
        link,
        page,
        [
            Entry(
                key=f"{address(one.article_id)} {one.kind} {one.at}",
                title=f"{words(one.kind)}: {one.title or one.url}",
                link=address(one.article_id),
                updated=one.at,
                summary=one.detail or "",
                category=one.section,
            )
            for one in turns.turns
        ],
    )


def _instant(published: str | None) -> str:
    """Atom wants a moment; a day is its beginning."""
    if not published:
        return "1970-01-01T00:00:00Z"
    return published if len(published) > 10 else f"{published[:10]}T00:00:00Z"


def _inert(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
