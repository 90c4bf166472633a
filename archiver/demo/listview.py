"""List views as SharePoint pages, sorts and filters them: by addresses with raw braces and doubled separators (P3)."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from archiver.demo.frame import Content
from archiver.demo.layouts import text
from archiver.demo.links import article_link
from archiver.demo.model import Category
from archiver.demo.reach import listed
from archiver.demo.skin import skin_of
from archiver.demo.world import World

Query = dict[str, str]
NEWS_VIEW = "/Lists/TinTuc/AllItems.aspx"
DOCUMENT_VIEW = "/VanBan/Forms/AllItems.aspx"
_ROWS = {NEWS_VIEW: 10, DOCUMENT_VIEW: 30}
_NAMES = {
    "sortfield": "SortField",
    "sortdir": "SortDir",
    "filterfield1": "FilterField1",
    "filtervalue1": "FilterValue1",
    "rootfolder": "RootFolder",
}
_DATED = ("Title", "Created", "Modified", "Author", "NgayBanHanh", "CoQuan")


class Row(NamedTuple):
    """A row of a view: what it is sorted and filtered by, and its cells."""

    id: int
    values: tuple[str, ...]
    cells: tuple[str, ...]


def guid_of(name: str) -> str:
    """The braced number of a list or a view."""
    digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest().upper()
    return "{" + "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:])) + "}"


def news_view(world: World, category: Category, query: Query) -> Content:
    """The articles of the category as items of their list."""
    rows = tuple(
        Row(a.id, (a.title, a.rank[:8], a.layout), (article_link(a), a.date_line or "&nbsp;", a.layout))
        for a in listed(world, category)
    )
    skin = skin_of(world)
    html = view(NEWS_VIEW, ("Tiêu đề", "Ngày", "Loại"), rows, query)
    return Content(title=f"{category.title} - Tất cả", html=skin.trail(category.trail) + skin.block(2, html))


@lru_cache(maxsize=4)
def _document_rows(world: World, year: str) -> tuple[Row, ...]:
    return tuple(
        Row(
            d.id,
            (d.number, d.issued, d.title, d.agency),
            (text(d.number), d.issued, f'<A href="{d.href}">{text(d.title)}</A>', text(d.agency)),
        )
        for d in world.documents
        if d.issued.startswith(year)
    )


def document_view(world: World, query: Query) -> Content:
    """The library of acts; its folders are years."""
    year = query.get("rootfolder", "").rstrip("/").rpartition("/")[2]
    year = year if year.isdecimal() else ""
    years = sorted({document.issued[:4] for document in world.documents})
    folders = "".join(
        f'<A href="{DOCUMENT_VIEW}?RootFolder=%2FVanBan%2F{name}&amp;View={quote(guid_of(DOCUMENT_VIEW), safe="")}">{name}</A> '
        for name in years
    )
    columns = ("Số ký hiệu", "Ngày ban hành", "Trích yếu", "Cơ quan")
    skin = skin_of(world)
    html = f"<DIV>{folders}</DIV>{view(DOCUMENT_VIEW, columns, _document_rows(world, year), query)}"
    return Content(title="Văn bản", html=skin.trail(("Tư liệu Đại hội", "Văn bản")) + skin.block(2, html))


def view(path: str, columns: tuple[str, ...], rows: tuple[Row, ...], query: Query) -> str:
    """One page of a view, with a link to sort and links to filter in each column's header."""
    fields = _DATED[: len(columns)]
    kept = _chosen(rows, fields, query)
    size = _ROWS[path]
    first = max(1, _number(query.get("pagefirstrow", "")) or 1)
    place = first - 1 if first <= len(kept) else (len(kept) - 1) // size * size if kept else 0
    shown = kept[place : place + size]
    header = "".join(
        _header(path, (name, field), rows, number, query)
        for number, (name, field) in enumerate(zip(columns, fields, strict=False))
    )
    body = "".join(
        f"<TR>{''.join(f'<TD class={_cell(i)}>{cell}</TD>' for i, cell in enumerate(row.cells))}</TR>" for row in shown
    )
    return (
        f'<TABLE class="ms-listviewtable" width=100%><TR class="ms-viewheadertr">{header}</TR>{body}</TABLE>'
        f"{_pager(path, kept, place, size, query)}"
    )


def _cell(number: int) -> str:
    return '"ms-vb-title"' if number == 0 else '"ms-vb2"'


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 8 else 0


def _chosen(rows: tuple[Row, ...], fields: tuple[str, ...], query: Query) -> tuple[Row, ...]:
    """The rows in the order, and of the values, that the address asks for."""
    for number in ("1", "2"):
        field, value = query.get(f"filterfield{number}", ""), query.get(f"filtervalue{number}", "")
        if field in fields and value:
            rows = tuple(row for row in rows if row.values[fields.index(field)] == value)
    field = query.get("sortfield", "")
    if field in fields:
        place = fields.index(field)
        rows = tuple(sorted(rows, key=lambda row: row.values[place], reverse=query.get("sortdir") == "Desc"))
    return rows


def _header(path: str, column: tuple[str, str], rows: tuple[Row, ...], number: int, query: Query) -> str:
    """Each link carries on what was chosen before it, so sixty rows make tens of thousands of addresses."""
    name, field = column
    sorted_so = _carried(query, ("sortfield", "sortdir"))
    filtered_so = _carried(query, ("filterfield1", "filtervalue1"))
    second = filtered_so.replace("Field1", "Field2").replace("Value1", "Value2")
    view_id = guid_of(path)
    sorts = f"{path}?View={view_id}&amp;SortField={field}{filtered_so}&amp;SortDir="
    values = sorted({row.values[number] for row in rows})
    filters = "".join(
        f'<A class="ms-filter" href="{path}?View={view_id}&amp;FilterField1={field}&amp;FilterValue1={quote(value)}{second}{sorted_so}">.</A>'
        for value in values
    )
    return f'<TH class="ms-vh2"><A href="{sorts}Asc">{name}</A> <A href="{sorts}Desc">v</A>{filters}</TH>'


def _carried(query: Query, keys: tuple[str, ...]) -> str:
    return "".join(f"&amp;{_NAMES[key]}={quote(query[key], safe='')}" for key in keys if query.get(key))


def _pager(path: str, rows: tuple[Row, ...], place: int, size: int, query: Query) -> str:
    """The next page names the last row of this one; separators are doubled and braces raw, as they always were."""
    carried = _carried(query, tuple(_NAMES))
    end = f"&amp;&amp;View={guid_of(path)}"
    links = ""
    if place:
        before = max(1, place + 1 - size)
        links += (
            f'<A href="{path}?Paged=TRUE&amp;PagedPrev=TRUE&amp;p_ID={rows[place].id}&amp;PageFirstRow={before}{carried}{end}">'
            '<IMG src="/_layouts/images/prev.gif" alt="Trước" border=0></A> '
        )
    if place + size < len(rows):
        last = rows[place + size - 1].id
        links += (
            f'<A href="{path}?Paged=TRUE&amp;p_ID={last}&amp;PageFirstRow={place + size + 1}{carried}{end}">'
            '<IMG src="/_layouts/images/next.gif" alt="Tiếp" border=0></A>'
        )
    return f'<TABLE class="ms-bottompaging"><TR><TD class="ms-paging">{place + 1} - {min(place + size, len(rows))} {links}</TD></TR></TABLE>'
