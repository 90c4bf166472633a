"""What a rough portal links besides its articles: traps, faults, odd spellings, foreign hosts, system pages."""

from __future__ import annotations

from archiver.demo.categories import NEWS
from archiver.demo.events import CALENDAR
from archiver.demo.faults import ALWAYS
from archiver.demo.listview import DOCUMENT_VIEW
from archiver.demo.model import Article
from archiver.demo.subsite import HOME
from archiver.demo.world import World

_ENDLESS = (
    CALENDAR,
    f"{CALENDAR}?CalendarDate=2010-08-01&amp;CalendarPeriod=month",
    DOCUMENT_VIEW,
    "/_layouts/mobile/mbllists.aspx",
    "/_layouts/viewlsts.aspx",
    "/_vti_bin/spsdisco.aspx",
    "/Lists/KhaoSat/overview.aspx",
    HOME,
    "/Pages/khong-con.aspx",
    "/tin-cu/khong-con.htm",
    "/Pages/home.aspx?Mobile=1",
)
_ODD = (
    "http:/one-slash",
    "file:///C:/Documents%20and%20Settings/tin.doc",
    "\\\\vanphong\\chung\\tin.doc",
    "/Pages/news.aspx?Group=S%u1ed1+li%u1ec7u",
    "javascript:void(0)",
)
_EMBEDS_ONE_IN = 17


def home_tools(world: World) -> str:
    """Links of the home page; one article in six spellings among them."""
    article = next((a for a in world.by_category[NEWS.id] if a.layout != "form-table"), None)
    spelt = spellings(article) if article else ()
    anchors = "".join(f'<LI><A href="{href}">{href[:24]}</A></LI>' for href in (*_ENDLESS, *ALWAYS, *_ODD, *spelt))
    outside = '<LI><A href="{elsewhere}bai/1.htm">Trang bạn</A></LI>'
    options = "".join(
        f'<OPTION value="{path}">{name}</OPTION>'
        for name, path in (("Đại hội", HOME), ("Văn bản", "/Pages/vanban.aspx"))
    )
    return f'<DIV class="cong-cu"><UL>{anchors}{outside}</UL><SELECT onchange="location=this.value">{options}</SELECT></DIV>'


def spellings(article: Article) -> tuple[str, ...]:
    """One page as six authors wrote its address."""
    number, category = article.id, article.category.id
    return (
        f"/Pages/newsdetail.aspx?NewsId={number}&amp;amp;CatId={category}",
        f"/pages/NEWSDETAIL.aspx?NewsId={number}&amp;CatId={category}",
        f"/Pages/newsdetail%2Easpx?NewsId={number}&amp;CatId={category}",
        f"/Pages/../Pages/newsdetail.aspx?NewsId={number}&amp;CatId={category}",
        f"/Pages/newsdetail.aspx?NewsId={number}&amp;CatId={category}\u00a0",
        f" /Pages/newsdetail.aspx?newsid={number}&amp;catid={category}#noidung",
    )


def article_tools(article: Article) -> str:
    """Print, mobile and way back under an article; now and then a picture of another host."""
    mobile = f"/_layouts/mobile/dispform.aspx?List=1&amp;ID={article.id}"
    embedded = f'<IMG src="{{elsewhere}}anh/{article.id}.jpg" alt="">' if article.id % _EMBEDS_ONE_IN == 0 else ""
    return (
        f'<DIV class="cong-cu"><A href="/Pages/print.aspx?NewsId={article.id}">In</A> <A href="{mobile}">Bản di động</A> '
        f'<A href="{article.href.replace("&", "&amp;")}&amp;Source=%2FPages%2Fhome%2Easpx">Gửi email</A>{embedded}</DIV>'
    )
