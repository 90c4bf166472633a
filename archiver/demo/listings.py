"""The pages of the portal that lead to others: home, lists of articles, of documents, of galleries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from archiver.demo.categories import NEWS, RECORDS
from archiver.demo.feeds import feed_href
from archiver.demo.frame import Content
from archiver.demo.layouts import text
from archiver.demo.library import copy_path
from archiver.demo.links import article_link
from archiver.demo.model import Article, Category, Document, Gallery, Recording
from archiver.demo.pagers import (
    PAGE,
    button_events,
    button_pager,
    control,
    get_pager,
    month_events,
    month_field,
    offered_arguments,
    pages_of,
    postback_pager,
    slice_of,
)
from archiver.demo.reach import listed
from archiver.demo.skin import skin_of
from archiver.demo.texts import body_of
from archiver.demo.world import World

GALLERY_LIST = "/Pages/phong-su-anh.aspx"
DOCUMENT_LIST = "/Pages/vanban.aspx"
SCRIPT_MANAGER = "ctl00$ScriptManager1"


@lru_cache(maxsize=4)
def home_page(world: World) -> Content:
    """The newest news, pictures, films and sounds; the congresses again."""
    skin = skin_of(world)
    news = [_headline(article) for article in world.by_category[NEWS.id][:8]]
    pictures = "".join(
        f'<TD><A href="{gallery.href}"><IMG src="{copy_path(gallery.pictures[0], "_t")}" alt=""></A></TD>'
        for gallery in world.galleries[:2]
    )
    films = "".join(_recording_link(recording) for recording in (*world.videos[:2], *world.audios[:2]))
    html = (
        skin.block(1, skin.headlines("Tin mới", news))
        + skin.block(2, f"<H2>Phóng sự ảnh</H2><TABLE><TR>{pictures}</TR></TABLE>")
        + skin.block(3, f"<H2>Video - Audio</H2><UL>{films}</UL>")
        + skin.block(4, '<H2><A href="/Pages/cac-ki-dai-hoi.aspx">CÁC KÌ ĐẠI HỘI</A></H2>')
    )
    return Content(title=f"{world.title} - Trang chủ", html=html)


def _headline(article: Article) -> str:
    """The home page names the category first, the lists name the article first."""
    href = article.href if article.layout == "form-table" else article.aliases[1]
    return f'<A href="{href.replace("&", "&amp;")}">{text(article.title)}</A>'


@lru_cache(maxsize=2048)
def category_page(world: World, category: Category, place: str) -> Content:
    """Ten articles of a category, with the pager of its kind; `place` is a page's number, or a month."""
    articles = listed(world, category)
    if category.pager == "dropdown":
        return _by_month(world, category, articles, place)
    if category.pager == "script":
        return _by_script(world, category, articles)
    if category.pager == "newest":
        head = f'<LINK rel="alternate" type="application/rss+xml" title="{text(category.title)}" href="{feed_href(category)}">'
        return replace(_listing(world, category, articles[:PAGE]), head=head)
    shown, page = slice_of(articles, int(place) if place.isdecimal() else 1)
    last = pages_of(len(articles))
    href = category.href
    if category.pager == "get":
        return _listing(world, category, shown, below=get_pager(href, page, last))
    if category.pager == "linkbutton":
        content = _listing(world, category, shown, below=button_pager(href, page, last))
        return replace(content, listing=href, offered=button_events(href, page, last), place=str(page))
    content = _listing(world, category, shown, postback_pager(href, page, last))
    content = replace(content, listing=href, offered=offered_arguments(page, last), place=str(page))
    return _in_panel(content) if category.pager == "updatepanel" else content


def _listing(
    world: World, category: Category, shown: Sequence[Article], grid_pager: str = "", below: str = ""
) -> Content:
    skin = skin_of(world)
    rows = [(article_link(article), _teaser(world, article)) for article in shown]
    html = skin.listing(category.title, rows, grid_pager, below)
    return Content(title=category.title, html=skin.block(2, skin.trail(category.trail) + html))


def _by_month(world: World, category: Category, articles: tuple[Article, ...], month: str) -> Content:
    """The newest, or those of the month that was chosen."""
    months = tuple(sorted({f"{a.rank[:4]}-{a.rank[4:6]}" for a in articles}, reverse=True))
    shown = [a for a in articles if f"{a.rank[:4]}-{a.rank[4:6]}" == month] if month else articles[:PAGE]
    content = _listing(world, category, shown, below=month_field(category.href, months, month))
    return replace(content, listing=category.href, offered=month_events(category.href, months), place=month)


def _by_script(world: World, category: Category, articles: tuple[Article, ...]) -> Content:
    """No link at all: the browser writes the list."""
    skin = skin_of(world)
    pushed = "\r\n".join(
        f"newsItems.push(new newsItem('{_quoted(article.title)}','{article.href}'));" for article in articles
    )
    html = (
        f'{skin.trail(category.trail)}<H2 class="ten-chuyen-muc">{text(category.title)}</H2><DIV id="newsList"></DIV>'
        f'<SCRIPT language="javascript">\r\nvar newsItems = new Array();\r\n{pushed}\r\nshowNews(newsItems);\r\n</SCRIPT>'
    )
    return Content(title=category.title, html=skin.block(2, html))


def _quoted(title: str) -> str:
    return title.replace("\\", "\\\\").replace("'", "\\'")


def _in_panel(content: Content) -> Content:
    """The same list in an UpdatePanel, which the page's script renews without the rest of the page."""
    panel = control(content.listing, "UpdatePanel1")
    manager = (
        f'<SCRIPT src="/ScriptResource.axd?d=ajax" type="text/javascript"></SCRIPT><SCRIPT type="text/javascript">\r\n//<![CDATA[\r\n'
        f"Sys.WebForms.PageRequestManager._initialize('{SCRIPT_MANAGER}', document.getElementById('aspnetForm'));\r\n"
        f"Sys.WebForms.PageRequestManager.getInstance()._updateControls(['t{panel}'], [], [], 90);\r\n//]]>\r\n</SCRIPT>"
    )
    inner = content.html
    wrapped = f'{manager}<DIV id="{panel.replace("$", "_")}">{inner}</DIV>'
    return replace(content, html=wrapped, panel=inner)


def _teaser(world: World, article: Article) -> str:
    body = body_of(world.seed, article)
    return f"{' '.join((body.lead or body.paragraphs[0]).split()[:24])}..."


def empty_listing(world: World) -> Content:
    """The frame of a category that does not exist."""
    return Content(title=world.title, html=skin_of(world).block(2, ""))


@lru_cache(maxsize=256)
def document_list(world: World, page: int) -> Content:
    """The acts in a table with five columns; above them the newest of the records."""
    skin = skin_of(world)
    records_list = next(category for category in world.categories if category.id == RECORDS.id)
    shown, page = slice_of(world.documents, page)
    header = "".join(f"<TH>{name}</TH>" for name in ("Số ký hiệu", "Ngày ban hành", "Trích yếu", "Cơ quan", "Tệp"))
    rows = "".join(map(_document_row, shown))
    records = "".join(f"<LI>{article_link(article)}</LI>" for article in world.by_category[RECORDS.id][:5])
    more = f'<A href="{records_list.href}">Xem tiếp &gt;&gt;</A>'
    html = (
        f'{skin.trail(("Tư liệu Đại hội",))}<H2>Tư liệu Đại hội</H2><UL class="tu-lieu">{records}</UL>{more}'
        f'<H2>Văn bản</H2><TABLE class="ms-listviewtable" width=100%><TR class="ms-viewheadertr">{header}</TR>{rows}</TABLE>'
        f"{get_pager(DOCUMENT_LIST, page, pages_of(len(world.documents)))}"
    )
    return Content(title="Tư liệu Đại hội", html=skin.block(2, html))


def _document_row(document: Document) -> str:
    year, month, day = document.issued.split("-")
    # The list writes addresses of files with their spaces, the item page escapes them.
    links = "<BR>".join(f'<A href="{text(file.path)}">{text(file.name)}</A>' for file in document.files)
    return (
        f'<TR><TD class="ms-vb2">{text(document.number)}</TD><TD class="ms-vb2">{day}/{month}/{year}</TD>'
        f'<TD class="ms-vb-title"><A href="{document.href}">{text(document.title)}</A></TD>'
        f'<TD class="ms-vb2">{text(document.agency)}</TD><TD class="ms-vb2">{links}</TD></TR>'
    )


@lru_cache(maxsize=64)
def gallery_list(world: World, page: int) -> Content:
    """All picture libraries, paged by postback."""
    skin, size = skin_of(world), world.size.galleries_a_page
    shown, page = slice_of(world.galleries, page, size)
    last = pages_of(len(world.galleries), size)
    rows = "".join(map(_gallery_row, shown))
    html = f'<H2>Phóng sự ảnh</H2><TABLE class="danh-sach-anh">{rows}{postback_pager(GALLERY_LIST, page, last)}</TABLE>'
    return Content(
        title="Phóng sự ảnh",
        html=skin.trail(("Phóng sự ảnh",)) + skin.block(2, html),
        listing=GALLERY_LIST,
        offered=offered_arguments(page, last),
    )


def _gallery_row(gallery: Gallery) -> str:
    return f'<TR><TD><A href="{gallery.href}">{text(gallery.title)}</A></TD></TR>'


@lru_cache(maxsize=8)
def recording_list(world: World, kind: str) -> Content:
    """All films, or all sounds."""
    title, recordings = ("Video", world.videos) if kind == "video" else ("Audio", world.audios)
    links = "".join(map(_recording_link, recordings))
    return Content(title=title, html=skin_of(world).block(2, f"<H2>{title}</H2><UL>{links}</UL>"))


def _recording_link(recording: Recording) -> str:
    return f'<LI><A href="{recording.href}">{text(recording.title)}</A></LI>'
