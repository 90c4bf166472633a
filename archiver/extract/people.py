"""Who wrote a text, and from where it was taken."""

from __future__ import annotations

import re

from archiver.extract.blocks import Block, Sheet
from archiver.extract.head import Head
from archiver.extract.headline import key_of
from archiver.extract.names import BOILERPLATE, Role
from archiver.vietnamese.folding import fold

_SOURCE = re.compile(
    r"^\W*(?:(?:nguồn|nguồn tin|source)\s*[:：]|(?P<after>theo)\s)\s*[:：]?\s*(?P<name>[^.!?]{2,80}?)\W*$",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"^\W*(?:tác giả|bài(?: và ảnh)?|thực hiện|người viết|bài viết|author|written by|by|von|par|por|di)\s*(?:[:：]\s*|\s+)(?P<name>[^\d:]{2,80}?)\W*$",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:by|von|par|por|di|tác giả|author|written by|text|bài|posted by|from)\s*[:：]?\s+", re.IGNORECASE
)
_SPLIT = re.compile(r"\s*(?:,|;| and | und | et | y | và | & |\||·|•)\s*")
_NAME = re.compile(r"^[^\W\d_][\w.'’\- ]+$")
_NO_NAME = re.compile(
    r"https?:|@|\d{2}|\b(?:staff|editor|admin|reporter|updated|published|view all|posts?)\b", re.IGNORECASE
)
_RIGHT = re.compile(r"text-align\s*:\s*right", re.IGNORECASE)


def stated_authors(head: Head, sites: frozenset[str]) -> str | None:
    """The names that the page's data give: JSON-LD, then metas."""
    node = head.article.get("author")
    names = [
        str(item.get("name") or "") if isinstance(item, dict) else str(item)
        for item in (node if isinstance(node, list) else [node])
        if item
    ]
    stated = _joined(names, sites)
    return stated or _joined(
        _SPLIT.split(head.meta("author", "dc.creator", "article:author", "parsely-author", "byl") or ""), sites
    )


def printed_author(sheet: Sheet, zone: range, sites: frozenset[str]) -> tuple[str, Block] | None:
    """The byline near the title or under the text."""
    for index in zone:
        block = sheet.blocks[index]
        if block.roles & BOILERPLATE or block.words > 14:
            continue
        text = block.text
        if source_of(text):
            continue
        if match := _AUTHOR.match(text):
            text = match["name"]
        elif not block.roles & Role.BYLINE:
            continue
        if found := _joined(_SPLIT.split(_PREFIX.sub("", text)), sites):
            return found, block
    return None


def signature(blocks: list[Block]) -> Block | None:
    """The last line of a text, set to the right, that holds only a name: `<p align="right"><b>Nguyễn Văn A</b></p>`."""
    if len(blocks) < 2 or source_of(blocks[-1].text):
        return None
    last = blocks[-1]
    names = last.text.split()
    if (
        not 1 <= len(names) <= 5
        or any(not part[:1].isupper() for part in names)
        or (last.text.isupper() and len(names) > 3)
    ):
        return None
    return last if _is_right(last) and _NAME.match(last.text) else None


def source_line(blocks: list[Block]) -> tuple[str, Block] | None:
    """The source that "(Theo Báo Nhân Dân)", "Nguồn: ..." names among the lines at the end of a text."""
    for block in reversed(blocks):
        if block.words <= 14 and (name := source_of(block.text)):
            return name, block
    return None


def source_of(line: str) -> str | None:
    """The source that a line names; "theo quy định" names none."""
    match = _SOURCE.match(line)
    return match["name"].strip(" ()") if match and (not match["after"] or match["name"][0].isupper()) else None


def _is_right(block: Block) -> bool:
    element = block.runs[0][0]
    for _ in range(4):
        if (element.get("align") or "").lower() == "right" or _RIGHT.search(element.get("style") or ""):
            return True
        parent = element.getparent()
        if parent is None:
            return False
        element = parent
    return False


def _joined(names: list[str], sites: frozenset[str]) -> str | None:
    kept = []
    for name in names:
        clean = " ".join(_PREFIX.sub("", name.strip()).split()).strip(" ,;:|-–()")
        if (
            1 < len(clean) <= 60
            and len(clean.split()) <= 6
            and not _NO_NAME.search(clean)
            and _NAME.match(clean)
            and key_of(clean) not in sites
        ):
            kept.append(clean)
    unique = {fold(name): name for name in kept}
    return ", ".join(unique.values()) or None
