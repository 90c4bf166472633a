"""What the portal answers to a request; no sockets here.

Routes are found without regard to letter case, as IIS does it; query keys too.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote

from archiver.demo import files, listings, pages
from archiver.demo.frame import BANNERS, STYLES, Content, render
from archiver.demo.library import bytes_of, copy_path
from archiver.demo.model import PortalFile
from archiver.demo.pagers import page_asked
from archiver.demo.viewstate import HiddenFields, ViewStateError, ViewStates
from archiver.demo.words import chance
from archiver.demo.world import World, world

HTML = "text/html; charset=utf-8"
_PLAYER = b"FWS\x06\x17\0\0\0\x08\0\0\x01\x01\0\x43\x02\xff\xff\xff\x40\0\0\0"  # Flash: one white frame
_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "txt": "text/plain",
    "mp3": "audio/mpeg",
    "flv": "video/x-flv",
}
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
_DENIED = "<HTML><HEAD><TITLE>Lỗi: Từ chối truy cập</TITLE></HEAD><BODY><H1>Lỗi: Từ chối truy cập</H1></BODY></HTML>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as the portal sees it."""

    method: str
    target: str
    session: str
    form: Mapping[str, str] = field(default_factory=dict)
    if_none_match: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, headers of its own, and body."""

    status: HTTPStatus = HTTPStatus.OK
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", HTML),)
    is_page: bool = False  # pages set cookies and bear no validator
    violation: bool = False  # a form of content was sent
    refused: bool = False  # a postback was


class Site:
    """The portal of one seed and size; its epoch can be switched."""

    def __init__(self, seed: int, size: str) -> None:
        self.seed = seed
        self.size = size
        self.epoch = 0
        self._visits = 0
        self._lock = threading.Lock()
        self._states = ViewStates(os.urandom(32))

    @property
    def world(self) -> World:
        """What stands on the portal now."""
        return world(self.seed, self.size, self.epoch)

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""
        with self._lock:
            self._visits += 1
        asked, _, parameters = request.target.partition("?")
        path = unquote(asked)
        query = {key.lower(): value for key, value in parse_qsl(parameters, keep_blank_values=True) if key}
        route = _ROUTES.get(path.lower())
        if request.method == "POST" and route is not None:
            return self._postback(request, route, query)
        if request.method == "POST":
            return _unwanted_form()
        if route is not None:
            return self._page(request, route(self.world, query))
        return self._file(request, path) or self._other(request, path, query)

    def _page(self, request: Request, content: Content) -> Answer:
        fields = self._fields(request.session, content)
        return Answer(body=render(self.world, content, fields, self._visits), is_page=True)

    def _fields(self, session: str, content: Content) -> HiddenFields:
        padding = _padding(self.seed, self.world.size.padding[0])
        if content.offered:
            return self._states.issue(session, content.listing, content.offered, padding)
        return self._states.inert(session, padding)

    def _postback(self, request: Request, route: Route, query: dict[str, str]) -> Answer:
        """A pager's own postback turns the page; every other form that arrives should not have been sent."""
        content = route(self.world, query)
        if not content.listing or not request.form.get("__EVENTTARGET"):
            return _unwanted_form()
        argument = request.form.get("__EVENTARGUMENT", "")
        try:
            self._states.check(request.session, content.listing, argument, request.form)
        except ViewStateError:
            return Answer(status=HTTPStatus.INTERNAL_SERVER_ERROR, body=_BAD_STATE.encode(), is_page=True, refused=True)
        return self._page(request, route(self.world, {**query, "": str(page_asked(argument))}))

    def _file(self, request: Request, path: str) -> Answer | None:
        found = _files(self.world).get(path.lower())
        if found is None:
            return None
        body, kind, version = found()
        guid = hashlib.md5(path.lower().encode(), usedforsecurity=False).hexdigest().upper()
        etag = f'"{{{guid[:8]}-{guid[8:12]}-{guid[12:16]}-{guid[16:20]}-{guid[20:]}}},{version}"'
        headers = (("ETag", etag), ("Cache-Control", "private,max-age=0"), ("Content-Type", kind))
        if request.if_none_match == etag:
            return Answer(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Answer(body=body, headers=headers)

    def _other(self, request: Request, path: str, query: dict[str, str]) -> Answer:
        lower = path.lower()
        if lower == "/":
            return _moved("/Pages/home.aspx")
        if lower == "/_layouts/authenticate.aspx":
            return _moved("/_layouts/AccessDenied.aspx?ReturnUrl=%2FPages%2Fhome%2Easpx")
        if lower == "/_layouts/accessdenied.aspx":
            return Answer(body=_DENIED.encode(), is_page=True)
        if lower == "/pages/print.aspx":
            article = self.world.by_id.get(_number(query, "newsid"))
            if article is not None:
                return Answer(body=pages.print_page(self.world, article).encode(), is_page=True)
        item = _picture_page(self.world, lower, query)
        if item is not None:
            return self._page(request, item)
        return Answer(status=HTTPStatus.NOT_FOUND, body=_LOST.encode())


def _unwanted_form() -> Answer:
    return Answer(body=_THANKS.encode(), is_page=True, violation=True)


def _moved(target: str) -> Answer:
    return Answer(status=HTTPStatus.FOUND, headers=(("Content-Type", HTML), ("Location", target)))


Query = dict[str, str]
Route = Callable[[World, Query], Content]


def _number(query: Query, key: str) -> int:
    value = query.get(key, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _page_of(query: Query, *, by_postback: bool) -> int:
    """Lists paged by postback know no page number in the address; the empty key is the event's."""
    return _number(query, "" if by_postback else "page") or 1


def _news(world: World, query: Query) -> Content:
    return _listing(world, _number(query, "catid"), query, numbered=True)


def _listing(world: World, identity: int, query: Query, *, numbered: bool = False) -> Content:
    category = next((c for c in world.categories if c.id == identity and c.numbered == numbered), None)
    if category is None:
        return listings.empty_listing()
    return listings.category_page(world, category, _page_of(query, by_postback=category.pager == "postback"))


def _article(world: World, query: Query) -> Content:
    article = world.by_id.get(_number(query, "newsid"))
    if article is None or article.layout == "form-table":
        return pages.missing_page()
    asked = _number(query, "catid")
    category = next((c for c in world.categories if c.id == asked), article.category)
    return pages.article_page(world, article, category)


def _list_item(world: World, query: Query) -> Content:
    article = world.by_id.get(_number(query, "id"))
    if article is None or article.layout != "form-table":
        return pages.missing_page()
    return pages.article_page(world, article, article.category)


def _document(world: World, query: Query) -> Content:
    identity = _number(query, "id")
    document = next((d for d in world.documents if d.id == identity), None)
    return pages.document_page(document) if document else pages.missing_page()


def _recording(world: World, query: Query, kind: str) -> Content:
    key = f"{kind}id"
    if key not in query:
        return listings.recording_list(world, kind)
    recordings = world.videos if kind == "video" else world.audios
    found = next((r for r in recordings if r.id == _number(query, key)), None)
    return pages.recording_page(found) if found else pages.missing_page()


_ROUTES: dict[str, Route] = {
    "/pages/home.aspx": lambda world, _: listings.home_page(world),
    "/default.aspx": lambda world, _: listings.home_page(world),
    "/pages/news.aspx": _news,
    "/pages/cac-ki-dai-hoi.aspx": lambda world, query: _listing(world, 116, query),
    "/pages/dang-bo-cap-tren-co-so.aspx": lambda world, query: _listing(world, 118, query),
    "/pages/newsdetail.aspx": _article,
    "/lists/tintuc/dispform.aspx": _list_item,
    "/pages/vanban.aspx": lambda world, query: listings.document_list(world, _page_of(query, by_postback=False)),
    "/lists/vanban/dispform.aspx": _document,
    "/pages/phong-su-anh.aspx": lambda world, query: listings.gallery_list(world, _page_of(query, by_postback=True)),
    "/pages/video.aspx": lambda world, query: _recording(world, query, "video"),
    "/pages/audio.aspx": lambda world, query: _recording(world, query, "audio"),
    "/pages/nhan-su-dai-hoi.aspx": lambda world, _: pages.static_page(world.pages[0]),
    "/pages/lien-he.aspx": lambda world, _: pages.static_page(world.pages[1]),
    "/pages/y-kien-dong-gop.aspx": lambda *_: pages.opinion_page(),
}

_FileMaker = Callable[[], tuple[bytes, str, int]]


def _picture_page(world: World, path: str, query: Query) -> Content | None:
    for gallery in world.galleries:
        folder = f"/{gallery.folder}/forms/".lower()
        if path == f"{folder}thumbnails.aspx":
            return pages.gallery_page(gallery)
        number = _number(query, "id")
        if path == f"{folder}dispform.aspx" and 1 <= number <= len(gallery.pictures):
            return pages.picture_page(gallery, gallery.pictures[number - 1], number)
    return None


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
    found[STYLES[0].lower()] = lambda: (b".ms-main{font-family:Tahoma}", "text/css", 1)
    found[STYLES[1].lower()] = lambda: (b"function _spBodyOnLoadWrapper(){}", "application/x-javascript", 1)
    found["/style library/player.swf"] = lambda: (_PLAYER, "application/x-shockwave-flash", 1)
    return found


def all_files(world: World) -> list[PortalFile]:
    """Every original that an article, a document, a gallery or a recording holds."""
    held = [file for article in world.articles for file in (*article.pictures, *article.attachments)]
    held += [file for document in world.documents for file in document.files]
    held += [file for gallery in world.galleries for file in gallery.pictures]
    return held + [recording.file for recording in (*world.videos, *world.audios)]


def _maker(seed: int, file: PortalFile, copy: str = "") -> _FileMaker:
    kind = _TYPES["jpg" if copy else file.kind]
    return lambda: (bytes_of(seed, file, copy), kind, file.version)


@lru_cache(maxsize=8)
def _padding(seed: int, kilobytes: int) -> bytes:
    """The dead weight that a view state carries about."""
    return chance(seed, "padding").randbytes(kilobytes * 768)
