"""The list that shows everything on one page, megabytes of it, and says all of it again in its view state."""

from __future__ import annotations

import struct
from functools import lru_cache
from urllib.parse import unquote

from archiver.demo.categories import CONGRESSES, RECORDS, UPPER_UNITS
from archiver.demo.frame import Content
from archiver.demo.layouts import text
from archiver.demo.model import Article, Category
from archiver.demo.reach import in_view_state_only, listed
from archiver.demo.skin import skin_of
from archiver.demo.texts import body_of
from archiver.demo.world import World

_INVISIBLE = "\u200b"
_SUMMARY_LETTERS = 420
_OPEN_LISTS = (RECORDS, CONGRESSES, UPPER_UNITS)  # whoever reads these finds them on their own lists too


@lru_cache(maxsize=2)
def archive_page(world: World, category: Category) -> Content:
    """Its own articles first, then again and again those of the open lists, as the years' tables repeat them."""
    rows = _rows(world, category)
    shown = "".join(_row(world, article) for article in rows if not in_view_state_only(article))
    skin = skin_of(world)
    html = (
        f'{skin.trail(category.trail)}<H2 class="ten-chuyen-muc">{text(category.title)}</H2>'
        f'<UL class="dfwp-list" id="ctl00_m_g_luutru">{shown}</UL>'
    )
    return Content(title=category.title, html=skin.block(2, html), kept=_repeated(world, rows))


def _rows(world: World, category: Category) -> tuple[Article, ...]:
    own = listed(world, category)
    others = [article for other in _OPEN_LISTS for article in listed(world, other)]
    missing = max(0, world.size.archive_rows - len(own))
    return (*own, *(others[i % len(others)] for i in range(missing)))


def address_of(article: Article) -> str:
    """As the archive writes it: its own articles under a path with pounds, commas and spaces."""
    if article.category.pager == "archive" and article.layout != "form-table":
        return unquote(article.archive_href)
    return article.href


@lru_cache(maxsize=4096)
def _summary(world: World, article: Article) -> str:
    words = body_of(world.seed, article).text.replace("\n", " ")[:_SUMMARY_LETTERS]
    return words.replace(" ", f"{_INVISIBLE} ", 3)


def _row(world: World, article: Article) -> str:
    return (
        f'<LI class="dfwp-item"><DIV class="item link-item"><A href="{text(address_of(article))}" title="">'
        f'{text(article.title)}</A><DIV class="description">{text(_summary(world, article))}</DIV></DIV></LI>\r\n'
    )


def _repeated(world: World, rows: tuple[Article, ...]) -> bytes:
    """What the list's control keeps for itself: title, address and summary of each row, as the formatter writes them."""
    parts = (part for article in rows for part in (article.title, address_of(article), _summary(world, article)))
    return b"".join(_string(part) for part in parts)


def _string(value: str) -> bytes:
    """A string of the formatter: token 5, the length in seven-bit groups, UTF-8."""
    raw = value.encode()
    length, size = b"", len(raw)
    while size > 0x7F:
        length += struct.pack("B", size & 0x7F | 0x80)
        size >>= 7
    return b"\x05" + length + struct.pack("B", size) + raw
