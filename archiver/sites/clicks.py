"""Addresses that a reader's click opens by a script: old portals hang them on rows, cells and buttons."""

from __future__ import annotations

import re

from lxml import etree, html

from archiver.sites.markup import one_line, text_of

CLICKABLE = etree.XPath("//*[@onclick and not(self::a)]")
_OPENED = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\s*\(|(?:window\.open|STSNavigate2?|SubmitFormPost|OpenPopUpPage|RefreshPageTo)\s*\((?:event,)?)"""
    r"""\s*(?P<quote>["'])(?P<url>[^"'<>\s][^"'<>]*)(?P=quote)(?!\s{0,3}\+)"""
)
# MM_openBrWindow('/bai.htm','tin','width=600'); what is put together (`xem('/a.aspx?id=' + id)`) is no address yet.
_CALLED = re.compile(
    r"""([\w$.]{1,80})\s{0,9}\(\s{0,9}(?:(?:this|event)\s{0,9},\s{0,9})?(["'])([^"'<>\s]{1,500})\2(?!\s{0,3}\+)"""
)
_COUNTS = re.compile(r"track|gtag|^ga$", re.IGNORECASE)  # _trackPageview('/tai-ve') tells a counter, and opens nothing
_ADDRESS = re.compile(
    r"(?:https?:)?//[\w-].*|\.{0,2}/[\w%.~-].*|(?:[\w%.~-]+/)*[\w%.~-]*\?[\w.$-]+=.+"
    r"|(?:[\w%.~-]+/)*[\w%~.-]+\.(?:aspx?|html?|shtml|php\d?|jspx?|cfm|cgi|pdf|docx?|xlsx?|pptx?|rtf|zip|rar)(?:\?.*)?",
    re.IGNORECASE,
)
_SCRIPT_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)


def address_in(script: str, *, any_call: bool = False) -> str | None:
    """The address that a script opens; `any_call`: it may be that of a click, so any function that is given one opens it."""
    if match := _OPENED.search(script):
        return script_text(match["url"])
    for name, _, given in _CALLED.findall(script) if any_call else ():
        address = script_text(given)
        if is_address(address) and not _COUNTS.search(name):
            return address
    return None


def is_address(written: str) -> bool:
    """Whether a text looks like an address, relative or not, and like nothing else."""
    return _ADDRESS.fullmatch(written) is not None


def words_of_clickable(element: html.HtmlElement) -> str:
    """What a reader clicks on; of a row, the words of the cell that says most."""
    if element.tag == "input":
        return one_line(element.get("value") or element.get("title") or element.get("alt") or "")
    if element.tag == "tr":
        return max((text_of(cell) for cell in element), key=len, default="")
    return text_of(element)


def script_text(written: str) -> str:
    r"""A script's string as it reads: `\u0026` is `&`, `\/` is `/`."""
    return _SCRIPT_ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else m[3], written)
