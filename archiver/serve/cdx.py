"""The CDX API: what the archive holds of an address, as other web archives answer it (one CDXJ line or JSON object a capture)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from datasette.utils.asgi import Request, Response

from archiver.errors import ArchiverError
from archiver.model import Place
from archiver.serve import pages
from archiver.serve.opened import folder_of
from archiver.serve.replay_address import archived
from archiver.serve.spelling import rules_of
from archiver.serve.stamps import stamp_of
from archiver.sites.url_key import UrlRules, url_key
from archiver.warc.cdxj import key_of
from archiver.warc.places import read_request

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

LIMIT = 1000
MOST = 10_000
_MOST_FORMS = 500  # requests with a body are read from the record, for their keys
_MOMENT = "replace(replace(replace(substr(fetched_at, 1, 19), '-', ''), ':', ''), 'T', '')"
_EARLIEST, _LATEST = "0" * 14, "9" * 14
Match = Literal["exact", "prefix", "host"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a request asks of the index."""

    url: str
    match: Match
    begin: str
    end: str
    limit: int
    as_json: bool

    @classmethod
    def of(cls, arguments: Any) -> Query | str:
        """The query, or in words what is wrong with it."""
        given = {name: arguments.get(name) or "" for name in ("url", "matchType", "from", "to", "limit", "output")}
        written, match = given["url"].strip(), given["matchType"] or "exact"
        if written.endswith("*") and not given["matchType"]:  # as the CDX servers have it
            written, match = written[:-1], "prefix"
        url = archived(written) if written else None
        if url is None:
            return "url: give the address that is looked for, as url=http://so-vi-du.example/"
        if match not in {"exact", "prefix", "host"}:
            return f"matchType {match!r}: exact, prefix or host"
        if given["output"] not in {"", "json", "text"}:
            return f"output {given['output']!r}: json or text"
        for name in ("from", "to", "limit"):
            if given[name] and not (given[name].isascii() and given[name].isdecimal() and len(given[name]) <= 14):
                return f"{name} {given[name]!r}: digits, as 2014 or 20140506070809 for a time"
        return cls(
            url=url,
            match=match,  # type: ignore[arg-type]
            begin=given["from"] + _EARLIEST[len(given["from"]) :],
            end=given["to"] + _LATEST[len(given["to"]) :],
            limit=min(int(given["limit"] or LIMIT), MOST),
            as_json=given["output"] == "json",
        )


async def cdx(request: Request, datasette: Datasette) -> Response:
    """The captures that a query names, in the order of their addresses and times."""
    database = await pages.archive(datasette, request)
    if database is None:
        return pages.not_found(datasette, request)
    query = Query.of(request.args)
    if isinstance(query, str):
        return Response.text(f"{query}\n", status=400)
    folder = folder_of(database)
    lines = await pages.ask(database, partial(_answer, query=query, rules=rules_of(folder), warc=folder.warc))
    kind = "text/x-ndjson" if query.as_json else "text/x-cdxj"
    return Response(body="".join(lines), content_type=f"{kind}; charset=utf-8")


def _answer(connection: sqlite3.Connection, query: Query, rules: UrlRules, warc: Path) -> list[str]:
    forms = 0
    lines: list[tuple[str, str, str]] = []
    for row in _rows(connection, query, rules):
        place = None
        if row["method"] in {"POST", "PUT"} and forms < _MOST_FORMS:
            forms += 1
            place = Place(
                file=row["warc_file"], offset=row["warc_offset"], length=row["warc_length"], within=row["warc_within"]
            )
        lines.append(_line(row, warc, place, as_json=query.as_json))
    return [line for *_, line in sorted(lines)]


def _rows(connection: sqlite3.Connection, query: Query, rules: UrlRules) -> Iterable[sqlite3.Row]:
    where, values = _where(query, url_key(query.url, rules))
    return connection.execute(
        f"SELECT * FROM captures WHERE {where} AND {_MOMENT} BETWEEN ? AND ? ORDER BY url_key, fetched_at, id LIMIT ?",  # noqa: S608 - constants
        (*values, query.begin, query.end, query.limit),
    )


def _where(query: Query, key: str) -> tuple[str, tuple[str, ...]]:
    """Keys begin with the address; behind a blank may follow the digest of a form."""
    if query.match == "exact":
        return "(url_key = ? OR (url_key > ? AND url_key < ?))", (key, f"{key} ", f"{key}!")
    if query.match == "host":
        key = f"http://{urlsplit(key).netloc}/"
    return "url_key >= ? AND url_key < ?", (key, key[:-1] + chr(ord(key[-1]) + 1))


def _line(row: sqlite3.Row, warc: Path, place: Place | None, *, as_json: bool) -> tuple[str, str, str]:
    """Key, time, and the line, which other programs read."""
    request = None
    if place is not None:
        try:
            request = read_request(warc, place)
        except (ArchiverError, OSError):  # the capture is listed under its address alone
            request = None
    key, asked = key_of(row["url"], request)
    entry = {
        "url": row["url"],
        "mime": "warc/revisit" if row["revisit_of"] else row["media_type"] or "",
        "status": str(row["status"]),
        "digest": row["digest"],
        "length": str(row["warc_length"]),
        "offset": str(row["warc_offset"]),
        "filename": row["warc_file"],
    } | asked
    kept = {name: value for name, value in entry.items() if value != ""}
    stamp = stamp_of(row["fetched_at"])
    as_object, as_line = {"urlkey": key, "timestamp": stamp, **kept}, f"{key} {stamp} {json.dumps(kept)}"
    return key, stamp, f"{json.dumps(as_object) if as_json else as_line}\n"
