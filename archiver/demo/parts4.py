"""The smaller parts of pages of the 2010 generation: trails, lists, thumbnails, players."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.demo.frame4 import block
from archiver.demo.layouts import text
from archiver.demo.layouts4 import rich_field
from archiver.demo.model import Gallery, StaticPage
from archiver.demo.parts import thumbnail_links


def trail(names: tuple[str, ...]) -> str:
    """The breadcrumb: each level is a list in the one above it."""
    *above, last = names
    nodes = "".join(
        f'<ul class="s4-breadcrumb"><li class="s4-breadcrumbNode"><span class="s4-breadcrumb-arrowcont">&gt;</span> {text(name)}</li></ul>'
        for name in above
    )
    return (
        '<div class="breadcrumb-wrap"><ul class="s4-breadcrumb"><li class="s4-breadcrumbRootNode">'
        f'<a class="s4-breadcrumbRootNode" href="/Pages/home.aspx">Trang chủ</a></li></ul>{nodes}'
        f'<ul class="s4-breadcrumb"><li class="s4-breadcrumbCurrentNode"><span>&gt;</span> {text(last)}</li></ul></div>\r\n'
    )


def others(links: Sequence[str]) -> str:
    """Other news of the category, in the roll-up's list."""
    items = "".join(f'<li class="dfwp-item"><div class="item link-item bullet">{link}</div></li>\r\n' for link in links)
    return (
        '<div class="other-news"><div class="other-news-title">Tin cùng chuyên mục</div>'
        f'<ul class="dfwp-column dfwp-list">{items}</ul></div>'
    )


def static(page: StaticPage) -> str:
    """A publishing page with one rich field."""
    paragraphs = "\r\n".join(f'<p class="ms-rteElement-P">{text(words)}</p>' for words in page.body.paragraphs)
    return f'<h2 class="page-heading">{text(page.title)}</h2>{rich_field("ctl01", paragraphs)}'


def listing(title: str, rows: Sequence[tuple[str, str]], grid_pager: str, below: str) -> str:
    """A roll-up; where the list pages itself by postback, a grid around the same items."""
    items = [
        f'<div class="item link-item">{link}<div class="description">{text(teaser)}</div></div>'
        for link, teaser in rows
    ]
    if grid_pager:
        shown = "".join(f'<tr class="grv-row"><td>{item}</td></tr>\r\n' for item in items)
        held = f'<table class="grv-news" cellspacing="0" border="0" style="border-collapse:collapse;">{shown}{grid_pager}</table>'
    else:
        shown = "".join(f'<li class="dfwp-item">{item}</li>\r\n' for item in items)
        held = f'<div class="cbq-layout-main"><ul class="dfwp-column dfwp-list" style="width:100%">{shown}</ul></div>'
    return f'<div class="ms-WPHeader"><h3 class="ms-WPTitle"><span>{text(title)}</span></h3></div>{held}{below}'


def headlines(title: str, links: Sequence[str]) -> str:
    """The newest, as a roll-up."""
    items = "".join(f'<li class="dfwp-item"><div class="item link-item">{link}</div></li>\r\n' for link in links)
    return (
        f'<div class="slm-layout-main groupmarker"><h3 class="ms-WPTitle">{text(title)}</h3>'
        f'<ul class="dfwp-column dfwp-list" style="width:100%">{items}</ul></div>'
    )


def thumbnails(gallery: Gallery) -> str:
    """The small pictures of a library, each leading to its item page."""
    cells = "".join(
        f'<td class="ms-vb-imgFirstCell"><table class="ms-selectitem"><tr><td><a href="{href}" onfocus="OnLink(this)">'
        f'<img class="ms-imglib" src="{src}" alt="{name}" /></a></td></tr></table></td>'
        for href, src, name in thumbnail_links(gallery)
    )
    return (
        f'<div class="library-title"><h2>{text(gallery.title)}</h2></div>'
        f'<div class="ms-listdescription">{text(gallery.description)}</div>'
        f'<table class="ms-summarycustombody" id="onetidDoclibViewTbl0"><tr>{cells}</tr></table>'
    )


def recording(title: str, player: str, description: str, href: str) -> str:
    """A film or a sound under its title."""
    inner = (
        f'<div class="media-detail"><h2 class="media-title">{text(title)}</h2><div class="media-player">{player}</div>'
        f'<div class="media-description"><p>{text(description)}</p></div><a class="media-link" href="{href}">Download</a></div>'
    )
    return block(2, inner)
