"""ASP.NET pagers: the form post by which a page of a listing asks for the next one.

Only a pager's own postback is ever made. The forms of a portal (opinions, surveys, search, login) are never sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

from lxml import html as lxml_html

from archiver.sites.links import script_text
from archiver.sites.markup import base_of, label_of, same_words, text_of, tree_of
from archiver.sites.pager import next_listing, says_next
from archiver.sites.urls import absolute, origin_of

__all__ = ["Postback", "next_listing", "next_page"]

_DO_POSTBACK = re.compile(
    r"""(?:__doPostBack|new\s+WebForm_PostBackOptions)\(\s*(["'])((?:\\.|(?!\1).)*)\1\s*,\s*(["'])((?:\\.|(?!\3).)*)\3"""
)
_PAGE_ARGUMENT = re.compile(r"Page\$(\d{1,6})", re.IGNORECASE)
_PAGER_NAME = re.compile(r"page[rs]?(?![a-z])|pager|paging|phan_?trang", re.IGNORECASE)
_PAGER_CLASS = re.compile(r"pager|paging|pagination|pages\b|phan-?_?trang", re.IGNORECASE)
_SURELY_NEXT = frozenset(["trang sau", "trang tiep", "trang tiep theo", "trang ke", "next page"])
_OTHER_PAGE = re.compile(r"\d{1,4}|<|<<|«|‹|(?:trang )?(?:truoc|dau|cuoi|sau)|prev(?:ious)?|first|last")
_NEXT_NAME = re.compile(
    r"(?:^|[$_])(?:lbt|lbtn|lb|lnk|lnkbtn|link|btn|hl|hpl)?_?(?:next|tiep|sau)(?:page|trang)?\d*$", re.IGNORECASE
)
_FORM_NAME = re.compile(
    r"wizard|survey|step|submit|send|save|vote|poll|rating|star|login|signin|search|comment|gop_?y|khao_?sat|binh_?chon",
    re.IGNORECASE,
)
_HELD_FIELDS = {"textarea", "text", "radio", "checkbox", "file", "password", "email", "tel"}
_BLOCKS = {"table", "div", "ul", "ol", "p", "fieldset", "td"}
_NEAR = 3  # blocks round a link that tell whether it belongs to a form that someone fills in


@dataclass(frozen=True, slots=True, kw_only=True)
class Postback:
    """A request for the next page of a listing, as the browser would post it."""

    url: str
    body: bytes  # application/x-www-form-urlencoded
    page: int  # that it asks for


@dataclass(frozen=True, slots=True)
class _Call:
    element: lxml_html.HtmlElement
    target: str
    argument: str


def next_page(html: str, url: str, page: int) -> Postback | None:
    """The pager's postback from `page` (from 1) to the page after it; None where the page has none."""
    root = tree_of(html)
    if root is None:
        return None
    calls = list(_calls(root))
    call = _by_argument(calls, page + 1) or _by_number(calls, page + 1) or _by_words(calls)
    return _postback(call, base_of(root, url), page + 1) if call else None


def _calls(root: lxml_html.HtmlElement) -> Iterator[_Call]:
    for element in root.iter("a"):
        script = f"{element.get('href') or ''} {element.get('onclick') or ''}"
        match = _DO_POSTBACK.search(unescape(script)) if "ost" in script else None
        if match and "disabled" not in f"{element.get('class') or ''} {element.get('disabled') or ''}".lower():
            yield _Call(element, script_text(match[2]), script_text(match[4]))


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
        said = call.argument or label_of(text_of(call.element))
        if said == str(wanted) and _named_as_pager(call) and not _FORM_NAME.search(call.target):
            return call
    return None


def _by_words(calls: list[_Call]) -> _Call | None:
    for call in calls:
        if call.argument or _FORM_NAME.search(call.target) or _is_part_of_a_form(call):
            continue
        text = text_of(call.element)
        if _NEXT_NAME.search(call.target) or same_words(text) in _SURELY_NEXT:
            return call
        if says_next(text) and (_named_as_pager(call) or _stands_beside_pages(call, calls)):
            return call
    return None


def _named_as_pager(call: _Call) -> bool:
    near = [call.element, *list(call.element.iterancestors())[:_NEAR]]
    return bool(_PAGER_NAME.search(call.target)) or any(
        _PAGER_CLASS.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in near
    )


def _stands_beside_pages(call: _Call, calls: list[_Call]) -> bool:
    """Whether the same control also links to the page before, or to pages by number."""
    control = call.target.rpartition("$")[0]
    return any(
        other.target.rpartition("$")[0] == control and _OTHER_PAGE.fullmatch(label_of(text_of(other.element)))
        for other in calls
        if other is not call
    )


def _is_part_of_a_form(call: _Call) -> bool:
    """Whether fields to fill in stand near the link; the "Next" of a survey is no pager."""
    blocks = [one for one in call.element.iterancestors() if one.tag in _BLOCKS][:_NEAR]
    return any(_is_field(field) for block in blocks[-1:] for field in block.iter("input", "textarea"))


def _is_field(field: lxml_html.HtmlElement) -> bool:
    return field.tag == "textarea" or (field.get("type") or "text").lower() in _HELD_FIELDS


def _postback(call: _Call, url: str, page: int) -> Postback | None:
    form = next(call.element.iterancestors("form"), None)
    if form is None:
        return None
    action = absolute(form.get("action") or "", url)
    if action is None or origin_of(action) != origin_of(url):
        return None
    event = {"__EVENTTARGET": call.target, "__EVENTARGUMENT": call.argument}
    fields = [(name, event.pop(name, value)) for name, value in _hidden(form)]
    return Postback(url=action, body=urlencode([*event.items(), *fields]).encode("ascii"), page=page)


def _hidden(form: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    """The form's hidden fields as the page gave them; buttons, boxes and lists stay as the server knows them."""
    for field in form.iter("input"):
        name = field.get("name")
        if name and (field.get("type") or "").lower() == "hidden" and field.get("disabled") is None:
            yield name, field.get("value") or ""
