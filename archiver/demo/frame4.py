"""The page frame of the 2010 generation, as its master page `v4` has it: English interface, ribbon, quick launch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import escape

from archiver.demo.categories import NEWS
from archiver.demo.frame import BANNERS, DICE, OFFSITE, Content, digest_field, scripts
from archiver.demo.links import article_link
from archiver.demo.viewstate import HiddenFields
from archiver.demo.world import World

STYLES4 = ("/_layouts/1033/styles/Themable/corev4.css", "/_layouts/1033/init.js")
MENU4 = (
    ("Trang chủ", "/Pages/home.aspx"),
    ("Tin tức", NEWS.href),
    ("Tư liệu Đại hội", "/Pages/vanban.aspx"),
    ("Nhân sự đại hội", "/Pages/nhan-su-dai-hoi.aspx"),
    ("Đảng bộ cấp trên cơ sở", "/Pages/dang-bo-cap-tren-co-so.aspx"),
    ("Các kì đại hội", "/Pages/cac-ki-dai-hoi.aspx"),
    ("Thư viện ảnh", "/Pages/phong-su-anh.aspx"),
    ("Video", "/Pages/video.aspx"),
    ("Âm thanh", "/Pages/audio.aspx"),
    ("Góp ý", "/Pages/y-kien-dong-gop.aspx"),
    ("Liên hệ", "/Pages/lien-he.aspx"),
)
_SHORTCUTS = (
    ("s4-notdlg noindex", "ms-TurnOnAcc", "Turn on more accessible mode", ' id="linkTurnOnAcc"'),
    ("s4-notdlg noindex", "ms-TurnOffAcc", "Turn off more accessible mode", ' id="linkTurnOffAcc"'),
    ("s4-notdlg s4-skipribbonshortcut noindex", "ms-SkiptoNavigation", "Skip Ribbon Commands", ' accesskey="Y"'),
    ("s4-notdlg noindex", "ms-SkiptoMainContent", "Skip to main content", ' accesskey="X"'),
)
_HERE = timedelta(hours=7)


def render(world: World, content: Content, fields: HiddenFields, visits: int) -> bytes:
    """The whole page as bytes; all that varies from answer to answer is put in here."""
    now = datetime.now(UTC)
    html = content.html.replace("{views}", str(100 + visits * 3 + DICE.randrange(3)))
    parts = (
        _head(content.title, scripts(world).replace("SCRIPT", "script") + content.head),
        _form(fields, digest_field(now)),
        _shortcuts(),
        _ribbon(),
        _title(world),
        _menu(world),
        f'<div id="s4-mainarea" class="s4-pr s4-widecontentarea">{_quick_launch(world)}',
        _BODY_BEGINS,
        html,
        "</div></div></div>\r\n",
        _side_boxes(world, now),
        "</div></div>\r\n",
        _foot(world, visits, now),
    )
    return "".join(parts).encode()


_BODY_BEGINS = (
    '<div class="s4-ca s4-ca-dlgNoRibbon" id="MSO_ContentTable"><div class="s4-die"></div><div class="s4-ba">'
    '<div class="ms-bodyareacell"><div id="ctl00_MSO_ContentDiv"><a name="mainContent"></a>\r\n'
)


def block(number: int, html: str) -> str:
    """A web part in its zone."""
    return (
        '<div class="s4-wpcell-plain"><table class="s4-wpTopTable" border="0" cellpadding="0" cellspacing="0" width="100%"><tr>'
        f'<td valign="top"><div WebPartID="00000000-0000-0000-0000-00000000001{number}" HasPers="false" id="WebPartWPQ{number + 1}" '
        f'width="100%" class="ms-WPBody noindex" allowDelete="false">{html}</div></td></tr></table></div>\r\n'
    )


def _head(title: str, more: str) -> str:
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\r\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" lang="en-us" dir="ltr">\r\n<head><meta name="GENERATOR" content="Microsoft SharePoint" />'
        '<meta http-equiv="Content-type" content="text/html; charset=utf-8" /><meta http-equiv="X-UA-Compatible" content="IE=8" />'
        f'<meta http-equiv="Expires" content="0" /><title>\r\n\r\n\t{escape(title, quote=False)}\r\n\r\n</title>'
        f'<link rel="stylesheet" type="text/css" href="{STYLES4[0]}"/>\r\n<script type="text/javascript" src="{STYLES4[1]}"></script>'
        f"{more}</head>\r\n"
    )


def _hidden(name: str, value: str = "") -> str:
    return f'<input type="hidden" name="{name}" id="{name}" value="{value}" />\r\n'


@lru_cache(maxsize=1)
def _fixed_fields() -> tuple[str, str]:
    before = (
        "MSOWebPartPage_PostbackSource MSOTlPn_SelectedWpId MSOTlPn_View MSOTlPn_ShowSettings MSOGallery_SelectedLibrary "
        "MSOGallery_FilterString MSOTlPn_Button __EVENTTARGET __EVENTARGUMENT"
    )
    after = (
        "MSOSPWebPartManager_DisplayModeName MSOSPWebPartManager_ExitingDesignMode MSOWebPartPage_Shared "
        "MSOLayout_LayoutChanges MSOLayout_InDesignMode _wpSelected _wzSelected MSOSPWebPartManager_OldDisplayModeName "
        "MSOSPWebPartManager_StartWebPartEditingName MSOSPWebPartManager_EndWebPartEditing"
    )
    return "".join(map(_hidden, before.split())), "".join(map(_hidden, after.split()))


def _form(fields: HiddenFields, digest: str) -> str:
    before, after = _fixed_fields()
    return (
        '<body scroll="no" onload="if (typeof(_spBodyOnLoadWrapper) != \'undefined\') _spBodyOnLoadWrapper();" class="v4master">\r\n'
        '<form name="aspnetForm" method="post" action="" id="aspnetForm" onsubmit="javascript:return WebForm_OnSubmit();">\r\n<div>\r\n'
        f"{before}{_hidden('__REQUESTDIGEST', digest)}{after}{_hidden('__VIEWSTATE', fields.view_state)}</div>\r\n"
        '<script type="text/javascript">\r\n//<![CDATA[\r\nvar theForm = document.forms["aspnetForm"];\r\nfunction __doPostBack(eventTarget, '
        "eventArgument) {\r\n    theForm.__EVENTTARGET.value = eventTarget;\r\n    theForm.__EVENTARGUMENT.value = eventArgument;\r\n"
        f"    theForm.submit();\r\n}}\r\n//]]>\r\n</script>\r\n<div>{_hidden('__EVENTVALIDATION', fields.event_validation)}</div>\r\n"
    )


@lru_cache(maxsize=1)
def _shortcuts() -> str:
    links = "\r\n".join(
        f'<div class="{place}"><a href="javascript:;" class="{name}"{more}>{words}</a></div>'
        for place, name, words, more in _SHORTCUTS
    )
    return (
        "<noscript><div class='noindex'>You may be trying to access this site from a secured browser on the server. Please "
        f"enable scripts and reload this page.</div></noscript>\r\n{links}\r\n"
        '<a id="HiddenAnchor" href="javascript:;" style="display:none;"></a>\r\n'
    )


@lru_cache(maxsize=1)
def _ribbon() -> str:
    return (
        '<div id="s4-ribbonrow" class="s4-pr s4-ribbonrowhidetitle"><div id="s4-ribboncont"><div class="ms-cui-ribbonTopBars">'
        '<div class="ms-cui-TabRowLeft"><span class="ms-siteactionsmenu">Site Actions</span></div>'
        '<div class="s4-trc-container-menu"><div class="s4-trc-container"><a class="s4-signInLink" id="ctl00_ctl36_ExplicitLogin" '
        'href="/_layouts/Authenticate.aspx?Source=%2FPages%2Fhome%2Easpx">Sign In</a></div></div></div></div></div>\r\n'
        '<div id="s4-workspace"><div id="s4-bodyContainer">\r\n'
    )


def _title(world: World) -> str:
    shown = DICE.sample(BANNERS, len(BANNERS))
    images = "".join(f'<img class="banner" src="{path.replace(" ", "%20")}" alt="" />' for path in shown)
    return (
        '<div id="s4-titlerow" class="s4-pr s4-notdlg s4-titlerowhidetitle"><div class="s4-title s4-lp"><div class="s4-title-inner">'
        f'<table class="s4-titletable" cellspacing="0"><tbody><tr><td class="s4-titlelogo">{images}</td><td class="s4-titletext">'
        f'<h1 name="onetidProjectPropertyTitle"><a href="/Pages/home.aspx">{escape(world.title)}</a></h1></td></tr></tbody></table>'
        "</div></div></div>\r\n"
    )


@lru_cache(maxsize=16)
def _menu(world: World) -> str:
    news = next(category.href for category in world.categories if category.id == NEWS.id)
    items = "".join(
        f'<li class="static"><a class="static menu-item" href="{escape(news if href == NEWS.href else href)}"><span class="additional-background"><span class="menu-item-text">'
        f"{title}</span></span></a></li>"
        for title, href in MENU4
    )
    return (
        '<div id="s4-topheader2" class="s4-pr s4-notdlg"><a name="startNavigation"></a><div class="s4-lp s4-toplinks">'
        '<div id="zz17_TopNavigationMenuV4" class="s4-tn"><div class="menu horizontal menu-horizontal"><ul class="root static">'
        f"{items}</ul></div></div></div></div>\r\n"
    )


@lru_cache(maxsize=16)
def _quick_launch(world: World) -> str:
    categories = "".join(_quick_item(category.title, category.href) for category in world.categories)
    options = "".join(f'<option value="{href}">{title}</option>' for title, href in OFFSITE)
    return (
        '<div id="s4-leftpanel" class="s4-notdlg"><div id="s4-leftpanel-content"><div class="ms-quicklaunchouter">'
        '<div class="ms-quickLaunch"><div id="zz18_V4QuickLaunchMenu" class="s4-ql"><div class="menu vertical menu-vertical">'
        f'<ul class="root static">{categories}</ul></div></div>'
        '<ul class="s4-specialNavLinkList"><li><a class="s4-rcycl" href="/_layouts/recyclebin.aspx">Recycle Bin</a></li>'
        '<li><a class="s4-specialNavLink" href="/_layouts/viewlsts.aspx">All Site Content</a></li></ul>'
        f'<select class="weblink" onchange="window.open(this.value)"><option value="#">-- Liên kết website --</option>{options}</select>'
        "</div></div></div></div>\r\n"
    )


def _quick_item(title: str, href: str) -> str:
    return (
        f'<li class="static"><a class="static menu-item" href="{escape(href)}"><span class="additional-background">'
        f'<span class="menu-item-text">{escape(title)}</span></span></a></li>'
    )


def _side_boxes(world: World, now: datetime) -> str:
    """The column of the contractor's: what is new, and what is said to everybody."""
    return (
        f'<div id="right-column"><div class="box-today">Today: {(now + _HERE):%A, %d %B %Y}</div>{_newest_box(world)}'
        '<div class="box"><div class="box-title">Thông báo</div><div class="box-body">Đề nghị các chi, đảng bộ trực thuộc '
        "cập nhật địa chỉ thư điện tử công vụ theo mẫu mới.</div></div></div>"
    )


@lru_cache(maxsize=4)
def _newest_box(world: World) -> str:
    links = "".join(f'<li class="dfwp-item">{article_link(one)}</li>' for one in world.by_category.get(NEWS.id, ())[:5])
    return f'<div class="box"><div class="box-title">Tin mới nhất</div><ul class="dfwp-list">{links}</ul></div>'


def _foot(world: World, visits: int, now: datetime) -> str:
    return (
        f'<div class="s4-notdlg site-footer"><p>{escape(world.title)}. Chịu trách nhiệm: Văn phòng Đảng ủy. Số lượt truy cập: '
        f'<span id="visitors">{10000 + visits}</span></p></div></div></div></form>\r\n</body>\r\n</html>\r\n'
        f"<!-- Rendered using cache profile:Public Internet (Purely Anonymous) at: {now:%Y-%m-%dT%H:%M:%S} -->"
    )
