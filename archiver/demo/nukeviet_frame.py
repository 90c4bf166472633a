"""What stands around every page of a NukeViet site in its default theme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archiver.demo.datelines import weekday_of
from archiver.demo.layouts import text
from archiver.demo.nukeviet_holding import Holding

STYLES = "/themes/default/css/style.css"
STYLE = ".news_column{margin-bottom:10px}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The part of a page that the module makes."""

    title: str
    html: str
    head: str = ""
    trail: tuple[tuple[str, str], ...] = ()  # titles and addresses, from the module down


def render(held: Holding, content: Content, now: datetime, visits: int, token: str) -> str:
    """The whole page; clock, counter and token differ on every answer."""
    return (
        '<!DOCTYPE html>\n<html lang="vi" xmlns="http://www.w3.org/1999/xhtml">\n<head>\n'
        f"<title>{text(content.title)}</title>\n"
        '<meta name="author" content="VINADES.,JSC"/>\n<meta name="generator" content="NukeViet v4.5"/>\n'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>\n'
        f'<link rel="StyleSheet" href="{STYLES}"/>\n{content.head}'
        f'<script>var nv_base_siteurl="/",nv_lang_data="vi",nv_name_variable="nv",nv_my_domain="",nv_cookie_prefix="nv4",nv_checkss="{token}";</script>\n'
        '</head>\n<body>\n<div class="body-bg"><div class="wraper"><header><div class="container"><div id="header" class="row">'
        f'<div class="logo col-xs-24"><a title="{text(held.title)}" href="/"><img src="/themes/default/images/logo.png" alt=""/></a>'
        f'<span class="site_name">{text(held.title)}</span></div></div></div></header>\n{_menu(held)}'
        f'<section><div class="container" id="body"><nav class="third-nav"><div class="row"><div class="bg"><div class="clearfix">'
        f'<div class="col-xs-24 col-sm-18">{_trail(content)}</div><div class="headerSearch col-xs-24 col-sm-6">'
        f'<span class="current-time">{weekday_of(now)} - {now:%d/%m/%Y %H:%M}</span></div></div></div></div></nav>\n'
        f'<div class="row"><div class="col-sm-16 col-md-18">{content.html}</div>\n<div class="col-sm-8 col-md-6">{_side(held, visits)}</div></div>'
        f'</div></section>\n<footer id="footer"><div class="container"><p>© Bản quyền thuộc về {text(held.title)}</p>'
        '<p>Powered by <a href="https://nukeviet.example/">NukeViet CMS</a></p></div></footer></div></div>\n</body>\n</html>\n'
    )


def _menu(held: Holding) -> str:
    acts = (("/van-ban/", "Văn bản"),) if held.acts else ()
    entries = (
        ("/", "Trang chủ"),
        (held.about.path, "Giới thiệu"),
        *((topic.href, topic.title) for topic in held.topics),
        *acts,
        ("/lien-he/", "Liên hệ"),
        ("/rss/", "RSS"),
    )
    items = "".join(
        f'<li role="presentation"><a class="dropdown-toggle" href="{href}">{text(title)}</a></li>'
        for href, title in entries
    )
    return (
        '<nav class="second-nav" id="menusite"><div class="container"><div class="row"><div class="bg box-shadow">'
        f'<div class="menu" id="menu-site-default"><ul class="nav navbar-nav">{items}</ul></div></div></div></div></nav>\n'
    )


def _trail(content: Content) -> str:
    levels = "".join(
        f'<li itemprop="itemListElement"><a href="{href}" itemprop="item" title="{text(title)}"><span class="txt" itemprop="name">{text(title)}</span></a></li>'
        for title, href in content.trail
    )
    return (
        '<div class="breadcrumbs-wrap"><ul class="breadcrumbs list-none"><li id="brcr_0"><a href="/" title="Trang chủ"><span>Trang chủ</span></a></li>'
        f"{levels}</ul></div>"
    )


def _side(held: Holding, visits: int) -> str:
    """The blocks of the theme's right column."""
    newest = "".join(
        f'<li class="clearfix"><a class="show" href="{story.href}" title="{text(story.title)}">{text(story.title)}</a></li>'
        for story in held.stories[:5]
    )
    return (
        f'<div class="panel panel-primary"><div class="panel-heading">Tin mới</div><div class="panel-body"><ul class="block_tophits list-none">{newest}</ul></div></div>'
        '<div class="panel panel-primary"><div class="panel-heading">Thành viên</div><div class="panel-body"><a href="/users/login/">Đăng nhập</a></div></div>'
        f'<div class="panel panel-primary"><div class="panel-heading">Thống kê</div><ul class="counter list-none"><li>Đang truy cập<span>{1 + visits % 7}</span></li>'
        f"<li>Tổng lượt truy cập<span>{20_000 + visits}</span></li></ul></div>"
    )
