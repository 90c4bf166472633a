"""What a page says that it is about: its tags, the place that it was written at, the days that its text speaks of.

Nothing is worked out here: a tag is one that the page prints or states for this one article, a day has its year.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from archiver.extract.blocks import Block, Sheet
from archiver.extract.files import text_of_link
from archiver.extract.head import Head
from archiver.extract.names import Role
from archiver.extract.tags import attributes_of
from archiver.vietnamese.dates import NumericOrder, find_dates, folded_line

_BELOW = 15  # blocks behind the text
_MOST = 40
_LONGEST = 60  # characters of a tag
_WORDS = 8
_TAG_METAS = frozenset(("article:tag", "news_keywords"))
_TAG = re.compile(r"[^\W_](?=.*[^\W\d_])[^:@\[\]{}]*$")  # not "source:tagname", "@sub-group-c", "+6"
_SEPARATOR = re.compile("[,;|•·]")
_LABEL = re.compile(
    r"\W*(?:tags?|tagged|từ khóa|từ khoá|keywords?|thẻ|chủ đề|topics?|more on|see more|schlagworte?|schlagwörter|themen|mots[- ]clés|теги)\s*:\s*",
    re.IGNORECASE,
)
_REL = re.compile(r' rel="([^"]*)"')
_ELSEWHERE = Role.SIDE | Role.NAVIGATION | Role.FOOT | Role.RELATED | Role.COMMENTS
# "18 tháng 6 năm 2008", "18/6/2008", "June 18, 2008": what has no figure just before its year is no day.
_MAY_HOLD_DAY = re.compile(r"\d\D{1,16}(?:19|20)\d\d|(?:19|20)\d\d ?[年/.-] ?\d")
_BEFORE, _AFTER = 40, 16  # characters
_LETTERHEAD = re.compile(r"^(?P<place>[^\W\d_][^\d,:;()|]{1,40}), ngày \d{1,2} ?(?:tháng|[/.-])[^,;]{1,24}$")
_NEWS = re.compile(  # "HÀ NỘI, 18-6 (TTXVN) -", "Berlin (dpa) –", "PARIS, June 3 (Reuters) -"
    r"^(?P<place>[^\W\d_][^\d,:;()|–—]{1,30}?)(?:, [^()|–—]{2,24})?\s*\((?P<agency>[^\W\d_][^()\d]{1,20})\)\s*(?:[–—]|--?)\s"
)
_PLACE_WORDS = 5


def tags_of(sheet: Sheet, head: Head, text: range) -> tuple[str, ...]:
    """The article's tags in the order in which the page names them, each once; `text` are the blocks from title to end."""
    found: dict[str, str] = {}
    for tag in (*_stated(sheet, head), *_printed(sheet, text)):
        one = tag.strip().lstrip("#").strip()
        if len(one) <= _LONGEST and len(one.split()) <= _WORDS and _TAG.match(one) and not _LABEL.fullmatch(f"{one}:"):
            found.setdefault(one.casefold(), one)
    return tuple(found.values())[:_MOST]


def place_of(head: Head, blocks: list[Block]) -> str | None:
    """Where the page says that it was written or issued: "Bình Phước, ngày 12 tháng 5 năm 2010", "Berlin (dpa) –"."""
    for name in ("locationCreated", "contentLocation"):
        stated = head.article.get(name)
        place = stated.get("name") if isinstance(stated, dict) else stated
        if isinstance(place, str) and _is_place(place):
            return place.strip()
    if blocks and (news := _NEWS.match(blocks[0].text)) and _is_place(news["place"]):
        return news["place"].strip()
    lines = (_LETTERHEAD.match(block.text) for block in blocks if block.words <= 16)
    return next((line["place"].strip() for line in lines if line and _is_place(line["place"])), None)


def days_of(blocks: Iterable[Block], timezone: str, order: NumericOrder) -> tuple[str, ...]:
    """The days that the text speaks of, as 2008-06-18, in its order and each once; of a day without a year nothing is known."""
    days: dict[date, None] = {}
    for block in blocks:
        for piece in _round_days(block.text) if "20" in block.text or "19" in block.text else ():
            days |= dict.fromkeys(mention.day for mention in find_dates(folded_line(piece), timezone, order))
    return tuple(day.isoformat() for day in days)[:_MOST]


def _round_days(text: str) -> Iterator[str]:
    """The parts of a text in which a day may stand, with the words before, which may name its weekday."""
    begin = end = 0
    for match in _MAY_HOLD_DAY.finditer(text):
        if match.start() - _BEFORE > end:
            if end:
                yield text[begin:end]
            begin = text.rfind(" ", 0, max(0, match.start() - _BEFORE)) + 1
        space = text.find(" ", match.end() + _AFTER)
        end = space if space >= 0 else len(text)
    if end:
        yield text[begin:end]


def _stated(sheet: Sheet, head: Head) -> Iterator[str]:
    for raw in sheet.metas:
        if "article:tag" in raw or "news_keywords" in raw:
            meta = attributes_of(raw)
            if (meta.get("property") or meta.get("name") or "").lower() in _TAG_METAS:
                yield from _SEPARATOR.split(meta.get("content", ""))
    keywords: Any = head.article.get("keywords")
    for one in keywords if isinstance(keywords, list) else [keywords]:
        if isinstance(one, str):
            yield from _SEPARATOR.split(one)


def _printed(sheet: Sheet, text: range) -> Iterator[str]:
    """What links call themselves a tag, and what stands in a box that is named for tags, beside or just under the text."""
    tags, media, stop = sheet.markup.tags, sheet.media, text.stop + _BELOW
    first, last = bisect_left(media.positions, text.start), bisect_left(media.positions, stop)
    for slot, box in zip(media.slots[first:last], media.boxes[first:last], strict=True):
        if _says_tag(tags[slot]) and not sheet.boxes.all_roles[box] & (_ELSEWHERE | Role.TAGS):
            yield text_of_link(sheet, slot)
    for block in sheet.blocks[text.start : stop]:
        if not block.roles & Role.TAGS or block.roles & _ELSEWHERE:
            continue
        if not any("cloud" in sheet.raw(box) for box in sheet.above(block.box)):  # of the whole site
            links = [slot for slot in range(max(0, block.first - 1), block.last) if tags[slot].startswith("a ")]
            line = _unlabelled(block.text).rstrip(":")
            yield from (text_of_link(sheet, slot) for slot in links) if links else _SEPARATOR.split(line)


def _says_tag(raw: str) -> bool:
    """Whether a link says that it leads to a tag; WordPress calls its categories "category tag"."""
    if "tag" not in raw:
        return False
    rel = _REL.search(raw)
    return rel is not None and "tag" in (words := rel[1].split()) and "category" not in words


def _unlabelled(line: str) -> str:
    label = _LABEL.match(line)
    return line[label.end() :] if label else line


def _is_place(text: str) -> bool:
    """Names begin with capitals: "Thành phố Hồ Chí Minh", "New York"; "The news" is cut off elsewhere."""
    words = text.split()
    return 0 < len(words) <= _PLACE_WORDS and words[0][0].isupper() and words[-1][0].isupper()
