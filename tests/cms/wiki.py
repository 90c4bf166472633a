"""A wiki as MediaWiki serves it: of each page its history, its forms and any of its versions, linked from everywhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from tests.cms.sites import WORDS, write

PAGES = {f"Chi bộ số {number} của Đảng bộ Khối": ("Chi bộ", "Đơn vị")[number % 2] for number in range(12)}
_VERSIONS = 5
_FRAME = (
    '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title} – Bách khoa</title>'
    '<meta name="generator" content="MediaWiki 1.39.17"></head><body class="mediawiki ltr"><div id="content" class="mw-body" role="main">'
    '<h1 id="firstHeading" class="firstHeading">{title}</h1><div id="bodyContent"><div id="mw-content-text">'
    '<div class="mw-parser-output">{text}</div></div>{below}</div></div><div id="mw-navigation"><h2>Trình đơn</h2>{menu}</div></body></html>'
)


def build_wiki(root: Path) -> dict[str, str]:
    """Writes the tree below `root`; its pages as path -> title."""
    paths = {_at(title): title for title in PAGES}
    listed = {f"Thể loại:{name}": [one for one, of in PAGES.items() if of == name] for name in ("Chi bộ", "Đơn vị")}
    home = "".join(f'<li><a href="{_at(name)}">{name.partition(":")[2]}</a></li>' for name in listed)
    _page(root, "Trang Chính", f"<p>{WORDS}</p><ul>{home}</ul>", "", also="/")
    for number, (title, of) in enumerate(PAGES.items()):
        edit = f'<span class="mw-editsection">[<a href="/index.php?title={_spelt(title)}&amp;action=edit&amp;section=1">sửa</a>]</span>'
        text = f"<p>{WORDS} Số {number}.</p><h2>Lịch sử{edit}</h2><p>{WORDS}</p>"
        below = f'<div id="catlinks" class="catlinks"><a href="{_at(f"Thể loại:{of}")}">{of}</a></div>'
        _page(root, title, text, below)
    for name, titles in listed.items():
        rows = "".join(f'<li><a href="{_at(title)}" title="{title}">{title}</a></li>' for title in titles)
        _page(root, name, f'<div class="mw-category-generated"><h2>Các trang</h2><ul>{rows}</ul></div>', "")
    _page(root, "Đặc biệt:Thay đổi gần đây", "".join(_history(title) for title in PAGES), "")
    return paths


def _page(root: Path, title: str, text: str, below: str, also: str | None = None) -> None:
    ways = {
        name: f"/index.php?title={_spelt(title)}&{name}" for name in ("action=edit", "action=history", "action=info")
    }
    ways |= {f"oldid={number}": f"/index.php?title={_spelt(title)}&oldid={number}" for number in range(_VERSIONS)}
    changes = ("Trang Chính", "Đặc biệt:Thay đổi gần đây")
    links = [*((name, address) for name, address in ways.items()), *((name, _at(name)) for name in changes)]
    menu = "".join(f'<li><a href="{address.replace("&", "&amp;")}">{name}</a></li>' for name, address in links)
    written = _FRAME.format(title=title, text=text, below=below, menu=f"<ul>{menu}</ul>")
    for address in (_at(title), *ways.values(), *((also,) if also else ())):
        write(root, address, written.replace(WORDS, WORDS + _history(title)) if "=" in address else written)


def _history(title: str) -> str:
    """Any two versions of a page beside each other."""
    return "".join(
        f'<a href="/index.php?title={_spelt(title)}&amp;diff={one}&amp;oldid={other}">khác</a>'
        for one in range(_VERSIONS)
        for other in range(_VERSIONS)
    )


def _at(title: str) -> str:
    return f"/index.php/{_spelt(title)}"


def _spelt(title: str) -> str:
    return quote(title.replace(" ", "_"), safe=":/")
