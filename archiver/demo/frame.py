"""The page frame of the 2007 generation: head, hidden fields, banner, menu, left and right columns, footer."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import escape
from random import SystemRandom

from archiver.demo.viewstate import HiddenFields
from archiver.demo.words import chance
from archiver.demo.world import TITLES, World

SITE_TITLE = TITLES["A"]
MENU = (
    ("Nhân sự đại hội", "/Pages/nhan-su-dai-hoi.aspx"),
    ("Tin tức", "/Pages/news.aspx?CatId=104"),
    ("Tư liệu Đại hội", "/Pages/vanban.aspx"),
    ("Đảng bộ cấp trên cơ sở", "/Pages/dang-bo-cap-tren-co-so.aspx"),
    ("Ý kiến đóng góp", "/Pages/y-kien-dong-gop.aspx"),
    ("Liên hệ", "/Pages/lien-he.aspx"),
)
OFFSITE = (
    ("Tỉnh ủy", "http://www.tinhuy.example/"),
    ("Ủy ban nhân dân tỉnh", "http://www.tinh.example/Pages/default.aspx"),
    ("Báo điện tử của tỉnh", "http://www.bao-tinh.example/"),
    ("Thư viện pháp luật", "http://vanban.example/"),
)
BANNERS = (
    "/Style Library/images/banner1.png",
    "/Style Library/images/banner2.png",
    "/Style Library/images/banner3.png",
)
STYLES = ("/_layouts/1066/styles/core.css", "/_layouts/1066/init.js")
DICE = SystemRandom()
_HERE = timedelta(hours=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The part of a page that is the same on every answer; `{views}` in it counts the readers."""

    title: str  # of the <title> element
    html: str
    listing: str = ""  # for lists paged by postback: whose view state the page carries
    offered: tuple[str, ...] = ()  # events that its pager offers
    place: str = ""  # where in the list the page stands, which only its view state says
    panel: str = ""  # the part that an asynchronous postback replaces
    kept: bytes = b""  # what a control of the page keeps in the view state
    head: str = ""  # links of the page's head
    encoding: str = "utf-8"  # what the page is written in, see encodings.py
    tools: str = ""  # what only a rough portal shows: traps and odd spellings


def render(world: World, content: Content, fields: HiddenFields, visits: int) -> bytes:
    """The whole page as bytes; all that varies from answer to answer is put in here."""
    now = datetime.now(UTC)
    html = content.html.replace("{views}", str(100 + visits * 3 + DICE.randrange(3)))
    parts = (
        _head(content.title, scripts(world) + content.head),
        _top(fields, digest_field(now)),
        _banners(),
        _menu(world),
        f'<DIV class="homnay">Hôm nay, {(now + _HERE):ngày %d tháng %m năm %Y}</DIV>',
        _BODY_BEGINS,
        html,
        "</TD></TR></TABLE></DIV></TD>\r\n",
        _right_column(),
        _foot(visits, now),
    )
    return "".join(parts).encode()


_BODY_BEGINS = (
    '<TD class="ms-bodyareacell" valign="top"><DIV id="ctl00_MSO_ContentDiv"><TABLE id="MSO_ContentTable" width=100%>'
    '<TR><TD class="ms-bodyareaframe" valign="top"><A name="mainContent"></A>\r\n'
)


def _head(title: str, scripts: str) -> str:
    return (
        '<HTML dir=ltr __expr-val-dir=ltr><HEAD><META NAME="GENERATOR" CONTENT="Microsoft SharePoint">'
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=utf-8"><META HTTP-EQUIV="Expires" content="0">'
        f'<META NAME="ROBOTS" CONTENT="NOHTMLINDEX"><TITLE>\r\n\t{escape(title, quote=False)}\r\n</TITLE>'
        f'<TITLE>{SITE_TITLE}</TITLE><LINK REL="stylesheet" TYPE="text/css" HREF="{STYLES[0]}">'
        f'<SCRIPT language="javascript" src="{STYLES[1]}"></SCRIPT>{scripts}</HEAD>\r\n'
    )


def _foot(visits: int, now: datetime) -> str:
    return (
        f'<TR><TD colspan=4 class="footer">Bản quyền thuộc {SITE_TITLE}. Lượt truy cập: '
        f"<SPAN id=luot>{10000 + visits}</SPAN></TD></TR></TABLE></FORM></BODY></HTML>\r\n"
        f"<!-- Rendered using cache profile:Public Internet (Purely Anonymous) at: {now:%Y-%m-%dT%H:%M:%S} -->"
    )


def block(number: int, html: str) -> str:
    """A web part in its zone."""
    return (
        f'<TABLE TOPLEVEL border=0 cellpadding=0 cellspacing=0 width=100%><TR><TD id="MSOZoneCell_WebPartWPQ{number}">'
        f'<DIV WebPartID="00000000-0000-0000-0000-00000000000{number}" id="WebPartWPQ{number}" class="ms-WPBody">'
        f"{html}</DIV></TD></TR></TABLE>\r\n"
    )


def digest_field(now: datetime) -> str:
    """The value of `__REQUESTDIGEST`, new on each answer."""
    return f"0x{os.urandom(64).hex().upper()},{now:%d %b %Y %H:%M:%S} -0000"


@lru_cache(maxsize=4)
def _script_texts(seed: int, size: str, kilobytes: int) -> tuple[str, ...]:
    """Some sets of about 46 scripts; pages take one or another, so that sizes differ."""
    made = []
    for weight in range(1, 5):
        dice = chance(seed, size, "scripts", weight)
        length = kilobytes * 1024 * weight // 4 // 46
        texts = (
            f'<SCRIPT type="text/javascript">\r\n// <![CDATA[\r\nvar g_{dice.randrange(10**8)}='
            f'"{dice.randbytes(max(8, length // 2 - 40)).hex()}";\r\n// ]]>\r\n</SCRIPT>'
            for _ in range(46)
        )
        made.append("\r\n".join(texts))
    return tuple(made)


def scripts(world: World) -> str:
    """The inline scripts of a page, now heavier and now lighter."""
    return DICE.choice(_script_texts(world.seed, world.size.name, world.size.padding[1]))


def _hidden(name: str, value: str = "") -> str:
    return f'<INPUT type="hidden" name="{name}" id="{name}" value="{value}" />\r\n'


@lru_cache(maxsize=1)
def _fixed_fields() -> tuple[str, str]:
    before = (
        "__SPSCEditMenu MSOWebPartPage_PostbackSource MSOTlPn_SelectedWpId MSOTlPn_View MSOTlPn_ShowSettings "
        "MSOGallery_SelectedLibrary MSOGallery_FilterString MSOTlPn_Button __EVENTTARGET __EVENTARGUMENT"
    )
    after = (
        "MSOAuthoringConsole_FormContext MSOSPWebPartManager_DisplayModeName MSOSPWebPartManager_OldDisplayModeName "
        "MSOSPWebPartManager_StartWebPartEditingName MSOLayout_LayoutChanges MSOLayout_InDesignMode"
    )
    return "".join(map(_hidden, before.split())), "".join(map(_hidden, after.split()))


def _top(fields: HiddenFields, digest: str) -> str:
    before, after = _fixed_fields()
    return (
        '<BODY scroll="yes" onload="javascript:if (typeof(_spBodyOnLoadWrapper) != \'undefined\') _spBodyOnLoadWrapper();">'
        '<FORM name="aspnetForm" method="post" action="" id="aspnetForm">'
        f"{before}{_hidden('__REQUESTDIGEST', digest)}{after}{_hidden('__VIEWSTATE', fields.view_state)}"
        f"{_hidden('__EVENTVALIDATION', fields.event_validation)}"
        "<SCRIPT>function __doPostBack(t,a){var f=document.forms['aspnetForm'];f.__EVENTTARGET.value=t;"
        "f.__EVENTARGUMENT.value=a;f.submit();}</SCRIPT>\r\n"
        '<TABLE class="ms-main" CELLPADDING=0 CELLSPACING=0 BORDER=0 WIDTH="100%" HEIGHT="100%"><TR>'
        '<TD class="ms-globalbreadcrumb" colspan=4><SPAN id="TurnOnAccessibility" style="display:none">'
        '<A href="#" class="ms-skip" onclick="SetIsAccessibilityFeatureEnabled(true);">Bật chế độ truy cập dễ dàng hơn</A></SPAN>'
        '<A href="javascript:;" onclick="javascript:this.href=\'#mainContent\';" class="ms-skip" accesskey="J">'
        "Bỏ qua nội dung chính</A>"
        '<A id="ctl00_ctl15" href="/_layouts/Authenticate.aspx?Source=%2FPages%2Fhome%2Easpx">Đăng nhập</A></TD></TR>\r\n'
        f'<TR><TD class="ms-globalTitleArea" colspan=4><H1 class="ms-sitetitle"><A href="/Pages/home.aspx">{SITE_TITLE}</A></H1></TD></TR>'
    )


def _banners() -> str:
    shown = DICE.sample(BANNERS, len(BANNERS))
    images = "".join(f'<IMG src="{path.replace(" ", "%20")}" alt="" border=0>' for path in shown)
    return f'<TR><TD colspan=4 class="banner">{images}</TD></TR>\r\n'


@lru_cache(maxsize=16)
def _menu(world: World) -> str:
    items = "".join(
        f'<TD><TABLE class="ms-topnav" cellpadding=0 cellspacing=0><TR><TD><A class="ms-topnav" href="{href}">{title}</A></TD></TR></TABLE></TD>'
        for title, href in MENU
    )
    categories = "".join(_nav_item(category.title, category.href) for category in world.categories)
    outside = "".join(_nav_item(title, href) for title, href in OFFSITE)
    options = "".join(f'<OPTION value="{href}">{title}</OPTION>' for title, href in OFFSITE)
    return (
        '<TR><TD class="ms-bannerContainer" colspan=4><TABLE id="zz1_TopNavigationMenu" class="ms-topNavContainer">'
        f"<TR>{items}</TR></TABLE></TD></TR>\r\n"
        '<TR><TD class="ms-leftareacell" valign="top"><TABLE class="ms-nav" width=100%>'
        f"<TR><TH>CHUYÊN MỤC</TH></TR>{categories}<TR><TH>LIÊN KẾT</TH></TR>{outside}</TABLE>"
        f'<SELECT onchange="window.open(this.value)"><OPTION value="#">-- Website thường dùng --</OPTION>{options}</SELECT></TD>\r\n'
    )


def _nav_item(title: str, href: str) -> str:
    return f'<TR><TD class="ms-navitem"><A href="{escape(href)}">{escape(title)}</A></TD></TR>'


@lru_cache(maxsize=1)
def _right_column() -> str:
    return (
        '<TD class="cot-phai" valign="top"><TABLE>'
        '<TR><TD class="tieude-khoi"><A href="/Pages/video.aspx">Video đại hội Đảng bộ</A></TD></TR>'
        '<TR><TD class="tieude-khoi"><A href="/Pages/audio.aspx">Audio đại hội Đảng bộ Tỉnh</A></TD></TR>'
        '<TR><TD class="tieude-khoi">Phóng sự ảnh</TD></TR>'
        '<TR><TD><A href="/#"><IMG src="/Style%20Library/images/banner1.png" alt=""></A></TD></TR>'
        '<TR><TD><A href="/Pages/phong-su-anh.aspx">Xem tất cả hình &gt;&gt;</A></TD></TR>'
        '<TR><TD class="tieude-khoi"><A href="/Pages/cac-ki-dai-hoi.aspx">CÁC KÌ ĐẠI HỘI</A></TD></TR>'
        "</TABLE></TD></TR>\r\n"
    )
