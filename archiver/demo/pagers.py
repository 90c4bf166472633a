"""How lists are split into pages: by address (P1) and by postback (P2): grid, buttons, a field of choice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from html import escape
from typing import TypeVar

PAGE = 10
_SPAN = 10  # page numbers shown at once
_ARGUMENT = re.compile(r"Page\$(\d{1,5})")

_Item = TypeVar("_Item")


def slice_of(items: tuple[_Item, ...], page: int, size: int = PAGE) -> tuple[tuple[_Item, ...], int]:
    """One page of the items and its true number; beyond the end stands the last page once more."""
    last = pages_of(len(items), size)
    page = min(max(page, 1), last)
    return items[(page - 1) * size : page * size], page


def pages_of(count: int, size: int = PAGE) -> int:
    """How many pages so many items take."""
    return max(1, -(-count // size))


def get_pager(href: str, page: int, last: int) -> str:
    """Numbers with addresses, then the next page."""
    if last == 1:
        return ""
    glue = "&" if "?" in href else "?"

    def link(number: int, label: str) -> str:
        return f'<A href="{escape(f"{href}{glue}Page={number}")}">{label}</A> '

    first = max(1, page - 5)
    numbers = "".join(
        f"<SPAN>{n}</SPAN> " if n == page else link(n, str(n)) for n in range(first, min(last, first + 9) + 1)
    )
    following = link(page + 1, "Trang sau &gt;") if page < last else ""
    return f'<DIV class="phan-trang">Trang: {numbers}{following}</DIV>'


def event_target(listing: str) -> str:
    """The control that a list's postbacks name."""
    digest = hashlib.md5(listing.encode(), usedforsecurity=False).hexdigest()
    guid = "_".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:]))
    return f"ctl00$m$g_{guid}$ctl00$grvNews"


def offered_arguments(page: int, last: int) -> tuple[str, ...]:
    """The event arguments that the pager of this page links to."""
    return tuple(f"Page${number}" for number, _ in _shown(page, last) if number != page)


def _shown(page: int, last: int) -> list[tuple[int, str]]:
    first = (page - 1) // _SPAN * _SPAN + 1
    end = min(last, first + _SPAN - 1)
    shown = [(number, str(number)) for number in range(first, end + 1)]
    if first > 1:
        shown.insert(0, (first - 1, "..."))
    if end < last:
        shown.append((end + 1, "..."))
    return shown


def postback_pager(listing: str, page: int, last: int) -> str:
    """The last row of a GridView: ten numbers, then an ellipsis that leads to the next ten."""
    if last == 1:
        return ""
    target = event_target(listing)
    cells = "".join(
        f"<td><span>{label}</span></td>"
        if number == page
        else f"<td><a href=\"javascript:__doPostBack('{target}','Page${number}')\">{label}</a></td>"
        for number, label in _shown(page, last)
    )
    return f'<tr class="pager"><td colspan="2"><table border="0"><tr>{cells}</tr></table></td></tr>'


def page_asked(argument: str) -> int:
    """The number in `Page$11`; 1 where there is none."""
    match = _ARGUMENT.fullmatch(argument)
    return int(match.group(1)) if match else 1


def control(listing: str, name: str) -> str:
    """Another control of the web part that holds the list's grid."""
    return event_target(listing).removesuffix("grvNews") + name


def button_events(listing: str, page: int, last: int) -> tuple[str, ...]:
    """The buttons that a page of a list without numbers shows."""
    names = [name for name, shown in (("lbtPrev", page > 1), ("lbtNext", page < last)) if shown]
    return tuple(f"{control(listing, name)}|" for name in names)


def button_pager(listing: str, page: int, last: int) -> str:
    """Back and on; which page this is, only the view state knows."""
    labels = {"lbtPrev": "&lt;&lt; Trang trước", "lbtNext": "Trang sau &gt;&gt;"}
    links = []
    for event in button_events(listing, page, last):
        name = event.removesuffix("|")
        short = name.rpartition("$")[2]
        links.append(
            f"<a id=\"{name.replace('$', '_')}\" href=\"javascript:__doPostBack('{name}','')\">{labels[short]}</a>"
        )
    return f'<DIV class="phan-trang">{" | ".join(links)}</DIV>'


def month_field(listing: str, months: tuple[str, ...], chosen: str) -> str:
    """A field of choice that sends the form as soon as it is changed; months as `2010-08`."""
    name = control(listing, "ddlThang")
    chosen_mark = 'selected="selected" '
    options = "".join(
        f'<option {chosen_mark if month == chosen else ""}value="{month}">Tháng {month[5:]}/{month[:4]}</option>'
        for month in months
    )
    first = "" if chosen else 'selected="selected" '
    return (
        f"<select name=\"{name}\" onchange=\"javascript:setTimeout('__doPostBack(\\'{name}\\',\\'\\')', 0)\" "
        f'id="{name.replace("$", "_")}"><option {first}value="">-- Chọn tháng --</option>{options}</select>'
    )


def month_events(listing: str, months: tuple[str, ...]) -> tuple[str, ...]:
    """Any month may be chosen at any time, and none."""
    name = control(listing, "ddlThang")
    return (f"{name}|", *(f"{name}|{month}" for month in months))


def place_after(place: str, form: Mapping[str, str]) -> str:
    """Where an accepted event leads from this place: a page's number, or a month."""
    name, argument = form.get("__EVENTTARGET", ""), form.get("__EVENTARGUMENT", "")
    if name.endswith("$ddlThang"):
        return form.get(name, "")
    if name.endswith(("$lbtNext", "$lbtPrev")):
        return str(int(place or 1) + (1 if name.endswith("Next") else -1))
    return str(page_asked(argument))
