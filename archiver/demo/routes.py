"""Which address shows what; without regard to letter case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from archiver.demo import listings, listview, pages, subsite
from archiver.demo.archive_page import archive_page
from archiver.demo.events import calendar_page, event_page, survey_page
from archiver.demo.frame import Content
from archiver.demo.rough import article_tools, home_tools
from archiver.demo.world import World

Query = dict[str, str]
Route = Callable[[World, Query], Content]


def number_of(query: Query, key: str) -> int:
    """The number that a parameter gives; 0 where it gives none."""
    value = query.get(key, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _page_of(query: Query, *, by_postback: bool) -> int:
    """Lists paged by postback know no page number in the address; the empty key is the event's."""
    return number_of(query, "" if by_postback else "page") or 1


def _home(world: World, _: Query) -> Content:
    return replace(listings.home_page(world), tools=home_tools(world))


def _news(world: World, query: Query) -> Content:
    return _listing(world, number_of(query, "catid") or number_of(query, "gid"), query, numbered=True)


def _listing(world: World, identity: int, query: Query, *, numbered: bool = False) -> Content:
    category = next((c for c in world.categories if c.id == identity and c.numbered == numbered), None)
    if category is None:
        return listings.empty_listing(world)
    if category.pager == "archive":
        return archive_page(world, category)
    return listings.category_page(world, category, query.get("page" if category.pager == "get" else "", "")[:9])


def _news_view(world: World, query: Query) -> Content:
    category = next((c for c in world.categories if c.pager == "listview"), None)
    return listview.news_view(world, category, query) if category else listings.empty_listing(world)


def _article(world: World, query: Query) -> Content:
    article = world.by_id.get(number_of(query, "newsid") or number_of(query, "itemid"))
    if article is None or article.layout == "form-table":
        return pages.missing_page(world)
    asked = number_of(query, "catid")
    category = next((c for c in world.categories if c.id == asked), article.category)
    return replace(pages.article_page(world, article, category), tools=article_tools(article))


def kept_article(world: World, path: str) -> Content | None:
    """An article under its address in the single-page archive."""
    name = path.lower().removeprefix("/luu tru/").rpartition("/tin ")[2].removesuffix(".aspx")
    article = world.by_id.get(int(name)) if name.isdecimal() and len(name) < 10 else None
    if article is None or unquote(article.archive_href).lower() != path.lower() or article.category.pager != "archive":
        return None
    return pages.article_page(world, article, article.category)


def _list_item(world: World, query: Query) -> Content:
    article = world.by_id.get(number_of(query, "id"))
    if article is None or article.layout != "form-table":
        return pages.missing_page(world)
    return pages.article_page(world, article, article.category)


def _document(world: World, query: Query) -> Content:
    identity = number_of(query, "id")
    document = next((d for d in world.documents if d.id == identity), None)
    return pages.document_page(world, document) if document else pages.missing_page(world)


def _recording(world: World, query: Query, kind: str) -> Content:
    key = f"{kind}id"
    if key not in query:
        return listings.recording_list(world, kind)
    recordings = world.videos if kind == "video" else world.audios
    found = next((r for r in recordings if r.id == number_of(query, key)), None)
    return pages.recording_page(world, found) if found else pages.missing_page(world)


ROUTES: dict[str, Route] = {
    "/pages/home.aspx": _home,
    "/default.aspx": _home,
    "/pages/news.aspx": _news,
    "/pages/cac-ki-dai-hoi.aspx": lambda world, query: _listing(world, 116, query),
    "/pages/dang-bo-cap-tren-co-so.aspx": lambda world, query: _listing(world, 118, query),
    "/pages/newsdetail.aspx": _article,
    "/pages/chi-tiet-tin.aspx": _article,
    "/pages/tintucsukien.aspx": _news,
    "/lists/tintuc/dispform.aspx": _list_item,
    "/lists/tintuc/allitems.aspx": _news_view,
    "/vanban/forms/allitems.aspx": listview.document_view,
    "/pages/vanban.aspx": lambda world, query: listings.document_list(world, _page_of(query, by_postback=False)),
    "/lists/vanban/dispform.aspx": _document,
    "/pages/phong-su-anh.aspx": lambda world, query: listings.gallery_list(world, _page_of(query, by_postback=True)),
    "/pages/video.aspx": lambda world, query: _recording(world, query, "video"),
    "/pages/audio.aspx": lambda world, query: _recording(world, query, "audio"),
    "/pages/nhan-su-dai-hoi.aspx": lambda world, _: pages.static_page(world, world.pages[0]),
    "/pages/lien-he.aspx": lambda world, _: pages.static_page(world, world.pages[1]),
    "/lists/lich/calendar.aspx": calendar_page,
    "/lists/lich/dispform.aspx": lambda world, query: event_page(world, number_of(query, "id")),
    "/lists/khaosat/overview.aspx": lambda world, _: survey_page(world),
    "/lists/khaosat/newform.aspx": lambda world, _: survey_page(world),
    "/daihoi/": lambda world, _: subsite.branch_home(world),
    "/daihoi/pages/news.aspx": lambda world, query: subsite.branch_list(world, number_of(query, "catid")),
    "/daihoi/pages/chi-tiet-tin.aspx": lambda world, query: subsite.branch_article(world, number_of(query, "itemid")),
    "/pages/y-kien-dong-gop.aspx": lambda world, _: pages.opinion_page(world),
}


def picture_page(world: World, path: str, query: Query) -> Content | None:
    """A gallery, or a picture's item page, by its path in small letters."""
    for gallery in world.galleries:
        folder = f"/{gallery.folder}/forms/".lower()
        if path == f"{folder}thumbnails.aspx":
            return pages.gallery_page(world, gallery)
        number = number_of(query, "id")
        if path == f"{folder}dispform.aspx" and 1 <= number <= len(gallery.pictures):
            return pages.picture_page(world, gallery, gallery.pictures[number - 1], number)
    return None
