"""What the portal answers to a request; no sockets here.

Routes are found without regard to letter case, as IIS does it; query keys too.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import parse_qsl, quote, unquote

from archiver.demo import files, pages
from archiver.demo.delta import delta
from archiver.demo.encodings import double_utf8, on_the_wire
from archiver.demo.exchange import SHAREPOINT_2007, SHAREPOINT_2010, Answer, Manner, Request, moved
from archiver.demo.faults import Faults
from archiver.demo.feeds import feed
from archiver.demo.frame import BANNERS, STYLES, Content
from archiver.demo.frame4 import STYLES4
from archiver.demo.library import bytes_of, copy_path
from archiver.demo.model import MEDIA_TYPES, PortalFile
from archiver.demo.pagers import place_after
from archiver.demo.routes import ROUTES, Route, kept_article, number_of, picture_page
from archiver.demo.skin import skin_of
from archiver.demo.system import system_answer
from archiver.demo.viewstate import HiddenFields, ViewStateError, ViewStates
from archiver.demo.words import chance
from archiver.demo.world import World, world

_PLAYER = b"FWS\x06\x17\0\0\0\x08\0\0\x01\x01\0\x43\x02\xff\xff\xff\x40\0\0\0"  # Flash: one white frame
_LOST = (
    '<HTML><HEAD><TITLE>Không tìm thấy trang</TITLE><SCRIPT>var u="/_layouts/spsredirect.aspx?oldUrl="+escape(location.href);'
    '</SCRIPT></HEAD><BODY onload="javascript:if(window.tim)window.navigate(u)">404 NOT FOUND</BODY></HTML>'
)
_BAD_STATE = (
    "<html><head><title>Validation of viewstate MAC failed.</title></head><body><h1>Server Error in '/' Application.</h1>"
    "<h2><i>Validation of viewstate MAC failed. If this application is hosted by a Web Farm or cluster, ensure that "
    "&lt;machineKey&gt; configuration specifies the same validationKey and validation algorithm.</i></h2></body></html>"
)
_THANKS = "<HTML><BODY>Cảm ơn ý kiến của bạn.</BODY></HTML>"


class Site:
    """The portal of one seed and size; its epoch can be switched."""

    robots: str | None = None  # this platform ships none

    def __init__(self, seed: int, size: str, *, letter: str = "A", faults: bool = False, slow: float = 0.5) -> None:
        self.letter = letter
        self.seed = seed
        self.size = size
        self.epoch = 0
        self.elsewhere = ""  # the root of the foreign host whose pictures articles show
        self.faults = Faults(slow) if faults else None
        self._visits = 0
        self._lock = threading.Lock()
        self._states = ViewStates(os.urandom(32))

    @property
    def manner(self) -> Manner:
        """The generation of the server follows that of the markup."""
        return SHAREPOINT_2007 if self.world.markup == "v3" else SHAREPOINT_2010

    @property
    def world(self) -> World:
        """What stands on the portal now."""
        return world(self.seed, self.size, self.epoch, self.letter)

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""
        with self._lock:
            self._visits += 1
        failed = self.faults.instead(request) if self.faults else None
        if failed is not None:
            return failed
        asked, _, parameters = request.target.partition("?")
        path = unquote(asked)
        query = {key.lower(): value for key, value in parse_qsl(parameters, keep_blank_values=True) if key}
        route = ROUTES.get(path.lower())
        lost = self._lost(path, query, request.target)
        if lost is not None:
            return lost
        if request.method == "POST" and route is not None:
            return self._postback(request, route, query)
        if request.method == "POST":
            return _unwanted_form()
        if route is not None:
            return self._page(request, route(self.world, query))
        return self._file(request, path) or self._other(request, path, query)

    def _lost(self, path: str, query: dict[str, str], target: str) -> Answer | None:
        """How the address of an article that was taken away answers; None where it only shows an empty frame."""
        if path.lower() not in {"/pages/newsdetail.aspx", "/daihoi/pages/chi-tiet-tin.aspx"}:
            return None
        article = self.world.lost.get(number_of(query, "newsid") or number_of(query, "itemid"))
        if article is None:
            return None
        if article.loss == "hard 404":
            return Answer(status=HTTPStatus.NOT_FOUND, body=_LOST.encode())
        if article.loss == "home":
            return moved("/Pages/home.aspx")
        return (
            moved(f"/_layouts/Authenticate.aspx?Source={quote(target, safe='')}") if article.loss == "login" else None
        )

    def _page(self, request: Request, content: Content) -> Answer:
        fields = self._fields(request.session, content)
        if self.faults is not None and content.tools:
            tools = content.tools.replace("{elsewhere}", self.elsewhere)
            content = replace(content, html=content.html + tools)
        page = skin_of(self.world).render(self.world, content, fields, self._visits)
        body, kind = on_the_wire(content.encoding, page)
        return Answer(body=body, headers=(("Content-Type", kind),), is_page=True)

    def _fields(self, session: str, content: Content) -> HiddenFields:
        padding = content.kept or _padding(self.world.seed, self.world.size.padding[0])
        if content.offered:
            return self._states.issue(session, content.listing, content.offered, padding, content.place)
        return self._states.inert(session, padding)

    def _postback(self, request: Request, route: Route, query: dict[str, str]) -> Answer:
        """A pager's own postback turns the page; every other form that arrives should not have been sent."""
        content = route(self.world, query)
        if not content.listing or not request.form.get("__EVENTTARGET"):
            return _unwanted_form()
        argument = request.form.get("__EVENTARGUMENT", "")
        try:
            place = self._states.check(request.session, content.listing, argument, request.form)
        except ViewStateError:
            return Answer(status=HTTPStatus.INTERNAL_SERVER_ERROR, body=_BAD_STATE.encode(), is_page=True, refused=True)
        turned = route(self.world, {**query, "": place_after(place, request.form)})
        if turned.panel and request.ajax and request.form.get("__ASYNCPOST") == "true":
            fields = self._fields(request.session, turned)
            return Answer(
                body=delta(turned, fields), headers=(("Content-Type", "text/plain; charset=utf-8"),), is_page=True
            )
        return self._page(request, turned)

    def _file(self, request: Request, path: str) -> Answer | None:
        found = _files(self.world).get(path.lower())
        if found is None:
            return None
        body, kind, version = found()
        guid = hashlib.md5(path.lower().encode(), usedforsecurity=False).hexdigest().upper()
        etag = f'"{{{guid[:8]}-{guid[8:12]}-{guid[12:16]}-{guid[16:20]}-{guid[20:]}}},{version}"'
        sent = (("ETag", etag), ("Cache-Control", "private,max-age=0"), ("Content-Type", kind))
        headers = sent + _disposition(self.world).get(path.lower(), ())
        if request.if_none_match == etag:
            return Answer(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Answer(body=body, headers=headers)

    def _other(self, request: Request, path: str, query: dict[str, str]) -> Answer:
        lower = path.lower()
        system = system_answer(self.world, lower, request.host)
        if system is not None:
            return system
        if lower == "/_layouts/listfeed.aspx":
            return self._feed(request, query)
        if lower == "/pages/print.aspx":
            article = self.world.by_id.get(number_of(query, "newsid"))
            if article is not None:
                return Answer(body=pages.print_page(self.world, article).encode(), is_page=True)
        item = kept_article(self.world, path) or picture_page(self.world, lower, query)
        if item is not None:
            return self._page(request, item)
        if self.faults is not None and lower.startswith("/pages/"):
            return moved(f"/Pages/error.aspx?aspxerrorpath={quote(path)}")
        return Answer(status=HTTPStatus.NOT_FOUND, body=_LOST.encode())

    def _feed(self, request: Request, query: dict[str, str]) -> Answer:
        said = feed(self.world, query.get("list", ""), f"http://{request.host}")
        if said is None:
            return Answer(status=HTTPStatus.NOT_FOUND, body=_LOST.encode())
        return Answer(body=said.encode(), headers=(("Content-Type", "text/xml; charset=utf-8"),))


def _unwanted_form() -> Answer:
    return Answer(body=_THANKS.encode(), is_page=True, violation=True)


_FileMaker = Callable[[], tuple[bytes, str, int]]


@lru_cache(maxsize=4)
def _files(world: World) -> dict[str, _FileMaker]:
    """Every file of the portal by its path in small letters."""
    found: dict[str, _FileMaker] = {}
    for file in all_files(world):
        found[file.path.lower()] = _maker(world.seed, file)
    for gallery in world.galleries:
        for file in gallery.pictures:
            found[copy_path(file, "_t").lower()] = _maker(world.seed, file, "_t")
            found[copy_path(file, "_w").lower()] = _maker(world.seed, file, "_w")
    for path in BANNERS:
        found[path.lower()] = lambda path=path: (files.png(chance(path)), "image/png", 1)  # type: ignore[misc]
    for style in (STYLES[0], STYLES4[0]):
        found[style.lower()] = lambda: (b".ms-main{font-family:Tahoma}", "text/css", 1)
    for script in (STYLES[1], STYLES4[1]):
        found[script.lower()] = lambda: (b"function _spBodyOnLoadWrapper(){}", "application/x-javascript", 1)
    found["/style library/player.swf"] = lambda: (_PLAYER, "application/x-shockwave-flash", 1)
    return found


@lru_cache(maxsize=4)
def _disposition(world: World) -> dict[str, tuple[tuple[str, str], ...]]:
    """Headers that name a file, for those where the name was broken on the way: UTF-8 taken for Latin letters, twice."""
    return {
        file.path.lower(): (("Content-Disposition", f'attachment; filename="{_on_the_wire(double_utf8(file.name))}"'),)
        for document in world.documents
        for file in document.files
        if file.oddity == "wrong name"
    }


def _on_the_wire(name: str) -> str:
    """Headers are written as Latin-1, so the bytes of the name go in as such letters."""
    return name.encode().decode("latin-1")


def all_files(world: World) -> list[PortalFile]:
    """Every original that an article, a document, a gallery or a recording holds."""
    held = [file for article in world.articles for file in (*article.pictures, *article.attachments)]
    held += [file for document in world.documents for file in document.files]
    held += [file for gallery in world.galleries for file in gallery.pictures]
    return held + [recording.file for recording in (*world.videos, *world.audios)]


def _maker(seed: int, file: PortalFile, copy: str = "") -> _FileMaker:
    kind = "text/html" if file.oddity == "wrong type" else MEDIA_TYPES["jpg" if copy else file.kind]
    return lambda: (bytes_of(seed, file, copy), kind, file.version)


@lru_cache(maxsize=8)
def _padding(seed: int, kilobytes: int) -> bytes:
    """The dead weight that a view state carries about."""
    return chance(seed, "padding").randbytes(kilobytes * 768)
