"""The smaller parts of pages of the 2007 generation: trails, lists, thumbnails, players."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.demo.frame import block
from archiver.demo.layouts import text
from archiver.demo.library import copy_path
from archiver.demo.model import Gallery, StaticPage


def trail(names: tuple[str, ...]) -> str:
    """The breadcrumb."""
    return f'<DIV class="duong-dan"><A href="/Pages/home.aspx">Trang chủ</A> &gt; {" &gt; ".join(map(text, names))}</DIV>\r\n'


def others(links: Sequence[str]) -> str:
    """Other news of the category."""
    items = "".join(f"<LI>{link}</LI>" for link in links)
    return f'<DIV class="tin-khac"><B>Các tin khác</B><UL>{items}</UL></DIV>'


def static(page: StaticPage) -> str:
    """One rich field."""
    paragraphs = "\r\n".join(f"<P>{text(words)}</P>" for words in page.body.paragraphs)
    return (
        f'<H3 class="tieu-de-tin">{text(page.title)}</H3>'
        f'<DIV id="ctl00_PlaceHolderMain_Content__ControlWrapper_RichHtmlField" style="display:inline">{paragraphs}</DIV>'
    )


def listing(title: str, rows: Sequence[tuple[str, str]], grid_pager: str, below: str) -> str:
    """A grid of links with teasers."""
    shown = "".join(
        f'<TR><TD class="tin"><DIV class="tieu-de">{link}</DIV><DIV class="tom-tat">{text(teaser)}</DIV></TD></TR>'
        for link, teaser in rows
    )
    return (
        f'<H2 class="ten-chuyen-muc">{text(title)}</H2>'
        f'<TABLE class="danh-sach-tin" id="ctl00_m_grvNews" width=100%>{shown}{grid_pager}</TABLE>{below}'
    )


def headlines(title: str, links: Sequence[str]) -> str:
    """A roll-up of the newest; the ids repeat, as those of the real one do."""
    rows = "".join(f'<TR><TD><DIV class="item" id="linkitem">{link}</DIV></TD></TR>' for link in links)
    return f'<H2 class="cbq-header">{text(title)}</H2><TABLE id="cbqwp" class="cbq-layout-main">{rows}</TABLE>'


def thumbnails(gallery: Gallery) -> str:
    """The small pictures of a library, each leading to its item page."""
    cells = "".join(
        f'<TD class="ms-imglibthumbnail"><A href="{href}"><IMG src="{src}" alt="{name}" border=0></A></TD>'
        for href, src, name in thumbnail_links(gallery)
    )
    return (
        f'<DIV class="ms-pagetitle"><H2>{text(gallery.title)}</H2></DIV>'
        f'<DIV class="ms-listdescription">{text(gallery.description)}</DIV><TABLE class="ms-imglibview"><TR>{cells}</TR></TABLE>'
    )


def thumbnail_links(gallery: Gallery) -> list[tuple[str, str, str]]:
    """Item page, small copy and name of each picture; the copy's address as the library writes it, unescaped."""
    folder = gallery.href.removesuffix("/Thumbnails.aspx")
    return [
        (f"{folder}/DispForm.aspx?ID={number}", text(copy_path(file, "_t")), text(file.name))
        for number, file in enumerate(gallery.pictures, 1)
    ]


def recording(title: str, player: str, description: str, href: str) -> str:
    """A film or a sound under its title."""
    inner = (
        f'<TABLE width=100%><TR><TD class="tieude">{text(title)}</TD></TR><TR><TD>{player}</TD></TR>'
        f'<TR><TD><P>{text(description)}</P><A href="{href}">Tải về</A></TD></TR></TABLE>'
    )
    return block(2, inner)
