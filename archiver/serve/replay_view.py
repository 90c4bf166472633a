"""One request to the replay: what it names, what the index knows of it, and how we answer."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar

from datasette.database import Database
from datasette.utils.asgi import Request, Response

from archiver.errors import ArchiverError
from archiver.model import Capture
from archiver.serve import headers, human, operations, pages
from archiver.serve.files import Holding, holding, read_payload
from archiver.serve.memento import Resource
from archiver.serve.opened import folder_of
from archiver.serve.replay_address import Asked, Places
from archiver.serve.spelling import rules_of
from archiver.serve.stamps import iso
from archiver.serve.timeline import Around, Timeline
from archiver.serve.told import told
from archiver.serve.words import language, say
from archiver.sites.access import AccessRule
from archiver.sites.url_key import UrlRules
from archiver.sites.urls import absolute

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

FRAMED = frozenset(["if_", "mp_", "fr_"])
_Answer = TypeVar("_Answer")


def sandboxed(mode: str) -> dict[str, str]:
    """What an answer for the frame carries. A sandbox has an origin of its own, to which all that is ours is foreign.

    So a frame inside the archived page has no ancestor that it could name; the page itself stands in ours only.
    """
    inner = mode == "fr_"
    return {
        "Content-Security-Policy": headers.REPLAY if inner else headers.REPLAY_FRAME,
        "X-Frame-Options": "" if inner else "SAMEORIGIN",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-DNS-Prefetch-Control": "off",
        "Vary": "Accept-Language, Sec-Fetch-Dest",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One request to the replay of an archive."""

    request: Request
    datasette: Datasette
    database: Database
    rules: UrlRules
    at: Places
    asked: Asked

    @classmethod
    async def of(cls, request: Request, datasette: Datasette, moment: str | None = None) -> Self | None:
        """None where there is no such archive, or the address is none of the replay's."""
        database = await pages.archive(datasette, request)
        written = request.url_vars["url"] + (f"?{request.query_string}" if request.query_string else "")
        asked = Asked.of(moment or request.url_vars["moment"], written)
        if database is None or asked is None:
            return None
        rules = await asyncio.to_thread(rules_of, folder_of(database))
        at = Places(datasette, database.name)
        return cls(request=request, datasette=datasette, database=database, rules=rules, at=at, asked=asked)

    async def look(self, question: Callable[[Timeline], _Answer]) -> _Answer:
        """Ask the index of times."""
        return await pages.ask(self.database, lambda connection: question(Timeline(connection, self.rules)))

    async def nearest(self, stamp: str) -> sqlite3.Row | None:
        return await self.look(lambda times: times.nearest(self.asked.url, stamp))

    async def around(self, stamp: str) -> Around | None:
        return await self.look(lambda times: times.around(self.asked.url, stamp))

    async def times(self) -> list[sqlite3.Row]:
        return await self.look(lambda times: times.times(self.asked.url))

    async def row(self) -> sqlite3.Row | None:
        """The capture that is asked for."""
        if self.asked.capture is None:
            return await self.nearest(self.asked.stamp)
        capture = self.asked.capture
        row = await self.look(lambda times: times.by_id(capture))
        # An address that names one capture and the address of another would put words into a portal's mouth.
        return row if row is not None and absolute(row["url"], "") == self.asked.url else None

    async def held(self, row: sqlite3.Row) -> Holding | None:
        return await pages.ask(self.database, partial(holding, capture_id=row["id"]))

    async def payload(self, row: sqlite3.Row) -> Capture:
        """The capture with its bytes, which may stand in another one's record."""
        held = await self.held(row)
        if held is None:  # the row went while we looked: a rebuild is at work
            raise ArchiverError(f"capture {row['id']} is no longer in the index; load the page again")
        return await asyncio.to_thread(read_payload, folder_of(self.database).warc, held)

    def resource(self, url: str) -> Resource:
        """The address as Memento clients are told of it."""

        def whole(path: str) -> str:
            return str(self.datasette.absolute_url(self.request, path))

        return Resource(
            original=url,
            timegate=whole(self.at.timegate(url)),
            timemap=whole(self.at.timemap(url, "link")),
            timemap_json=whole(self.at.timemap(url, "json")),
            memento=lambda stamp: whole(self.at.shown(url, stamp)),
        )

    @property
    def language(self) -> str:
        return language(self.request.headers.get("accept-language", ""))

    def words(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def page(self, template: str, status: int = 200, **facts: Any) -> Response:
        """A page of ours; in the frame it has to stand without our stylesheet."""
        answer = pages.page(
            self.datasette, self.request, template, self.database, status, quiet=True, replay=self.at, iso=iso, **facts
        )
        if self.asked.mode in FRAMED:
            answer.headers |= sandboxed(self.asked.mode)
        else:
            answer.headers["Content-Security-Policy"] = headers.BANNER
        return answer

    async def absent(self) -> Response:
        """Says plainly that the archive does not hold the address, and why; or that what was had there may not be read."""
        try:
            known = await pages.ask(
                self.database, partial(operations.read_address, folder=folder_of(self.database), asked=self.asked.url)
            )
        except ArchiverError:  # an index without its archive is still read
            return self.nothing("replay_absent", "")
        if known.rule is not None:
            return self._withheld(known.rule)
        heading = "replay_nothing" if known.captures else "replay_absent"
        return self.nothing(heading, told(self.language, known.told))

    async def led_nowhere(self, row: sqlite3.Row, target: str, *, in_a_circle: bool = False) -> Response:
        """Of a redirect that is held: where it led, as far as that may be told."""
        folder = folder_of(self.database)
        rule = await asyncio.to_thread(operations.ruling_of, folder, target)
        way = "replay_led_withheld" if rule else "replay_led_round" if in_a_circle else "replay_led"
        when = human.moment(row["fetched_at"], self.language)
        return self.nothing("replay_nothing", self.words(way, when=when, url=target))

    def nothing(self, heading: str, detail: str) -> Response:
        """A page that says why nothing is shown."""
        template = "replay_inside.html" if self.asked.mode in FRAMED else "replay_absent.html"
        return self.page(template, 404, url=self.asked.url, heading=heading, detail=detail)

    def _withheld(self, rule: AccessRule) -> Response:
        if self.asked.mode not in FRAMED:
            return pages.withheld(self.datasette, self.request, rule, self.database)
        until = human.moment(rule.until, self.language) if rule.until else ""
        said = self.words("withheld_until", until=until) if until else self.words("withheld_taken_down")
        detail = f"{said} {self.words('withheld_reason')}: {rule.reason}"
        return self.page("replay_inside.html", rule.status, url=self.asked.url, heading="withheld", detail=detail)
