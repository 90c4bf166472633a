"""ASP.NET pagers: the form post by which a page of a listing asks for the next one, or for another month of it.

Only the postback of a pager or of a list's own dropdown is ever made. The forms of a portal (opinions, surveys, search,
login) are never sent. It is sent whole, without the header that asks for an UpdatePanel's records: every server then
answers with the whole page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from lxml import html as lxml_html

from archiver.sites.clicks import script_text
from archiver.sites.dropdown import list_filters, next_choices
from archiver.sites.forms import action_of, body_of
from archiver.sites.links import TWO_TEXTS
from archiver.sites.markup import base_of, label_of, one_line, same_words, text_of, tree_of
from archiver.sites.pager import next_listing, says_next
from archiver.sites.platform import ListingHints
from archiver.sites.walk import Walk

__all__ = ["Postback", "event_of", "next_listing", "next_page", "next_step"]

_DO_POSTBACK = re.compile(rf"(?:__doPostBack|new\s+WebForm_PostBackOptions)\(\s*{TWO_TEXTS}")
_PAGE_ARGUMENT = re.compile(r"Page\$(\d{1,6})", re.IGNORECASE)
_PAGER_NAME = re.compile(r"page[rs]?(?![a-z])|pager|paging|phan_?trang", re.IGNORECASE)
_PAGER_CLASS = re.compile(r"pager|paging|pagination|pages\b|rgNumPart|phan-?_?trang", re.IGNORECASE)
_SURELY_NEXT = frozenset(["trang sau", "trang tiep", "trang tiep theo", "trang ke", "next page"])
_OTHER_PAGE = re.compile(r"\d{1,4}|<|<<|«|‹|(?:trang )?(?:truoc|dau|cuoi|sau)|prev(?:ious)?|first|last")
_NEXT_NAME = re.compile(
    r"(?:^|[$_])(?:lbt|lbtn|lb|lnk|lnkbtn|link|btn|hl|hpl)?_?(?:next|tiep|sau)(?:page|trang)?\d*$", re.IGNORECASE
)
_NEXT_CLASS = re.compile(r"\b(?:rgPageNext|rdpPageNext|rlvPageNext|next-?page|page-?next)\b", re.IGNORECASE)
_DOTS = re.compile(r"\.{2,4}|…")
_ROW = re.compile(r"ctl\d+")  # DataPager and Repeater number what they make: `DataPager1$ctl01$ctl02`
_FORM_NAME = re.compile(
    r"wizard|survey|step|submit|send|save|vote|poll|rating|star|login|signin|search|comment|gop_?y|khao_?sat|binh_?chon",
    re.IGNORECASE,
)
_HELD_FIELDS = {"textarea", "text", "radio", "checkbox", "file", "password", "email", "tel"}
_BLOCKS = {"table", "div", "ul", "ol", "p", "fieldset", "td"}
_NEAR = 3  # blocks round a link that tell whether it belongs to a form that someone fills in


@dataclass(frozen=True, slots=True, kw_only=True)
class Postback:
    """A request for the next page of a listing, or for the same listing of another month, as the browser would post it."""

    url: str
    body: bytes  # application/x-www-form-urlencoded
    page: int  # that it asks for
    walk: Walk


@dataclass(frozen=True, slots=True)
class _Call:
    element: lxml_html.HtmlElement
    target: str
    argument: str


def event_of(script: str) -> tuple[str, str] | None:
    """Target and argument of the postback that a script makes; None where it makes none."""
    match = _DO_POSTBACK.search(unescape(script)) if "ost" in script else None
    return (script_text(match[2]), script_text(match[4])) if match else None


def next_page(html: str, url: str, page: int) -> Postback | None:
    """The pager's postback from `page` (from 1) to the page after it; None where the page has none."""
    root = tree_of(html)
    return _turned(root, base_of(root, url), page, Walk()) if root is not None else None


def next_step(
    html: str, url: str, page: int, walk: Walk, hints: ListingHints, *, turn: bool = True, choose: bool = True
) -> Postback | None:
    """The step after `page` of a walk through a list: its pager's, or that of the next one, or the next choice.

    `turn` pagers and `choose` in dropdowns, or not. One step at a time, each from the page before: a server may know but the last view state that it gave.
    """
    root = tree_of(html)
    if root is None or "__doPostBack" not in html:
        return None
    base = base_of(root, url)
    turned = _turned(root, base, page, walk) if turn else None
    if turned is not None or not choose:
        return turned
    filters = list_filters(root, hints)
    origin = walk.origin or tuple((one.name, one.shown) for one in filters)
    chosen = next_choices(filters, origin)
    if chosen is None:
        return None
    one, choices = chosen
    after = Walk(chosen=choices, origin=origin, again=walk.again)
    return _postback(one.element, base, (one.target, ""), 1, after)


def _turned(root: lxml_html.HtmlElement, base: str, page: int, walk: Walk) -> Postback | None:
    """The pagers of a page are turned one after the other, in the order in which they stand."""
    groups: dict[str, list[_Call]] = {}
    for call in _calls(root):
        groups.setdefault(_control(call), []).append(call)
    begun = not walk.control
    for control, calls in groups.items():
        if control == walk.control:
            begun = True
        elif not begun:
            continue
        now = page if walk.control in {"", control} else 1
        found = _by_argument(calls, now + 1) or _by_number(calls, now + 1) or _by_words(calls) or _by_dots(calls, now)
        if found:
            event = (found.target, found.argument)
            return _postback(found.element, base, event, now + 1, replace(walk, control=control))
    return None


def _control(call: _Call) -> str:
    """The pager that a link belongs to: what posts `Page$2`, or what holds a link for each page."""
    if _PAGE_ARGUMENT.fullmatch(call.argument) or call.argument.isdigit():
        return call.target
    names = (call.target.rpartition("$")[0] or call.target).split("$")
    while len(names) > 1 and _ROW.fullmatch(names[-1]):
        names.pop()
    return "$".join(names)


def _calls(root: lxml_html.HtmlElement) -> Iterator[_Call]:
    for element in root.iter("a", "input", "button"):
        event = event_of(f"{element.get('href') or ''} {element.get('onclick') or ''}")
        if event and "disabled" not in f"{element.get('class') or ''} {element.get('disabled') or ''}".lower():
            yield _Call(element, *event)


def _by_argument(calls: list[_Call], wanted: int) -> _Call | None:
    """`Page$11`, which is also what stands behind the dots after page 10."""
    for call in calls:
        match = _PAGE_ARGUMENT.fullmatch(call.argument)
        if match and int(match[1]) == wanted:
            return call
    return next((call for call in calls if call.argument.lower() == "page$next"), None)


def _by_number(calls: list[_Call], wanted: int) -> _Call | None:
    """A pager control whose links are numbers, or whose argument is the bare number."""
    for call in calls:
        said = call.argument or _words(call)
        if said == str(wanted) and _named_as_pager(call) and not _FORM_NAME.search(call.target):
            return call
    return None


def _by_dots(calls: list[_Call], page: int) -> _Call | None:
    """`...` after the numbers, which stands for the pages that follow them; before them it leads back."""
    if len(calls) < 2 or page < 2 or not _DOTS.fullmatch(_words(calls[-1])) or not _named_as_pager(calls[-1]):
        return None
    numbers = [int(words) for call in calls[:-1] if (words := _words(call)).isdecimal()]
    return calls[-1] if numbers and max(numbers) == page - 1 else None


def _by_words(calls: list[_Call]) -> _Call | None:
    for call in calls:
        if call.argument or _FORM_NAME.search(call.target) or _is_part_of_a_form(call):
            continue
        text = _text(call)
        if (
            _NEXT_CLASS.search(call.element.get("class") or "")
            or _NEXT_NAME.search(call.target)
            or same_words(text) in _SURELY_NEXT
        ):
            return call
        if says_next(text) and (_named_as_pager(call) or _stands_beside_pages(call, calls)):
            return call
    return None


def _text(call: _Call) -> str:
    element = call.element
    if element.tag == "input":
        return one_line(element.get("value") or element.get("title") or element.get("alt") or "")
    return text_of(element)


def _words(call: _Call) -> str:
    return label_of(_text(call)).strip("[]()- ")


def _named_as_pager(call: _Call) -> bool:
    near = [call.element, *list(call.element.iterancestors())[:_NEAR]]
    return bool(_PAGER_NAME.search(call.target)) or any(
        _PAGER_CLASS.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in near
    )


def _stands_beside_pages(call: _Call, calls: list[_Call]) -> bool:
    """Whether the same control also links to the page before, or to pages by number."""
    control = call.target.rpartition("$")[0]
    return any(
        other.target.rpartition("$")[0] == control and _OTHER_PAGE.fullmatch(_words(other))
        for other in calls
        if other is not call
    )


def _is_part_of_a_form(call: _Call) -> bool:
    """Whether fields to fill in stand near the link; the "Next" of a survey is no pager."""
    blocks = [one for one in call.element.iterancestors() if one.tag in _BLOCKS][:_NEAR]
    return any(_is_field(field) for block in blocks[-1:] for field in block.iter("input", "textarea"))


def _is_field(field: lxml_html.HtmlElement) -> bool:
    return field.tag == "textarea" or (field.get("type") or "text").lower() in _HELD_FIELDS


def _postback(
    element: lxml_html.HtmlElement, base: str, event: tuple[str, str], page: int, walk: Walk
) -> Postback | None:
    form = next(element.iterancestors("form"), None)
    action = action_of(form, base) if form is not None else None
    if form is None or action is None:
        return None
    posted = dict(zip(("__EVENTTARGET", "__EVENTARGUMENT"), event, strict=True))
    return Postback(url=action, body=body_of(form, posted, dict(walk.chosen)), page=page, walk=walk)
