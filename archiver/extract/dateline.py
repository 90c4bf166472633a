"""The date of publication: only what a page prints, or states of itself, as such."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from archiver.extract.blocks import Block, Sheet
from archiver.extract.head import Head
from archiver.extract.names import BOILERPLATE, Role
from archiver.vietnamese.calendar_words import WORDS_OF_PUBLICATION
from archiver.vietnamese.dates import NumericOrder, find_dates, folded_line, read_date

_METAS = (
    "article:published_time", "datepublished", "og:article:published_time", "og:published_time", "publishdate", "pubdate", "publish-date",
    "publish_date", "published", "date.published", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date",
    "dcterms.date", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "article_date_original", "published_on", "displaydate", "article.published",
    "citation_publication_date", "published-date", "published_date", "published_time", "date", "dc.created", "originalpublicationdate",
)  # fmt: skip
_NOT_OWN = BOILERPLATE & ~(Role.SHARE | Role.FOOT | Role.TAGS)
_HAN = re.compile("[\u4e00-\u9fff]")
_SHORT = 200  # characters
_FURTHEST = 14  # hours between UTC and the clocks of the world
_BESIDE = 3  # blocks
_TO_THE_MINUTE = 16  # characters: 2008-06-18T10:35
_FEWEST_POSTS = 3
_FEWEST_OTHERS = 2
_ELSEWHERE = Role.COMMENTS | Role.RELATED | Role.SIDE | Role.NAVIGATION
_PIECES = re.compile(r"\s+[|•●⋅·–—»-]\s+|\s+/+\s+|\s*[|•●⋅]\s*")
_BY_AND_DAY = re.compile(
    r"^(?:by|von|par|por|posted|published|posted by|created)\b.{2,60}?\b(?:on|am|le|el)\s+(?P<rest>.{6,40})$"
)
_DAY_AND_BY = re.compile(
    r"^(?P<rest>(?:posted|published|written|erstellt|veroffentlicht)\b.{6,40}?)\s+(?:by|von|par|por)\s.{2,60}$"
)
_BYLINE = 12  # words of a line with a name and a day
_NAME = 3  # words
_BESIDE_DAY = re.compile(  # "Dec 20, 2023 6 min read", "Aktualisiert am 17.01.2021."
    r"\b\d+[ -]?min(?:s|utes?|uten|uti)?\.?(?: de)? ?(?:read(?:ing time)?|lesezeit|lesedauer|lesen|lecture|lectura|lettura|leestijd)\b|"
    r"\b\d+ (?:comments?|kommentare?)\b|\b(?:aktualisiert|zuletzt|geandert|modified|am|um)\b"
)
# "Dieser Beitrag wurde am Samstag, 3. Dezember 2011 veröffentlicht und unter ... gespeichert."
_ENTRY = re.compile(
    r"^(?:this|dieser?|cet|cette|esta|este|questo|dit) (?:entry|post|article|news|beitrag|artikel|eintrag|meldung|billet|entrada|articulo|articolo|bericht)"
    r" (?:was|wurde|a ete|fue|foi|e stato|is|werd) .{0,90}?\b(?:posted|published|written|veroffentlicht|geschrieben|erstellt|publiee?|publicad[oa]|pubblicato|geplaatst)\b"
)
_WORDS_OF_ENTRY, _OPENING_OF_ENTRY = 80, 160
_THEN_REVISED = re.compile(
    r"(?<=\d)\W+(?:(?:last|zuletzt) )?(?:updated|modified|revised|aktualisiert|geandert)\b.*(?:19|20)\d\d.*$"
)
_CHINESE_REST = re.compile(
    r"\s*(?:更新|发布)?\s*(?:来源|來源|作者|编辑|責任編輯|责任编辑|阅读|浏览|点击|评论|記者|记者)\s*[:：].*$"
)
_FILLING = re.compile(
    r"\b(?:ngay|dang|luc|cap nhat|lan cuoi|cuoi|moi nhat|vao|thoi gian|xuat ban|tin|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|thu|date|published|posted|publish|publication|updated|on|at|by|the|von|created|asked|erstellt|veroffentlicht|stand|"
    r"gmt|utc|chu nhat|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|fri|sat|"
    r"sun|ch|sa|am|pm|\d+ luot (?:xem|doc)|luot (?:xem|doc)|so lan xem|views?|uhr|est|edt|et|pst|pdt|bst|cet|last|first|release|released|发布时间|发布于|发布|发表于|时间|日期|更新时间|更新|發布時間)\b"
)
_PLACE_AND_DAY = re.compile(r"^(?!thu |chu nhat|ngay )[^\W\d][^\d:|]{2,40}, ngay \d")
_UPDATED = re.compile(r"^\W*(?:cap nhat|lan cuoi cap nhat|cap nhat lan cuoi|(?:last )?updated|modified)\b")
_REVISED = re.compile(
    r"^\W*(?:(?:last |page )?(?:updated|modified|reviewed|edited)|stand|zuletzt|aktualisiert)\b|(?:updated|aktualisiert)(?: on| am|:)? (?=[^ ]+ \d|\d)"
)
_LABELLED = re.compile(rf"^\W*(?:{'|'.join(WORDS_OF_PUBLICATION)}|cap nhat)\b")
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_NOISE = re.compile(
    r"^\W*(?:hom nay\b.{0,60}|.{0,12}tu dong cap nhat.{0,60}|\d[\d.,]* ?(?:luot (?:xem|doc|truy cap)|views?)|"
    r"(?:luot (?:xem|doc|truy cap)|so (?:lan|luot) (?:xem|doc)|da xem|views?|so nguoi truy cap)\W{0,3}[\d.,]*|"
    r"xem co chu.{0,12}|co chu.{0,10}|doc bai viet|in(?: trang| bai(?: viet)?| an| tin)?|gui (?:email|mail|cho ban be|bai viet)|print|email|"
    r"tai ve|tai xuong|download|ve dau trang|quay lai|tro ve|tro lai|len dau trang|ban in|share|chia se|tweet|advertisement|quang cao)\W*$"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """When the portal says that it published the page."""

    iso: str
    raw: str
    stage: str
    place: int | None = None  # the block that prints it


def is_noise(block: Block) -> bool:
    """Counters, today's date, buttons: what stands on every page and changes by itself."""
    return block.words <= 16 and _NOISE.match(_folded(block.text)) is not None


def _folded(line: str) -> str:
    return _folded_short(line) if len(line) <= _SHORT else folded_line(line)


@lru_cache(maxsize=1024)  # a line is asked several questions in turn
def _folded_short(line: str) -> str:
    return folded_line(line)


def is_date_line(block: Block, timezone: str, order: NumericOrder) -> bool:
    """A line that holds a date and nothing else to read."""
    return block.words <= 20 and _is_date_text(block.text, timezone, order)


def _is_date_text(text: str, timezone: str, order: NumericOrder) -> bool:
    folded = _folded(_CHINESE_REST.sub("", text) if _HAN.search(text) else text)
    if _PLACE_AND_DAY.match(folded):  # "Đồng Nai, ngày 05 tháng 8 năm 2010" dates a document, not the page
        return False
    mentions = list(find_dates(folded, timezone, order))
    if not mentions:
        return False
    for mention in reversed(mentions):
        folded = folded[: mention.start] + " " + folded[mention.end :]
    return len(_LETTERS.findall(_FILLING.sub(" ", folded))) == 0


def stated_date(head: Head, timezone: str, order: NumericOrder) -> Dateline | None:
    """What the page's data say: JSON-LD, then metas."""
    stated = head.article.get("datePublished")
    if isinstance(stated, str) and (iso := read_date(stated, timezone, order)):
        return Dateline(iso, stated, "json-ld")
    for name in _METAS:
        value = head.metas.get(name)
        if value and (iso := read_date(value, timezone, order)):
            return Dateline(iso, value, f"meta {name}")
    return None


def is_day_beside(printed: str, stated: str) -> bool:
    """Whether what a page prints may be the same instant as one in UTC, on the day before or after."""
    apart = date.fromisoformat(printed[:10]) - date.fromisoformat(stated[:10])
    if abs(apart.days) != 1 or len(printed) < _TO_THE_MINUTE:
        return abs(apart.days) == 1
    one, other = (datetime.fromisoformat(clock).replace(tzinfo=None) for clock in (printed, stated))
    return abs(one - other) <= timedelta(hours=_FURTHEST)


def is_same_instant(printed: str, stated: str) -> bool:
    """Whether two clocks of different zones show one moment, to the minute."""
    if len(printed) < _TO_THE_MINUTE or len(stated) < _TO_THE_MINUTE:
        return False
    one, other = (datetime.fromisoformat(clock).replace(tzinfo=None) for clock in (printed, stated))
    apart = abs(one.replace(second=0) - other.replace(second=0))
    return apart <= timedelta(hours=_FURTHEST) and not apart % timedelta(minutes=15)


def printed_date(
    sheet: Sheet, zones: Iterable[Iterable[int]], timezone: str, order: NumericOrder, *, under: int | None = None
) -> Dateline | None:
    """The date that stands in its own line beside the title; the zones in the order in which they are believed.

    Two dates with nothing to tell them apart are none, but "Cập nhật" beside another date is the other one. What stands
    `under` the title is believed in an article's own header, footer or share bar too.
    """
    for zone in zones:
        found = [
            line for index in zone if (line := date_line(sheet, sheet.blocks[index], timezone, order, under=under))
        ]
        first = [line for line in found if not _UPDATED.match(_folded(line.raw))] or found
        labelled = [line for line in first if _LABELLED.match(_folded(line.raw))]
        first = [line for line in first if not _REVISED.search(_folded(line.raw))]
        lines = labelled or [line for line in first if line.stage == "date class"] or first
        if len({line.iso[:10] for line in lines}) == 1:
            return max(lines, key=lambda line: len(line.iso))
        if lines:
            return None
    return None


def date_line(
    sheet: Sheet, block: Block, timezone: str, order: NumericOrder, *, under: int | None = None
) -> Dateline | None:
    """The date of a line that is there to tell it; `under` the title it is inside the article, whatever is round it there."""
    own = under is not None and block.index > under
    labelled = bool(block.roles & Role.DATE)
    if not labelled and not _DIGIT.search(block.text):
        return None
    against = BOILERPLATE | Role.HEAD
    if own:
        against = _NOT_OWN & ~Role.SIDE if labelled else _NOT_OWN
        if under is not None and sheet.blocks[under].roles & Role.HIDDEN:  # "field--label-hidden" hides no title
            against &= ~Role.HIDDEN
    if own and not block.roles & against and (entry := _date_of_entry(block, timezone, order)):
        return Dateline(entry, block.text, "date line", block.index)
    if block.roles & against or block.words > 30 or is_noise(block):
        return None
    text: str | None = _as_published(block.text)
    if not labelled and not is_date_line(block, timezone, order):
        text = _date_in_byline(block, timezone, order, near=own and block.index <= (under or 0) + _BESIDE)
    iso = read_date(text, timezone, order) if text else None
    if iso is None and labelled:  # "three days ago" has its day in an attribute
        text = sheet.attributes(block.box).get("datetime")
        iso = read_date(text, timezone, order) if text else None
    return Dateline(iso, text, "date class" if labelled else "date line", block.index) if text and iso else None


def _as_published(text: str) -> str:
    """A line without the day of the revision: "December 3, 2025. Updated: December 7, 2025" begins with its own."""
    if not _DIGIT.search(text):
        return text
    folded = _folded(text)
    first = _THEN_REVISED.sub("", folded)
    return text if first == folded else first


def _date_of_entry(block: Block, timezone: str, order: NumericOrder) -> str | None:
    """The day in a sentence that weblogs print under each entry: "This entry was posted on ... and is filed under ..."."""
    if not 4 < block.words <= _WORDS_OF_ENTRY or not _ENTRY.match(folded := folded_line(block.text)):
        return None
    mention = next(find_dates(folded, timezone, order), None)
    return mention.iso() if mention and mention.start < _OPENING_OF_ENTRY else None


def _date_in_byline(block: Block, timezone: str, order: NumericOrder, *, near: bool) -> str | None:
    """The date of "Meaghan Weeden | December 23, 2025 | 6 min read", "by Jan Mustermann on Jan 22, 2025"."""
    if block.words > 20 or not _DIGIT.search(block.text):
        return None
    pieces = _PIECES.split(block.text)
    for piece in pieces if len(pieces) > 1 else ():
        if _is_date_text(piece, timezone, order):
            return piece
    folded = _folded(block.text)
    if _HAN.search(block.text) and "。" not in block.text and len(list(find_dates(folded, timezone, order))) == 1:
        return block.text if near else None  # "AUTO.SOHU.COM 2005年05月13日14:15", "2022-02-13 09:57 光明网"
    match = _BY_AND_DAY.match(folded) or _DAY_AND_BY.match(folded)
    if match and _is_date_text(match["rest"], timezone, order):
        return match["rest"]
    if near and _is_name_and_day(block.text, folded, timezone, order):
        return block.text
    named = block.roles & Role.BYLINE and block.words <= _BYLINE  # "Georg Quaas, 21. Jan. 2015"
    return block.text if named and len(list(find_dates(folded, timezone, order))) == 1 else None


def _is_name_and_day(text: str, folded: str, timezone: str, order: NumericOrder) -> bool:
    """What stands under a title as "MikeNils 18.10.2019, 15:07", "1. Februar 2022, Jane Doe", "Dec 20, 2023 6 min read".

    "Bonn, 11.10.2021" is where and when a paper was signed.
    """
    mentions = list(find_dates(folded, timezone, order))
    if len(mentions) != 1:
        return False
    before, after = folded[: mentions[0].start], folded[mentions[0].end :]
    rest = set(_LETTERS.findall(_FILLING.sub(" ", _BESIDE_DAY.sub(" ", f"{before} {after}"))))
    if len(rest) > _NAME or before.rstrip().endswith(","):
        return False
    return not any(word[0].islower() and folded_line(word) in rest for word in _LETTERS.findall(text))


def thread_start(sheet: Sheet, text: range, timezone: str, order: NumericOrder) -> Dateline | None:
    """The day of the first post of a thread: posts stand in the order of time, each with its date in the same place."""
    by_path: dict[int, list[Dateline]] = {}
    for block in sheet.blocks[text.start : text.stop]:
        if block.roles & (Role.DATE | Role.BYLINE) and (line := date_line(sheet, block, timezone, order)):
            by_path.setdefault(sheet.boxes.paths[block.box], []).append(line)
    posts = max(by_path.values(), key=len, default=[])
    days = [post.iso[:10] for post in posts]
    return replace(posts[0], stage="first post") if len(days) >= _FEWEST_POSTS and days == sorted(days) else None


def time_elements(sheet: Sheet, timezone: str, order: NumericOrder) -> Dateline | None:
    """One `<time>` or itemprop that calls itself the date of publication."""
    for box, tag in enumerate(sheet.boxes.tags):
        if not tag.role & Role.DATE or sheet.boxes.all_roles[box] & _ELSEWHERE:
            continue
        values = sheet.attributes(box)
        called = (values.get("itemprop") or values.get("property") or "").lower()
        published = called in {"datepublished", "schema:datepublished"} or (tag.name == "time" and "pubdate" in values)
        value = (values.get("datetime") or values.get("content") or "").strip() if published else ""
        if value and (iso := read_date(value, timezone, order)):
            return Dateline(iso, value, "datePublished element")
    return _classed_time(sheet, timezone, order)


def is_one_of_many(line: Dateline, sheet: Sheet, timezone: str, order: NumericOrder) -> bool:
    """Whether more days stand in places of this kind: teasers, events and versions have one each."""
    if line.place is None:
        return False
    path = sheet.boxes.paths[sheet.blocks[line.place].box]
    others = [block for block in sheet.blocks if sheet.boxes.paths[block.box] == path and block.index != line.place]
    days = (read_date(block.text, timezone, order) for block in others if block.words <= _BYLINE)
    return len({day[:10] for day in days if day} - {line.iso[:10]}) >= _FEWEST_OTHERS


def _classed_time(sheet: Sheet, timezone: str, order: NumericOrder) -> Dateline | None:
    """The day of the `<time class="entry-date published">` elements, where all of them say the same."""
    found = []
    for box, tag in enumerate(sheet.boxes.tags):
        if tag.name in {"time", "abbr"} and "publish" in sheet.raw(box) and not sheet.boxes.all_roles[box] & _ELSEWHERE:
            values = sheet.attributes(box)
            value = values.get("datetime") or values.get("title") or ""
            if iso := read_date(value, timezone, order):
                found.append(Dateline(iso, value, "published element"))
    return found[0] if len({one.iso[:10] for one in found}) == 1 else None
