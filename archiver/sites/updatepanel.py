"""The answer of an ASP.NET UpdatePanel: `length|type|id|content|` records instead of a page.

Only the parts of the page that changed are in it, and the hidden fields with which the next postback is to be made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

_HEAD = re.compile(r"\s*(\d{1,9})\|([^|]{1,60})\|([^|]{0,500})\|")
_MOST_RECORDS = 2000
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_KNOWN = frozenset(
    [
        "updatePanel",
        "hiddenField",
        "formAction",
        "pageTitle",
        "pageRedirect",
        "error",
        "arrayDeclaration",
        "scriptBlock",
        "expando",
        "scriptStartupBlock",
        "scriptDispose",
        "dataItem",
        "dataItemJson",
        "asyncPostBackControlIDs",
        "postBackControlIDs",
        "focus",
        "updatePanelIDs",
        "childUpdatePanelIDs",
        "panelsToRefreshIDs",
        "asyncPostBackTimeout",
        "onSubmit",
        "version",
        "#",
    ]
)


@dataclass(frozen=True, slots=True)
class Record:
    """One part of the answer."""

    kind: str
    id: str
    content: str


def read_delta(text: str) -> tuple[Record, ...]:
    """The records; none where the text is something else. What is broken ends the reading, and what came before stays.

    Lengths count characters, as the script that reads them does: UTF-16 units.
    """
    text = text.lstrip("\ufeff")
    records: list[Record] = []
    at = 0
    while len(records) < _MOST_RECORDS:
        match = _HEAD.match(text, at)
        if match is None or match[2] not in _KNOWN:
            break
        content = _content(text, match.end(), int(match[1]))
        end = match.end() + len(content)
        if text[end : end + 1] != "|":
            break
        records.append(Record(match[2], match[3], content))
        at = end + 1
    return tuple(records)


def page_of(records: tuple[Record, ...]) -> str:
    """What the records say as a page with one form, to be read as any other."""
    # The action comes escaped already, as it is to stand in the markup.
    action = next((one.content for one in records if one.kind == "formAction"), "").replace('"', "%22")
    hidden = "".join(
        f'<input type="hidden" name="{escape(one.id)}" value="{escape(one.content)}">'
        for one in records
        if one.kind == "hiddenField"
    )
    panels = "".join(f'<div id="{escape(one.id)}">{one.content}</div>' for one in records if one.kind == "updatePanel")
    return f'<html><body><form method="post" action="{action}">{hidden}{panels}</form></body></html>'


def redirect_of(records: tuple[Record, ...]) -> str | None:
    """Where the answer sends the browser."""
    return next((one.content for one in records if one.kind == "pageRedirect" and one.content), None)


def _content(text: str, start: int, length: int) -> str:
    content = text[start : start + length]
    while (excess := len(content) + len(_WIDE.findall(content)) - length) > 0:
        content = content[: -((excess + 1) // 2)]
    return content
