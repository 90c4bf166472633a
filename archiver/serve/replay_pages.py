"""Archived pages as they looked: our banner above, the page of then in a sandboxed frame below."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from datasette.utils.asgi import Request, Response

from archiver.errors import ArchiverError
from archiver.model import Capture
from archiver.serve import headers, pages
from archiver.serve.files import as_it_came
from archiver.serve.memento import memento_headers
from archiver.serve.opened import folder_of
from archiver.serve.postback import MOST, as_page, find_answer, merged
from archiver.serve.replay import Shown, kind_of, payload_of, show
from archiver.serve.replay_address import ALL, Event, Places
from archiver.serve.replay_markup import Setting
from archiver.serve.replay_view import FRAMED, View, sandboxed
from archiver.serve.stamps import stamp_of
from archiver.serve.weaving import Slot, fill, slots
from archiver.sites.updatepanel import read_delta
from archiver.sites.urls import absolute

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

_MODES = {"link": "mp_", "frame": "fr_", "style": "cs_", "part": "im_"}
_PARTS = {"picture", "drawing", "font", "media"}
_IN_A_FRAME = {"page", "picture", "drawing", "text", "style"}
_MOST_HOPS = 8
_FIRST_PAGE = re.compile(r"(?:Page\$)?(?:1|First)", re.IGNORECASE)


async def replay(request: Request, datasette: Datasette) -> Response:
    """Whatever an address of the replay names."""
    view = await View.of(request, datasette)
    if view is None:
        return pages.not_found(datasette, request)
    if view.asked.stamp == ALL:
        return await _all_times(view)
    if view.asked.event is not None:
        return await _answer_of(view, view.asked.event)
    row = await view.row()
    if row is None:
        return await view.absent()
    try:
        return await _shown(view, row)
    except ArchiverError as error:
        return _broken(view, row, str(error))


def _proper_address(view: View, row: sqlite3.Row) -> str | None:
    """Where the capture has its address, when it was asked for by another: as one near a moment, or in a tab of its own."""
    asked, stamp = view.asked, stamp_of(row["fetched_at"])
    if asked.mode in FRAMED and view.request.headers.get("sec-fetch-dest") == "document":
        return view.at.shown(row["url"], stamp, capture=asked.capture)
    return view.at.shown(row["url"], stamp, asked.mode, asked.capture) if stamp != asked.stamp else None


def _broken(view: View, row: sqlite3.Row, why: str) -> Response:
    if view.asked.mode in FRAMED:
        return view.page("replay_inside.html", 502, url=row["url"], heading="file_broken", detail=why)
    return pages.trouble(view.datasette, view.request, 502, "file_broken", why, view.database, row)


async def _shown(view: View, row: sqlite3.Row) -> Response:
    if (elsewhere := _proper_address(view, row)) is not None:
        return _leads(view, elsewhere)
    mode = view.asked.mode
    capture = await view.payload(row)
    if mode == "id_":
        return await _as_it_came(view, row, capture)
    if capture.scripted and (made := await view.look(lambda times: times.made_of(row))) is not None:
        return _leads(view, view.at.shown(made["url"], stamp_of(made["fetched_at"]), mode, made["id"]))
    if 300 <= row["status"] < 400 and (location := capture.header("location")):
        return await _led_on(view, row, location)
    if mode:
        return await _framed(view, row, capture)
    return await _under_the_banner(view, row, capture)


async def _under_the_banner(view: View, row: sqlite3.Row, capture: Capture) -> Response:
    kind = (await asyncio.to_thread(_kind, capture)) if view.asked.capture is None else "page"
    stamp = stamp_of(row["fetched_at"])
    around = await view.look(lambda times: times.around(row["url"], stamp))
    article = await view.look(lambda times: times.article_of(row))
    answer = view.page(
        "replay.html",
        row=row,
        stamp=stamp,
        around=around,
        article=article,
        posted=row["method"] == "POST",
        frame=view.at.shown(row["url"], stamp, "if_", view.asked.capture) if kind in _IN_A_FRAME else None,
        bytes_at=view.at.shown(row["url"], stamp, "id_", view.asked.capture),
    )
    if row["method"] != "POST":
        answer.headers |= memento_headers(view.resource(row["url"]), around, stamp)
    return answer


def _kind(capture: Capture) -> str:
    return kind_of(payload_of(capture), capture.media_type)[0]


async def _framed(view: View, row: sqlite3.Row, capture: Capture) -> Response:
    """The page itself, or a part of it."""
    mode = view.asked.mode
    stamp = stamp_of(row["fetched_at"])
    setting = Setting(
        absent=view.words("replay_not_held"),
        elsewhere=lambda url: view.at.shown(url, stamp, "mp_"),
        strip=_strip(view, row) if mode == "mp_" else "",
    )
    if row["method"] == "POST":
        capture = await _whole(view, row, capture)
    shown = await asyncio.to_thread(show, capture, row["url"], setting, as_style=mode == "cs_")
    fits = {"im_": shown.kind in _PARTS, "cs_": shown.kind == "style"}.get(mode, shown.kind in _IN_A_FRAME)
    if not fits:
        if mode not in FRAMED:
            return Response(body="", status=204, headers=sandboxed(mode))  # nothing in it that a page could show
        return view.page(
            "replay_inside.html",
            url=row["url"],
            heading="replay_file",
            detail=view.words("replay_file_how"),
        )
    return _sent(view, row, await _filled(view, row, shown), shown)


def _strip(view: View, row: sqlite3.Row) -> str:
    """Our line above a page that was reached inside the frame, where the banner does not know of it."""
    answer = view.page("replay_strip.html", row=row)
    return str(answer.body)


async def _filled(view: View, row: sqlite3.Row, shown: Shown) -> bytes:
    if not shown.pieces:
        return shown.body
    stamp = stamp_of(row["fetched_at"])
    wanted = list(slots(shown.pieces))
    held = await view.look(lambda times: times.stamps({one.url for one in wanted if one.use != "post"}, stamp))
    posted = await view.look(
        lambda times: {url for url in {one.url for one in wanted if one.use == "post"} if times.posted_to(url)}
    )

    def lead(slot: Slot) -> str | None:
        if slot.use == "post":
            return view.at.event(slot.url, stamp, _event(slot, shown.state)) if slot.url in posted else None
        return _lead(view.at, slot, held)

    return (await asyncio.to_thread(fill, shown.pieces, lead)).encode("utf-8", "replace")


def _event(slot: Slot, state: str) -> Event:
    target, argument, *choice = slot.event
    return Event(target, argument, state, *choice)


def _lead(at: Places, slot: Slot, held: Mapping[str, str]) -> str | None:
    stamp = held.get(slot.url)
    return at.shown(slot.url, stamp, _MODES[slot.use]) if stamp else None


def _sent(view: View, row: sqlite3.Row, body: bytes, shown: Shown) -> Response:
    """No field of the archived answer is passed on."""
    media_type = "text/plain; charset=utf-8" if shown.kind == "style" and view.asked.mode != "cs_" else shown.media_type
    sent = sandboxed(view.asked.mode) | {"Cache-Control": "private, max-age=300"}
    if shown.kind == "font":  # which are asked for across origins, and a sandbox has none to name
        sent["Access-Control-Allow-Origin"] = "*"
    if row["method"] != "POST":
        sent |= memento_headers(view.resource(row["url"]), None, stamp_of(row["fetched_at"]))
    return Response(body=body, content_type=media_type, headers=sent)


async def _as_it_came(view: View, row: sqlite3.Row, capture: Capture) -> Response:
    held = await view.held(row)
    if held is None:
        return await view.absent()
    file = as_it_came(capture, held)
    sent = {
        "Content-Disposition": file.disposition,
        "Content-Security-Policy": headers.FILE,
        "Cache-Control": "private, max-age=300",
    }
    if row["method"] != "POST":
        stamp = stamp_of(row["fetched_at"])
        around = await view.look(lambda times: times.around(row["url"], stamp))
        sent |= memento_headers(view.resource(row["url"]), around, stamp)
    return Response(body=file.body, content_type=file.media_type, headers=sent)


async def _led_on(view: View, row: sqlite3.Row, location: str) -> Response:
    """Where a redirect of then leads in the archive."""
    stamp = stamp_of(row["fetched_at"])
    here, keys = row, set[str]()
    for _ in range(_MOST_HOPS):
        target = absolute(urljoin(here["url"], location), here["url"])
        if target is None:
            return await view.led_nowhere(row, location)
        key = await view.look(lambda times, url=target: times.key(url))  # type: ignore[misc]
        if key in keys:
            return await view.led_nowhere(row, target, in_a_circle=True)
        keys.add(key)
        following = await view.look(lambda times, url=target: times.nearest(url, stamp))  # type: ignore[misc]
        if following is None:
            return await view.led_nowhere(row, target)
        here = following
        next_location = (await view.payload(here)).header("location") if 300 <= here["status"] < 400 else None
        if next_location is None:
            break
        location = next_location
    return _leads(view, view.at.shown(here["url"], stamp_of(here["fetched_at"]), view.asked.mode))


async def _answer_of(view: View, event: Event) -> Response:
    """The page that a postback brought."""
    url, stamp = view.asked.url, view.asked.stamp
    rows = await view.look(lambda times: times.posts(url, MOST))
    warc = folder_of(view.database).warc
    row = await asyncio.to_thread(find_answer, warc, rows, event, stamp)
    if row is None and _FIRST_PAGE.fullmatch(event.argument):  # it needs no form: the address itself shows it
        return _leads(view, view.at.shown(url, stamp, "mp_"))
    if row is None:
        return view.nothing("replay_absent", view.words("replay_no_page"))
    return _leads(view, view.at.shown(row["url"], stamp_of(row["fetched_at"]), "mp_", row["id"]))


async def _whole(view: View, row: sqlite3.Row, capture: Capture) -> Capture:
    """An answer that holds only the changed parts of a page, in the page that asked for it."""
    records = read_delta(payload_of(capture).decode("utf-8", "replace"))
    if not records:
        return capture
    base = await view.look(lambda times: times.nearest(row["url"], stamp_of(row["fetched_at"])))
    page = None
    if base is not None and base["status"] == 200:
        before = await view.payload(base)
        page = payload_of(before).decode("utf-8", "replace")
    return as_page(capture, await asyncio.to_thread(merged, records, page))


async def _all_times(view: View) -> Response:
    rows = await view.times()
    if not rows:
        return await view.absent()
    return view.page("replay_times.html", url=view.asked.url, rows=rows, stamp_of=stamp_of)


def _leads(view: View, address: str) -> Response:
    sent = {"Location": address, "Cache-Control": "private, no-cache"}
    return Response(body="", status=302, headers=sandboxed(view.asked.mode) | sent)
