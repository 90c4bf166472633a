"""What one line of a page says of the day of publication."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from archiver.extract.blocks import Block, Sheet
from archiver.extract.facts import begins_with_fact
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.short_years import with_whole_german_year, with_whole_year
from archiver.vietnamese.calendar_words import MONTH, WORDS_BESIDE_DAYS, WORDS_OF_PUBLICATION
from archiver.vietnamese.dates import NumericOrder, find_dates, folded_line, read_date

_NOT_OWN = BOILERPLATE & ~(Role.SHARE | Role.FOOT | Role.TAGS)
_HAN = re.compile("[\u4e00-\u9fff]")
_SHORT = 200  # characters
_NEXT = 3
_BESIDE, _ABOVE = 5, 2  # blocks under and above a title
_TEXT = 60  # words; so many are no subtitle and no caption
_PIECES = re.compile(r"\s+[|•●⋅·–—»-]\s+|\s+/+\s+|\s*[|•●⋅]\s*|(?<=[^\W\d_])/|/(?=[^\W\d_])")
_BY_AND_DAY = re.compile(
    r"^(?:(?:by|von|par|por|posted|published|posted by|created|submitted by|(?:duoc )?(?:dang|gui|viet) boi)\b.{2,60}?\b(?:on|am|le|el|vao)\s+"
    r"|started by [^,]{2,60},\s+)"
    r"(?P<rest>.{6,40})$"
)
_DAY_AND_BY = re.compile(
    r"^(?P<rest>(?:posted|published|written|erstellt|veroffentlicht|(?:duoc )?dang(?: ngay| luc)?)\b.{6,40}?)\s+(?:by|von|par|por|boi)\s.{2,60}$"
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
    r" (?:was|wurde|a ete|fue|foi|e stato|is|werd) .{0,90}?\b(?:posted|published|written|veroffentlicht|geschrieben|erstellt|verfasst|publiee?|publicad[oa]|pubblicato|geplaatst)\b"
)
_WORDS_OF_ENTRY = 80
_WORDS_OF_LEAF = 4
_THEN_REVISED = re.compile(
    r"(?<=\d)\W+(?:(?:last|zuletzt) )?(?:updated|modified|revised|aktualisiert|geandert)\b.*(?:19|20)\d\d.*$"
)
_CHINESE_REST = re.compile(
    r"\s*+(?:更新|发布)?\s*+(?:来源|來源|作者|编辑|責任編輯|责任编辑|阅读|浏览|点击|评论|記者|记者)\s*[:：].*$"
)
_CHINESE_LABEL = re.compile(r"(?:发布|发表|出版)(?:于|(?:时间|日期)\s*[:：])\s*$")
_CHINESE_END = re.compile(r" ?[-–—~至到] ?\d{1,2} ?日")  # "2004年12月11-12日"
_FOUNDED = re.compile(r"建立|成立|创建|创立|注册")
_OF_DAYS = "|".join(sorted(map(re.escape, (*WORDS_OF_PUBLICATION, *WORDS_BESIDE_DAYS)), key=len, reverse=True))
_FILLING = re.compile(
    rf"(?<!\w)(?:{_OF_DAYS})(?!\w)|"
    r"^#\d+|\b(?:ngay (?:tao|gui|viet)|duoc (?:dang|viet|gui)|gui luc|ngay|dang|luc|cap nhat|lan cuoi|cuoi|moi nhat|vao|thoi gian|xuat ban|tin|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|thu|t[2-7]|cn|date|published|posted|publish|publication|updated|on|at|by|the|von|created|asked|erstellt|veroffentlicht|stand|"
    r"publiee?|mise? en ligne|le|par|publicad[oa]|el|em|por|pubblicat[oa]|il|von|опубликован[ао]?|дата публикации|дата|размещено|добавлено|发布日期|公布时间|发表时间|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|lunes|martes|miercoles|jueves|viernes|sabado|domingo|"
    r"(?:lune|marte|mercole|giove|vener)di|sabato|domenica|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    r"gmt|utc|chu nhat|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|fri|sat|"
    r"sun|ch|sa|am|pm|\d+ luot (?:xem|doc)|luot (?:xem|doc)|so lan xem|views?|uhr|est|edt|et|pst|pdt|bst|cet|last|first|release|released|发布时间|发布于|发布|发表于|时间|日期|更新时间|更新|發布時間|"
    r"تم نشره|تاريخ النشر|نشر|السبت|الاحد|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعة)\b"
)
_PLACE_AND_DAY = re.compile(r"^(?!thu |chu nhat|ngay )[^\W\d][^\d:|]{2,40}, ngay \d")
_SPAN = re.compile(  # "14. - 20. Januar 2022", "Dec 12 to Dec 17, 2025"; not "Số 12 - 31/05/2013"
    rf"(?:(?<![\d:°#])(?<!\bno )(?<!\bno\. )(?<!\bnr )(?<!\bnr\. )(?<!\bso )(?:\d\d?\.?|(?:19|20)\d\d)(?= ?(?:[-–—]|to|bis) ?\d)"
    rf"|\b(?:{MONTH})\b\.? \d\d?) ?(?:[-–—]|to|bis) ?(?=\w)"
)
_TO = re.compile(r"(?:[-–—]|(?<![a-z])(?:to|bis)) ?\w")  # no "October"
_OPENING = 160  # characters
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:1[349]|2[05])\d\d")  # Persian and Buddhist ones too
_LETTERS = re.compile(r"[^\W\d_]+")
_NOISE = re.compile(
    r"^\W*(?:hom nay\b.{0,60}|.{0,12}tu dong cap nhat.{0,60}|\d[\d.,]* ?(?:luot (?:xem|doc|truy cap)|views?)|"
    r"(?:luot (?:xem|doc|truy cap)|so (?:lan|luot) (?:xem|doc)|da xem|views?|so nguoi truy cap)\W{0,3}[\d.,]*|"
    r"xem co chu.{0,12}|co chu.{0,10}|doc bai viet|in(?: trang| bai(?: viet)?| an| tin)?|gui (?:email|mail|cho ban be|bai viet)|print|email|"
    r"(?:[您你](?:当前|现在|目前)?|当前|现在|目前|所在)的?(?:所在)?位置 ?: ?.{0,60}|"
    r"tai ve|tai xuong|download|ve dau trang|quay lai|tro ve|tro lai|len dau trang|ban in|share|chia se|tweet|advertisement|quang cao|"
    r"(?:trang|pages?)\W{1,4}(?:1\W{1,5}2(?:\W{1,5}\d{1,3}){0,14}(?:\W{1,5}(?:next|tiep|sau|trang (?:sau|tiep|cuoi)))?|"  # of the row of numbers
    r"\d{1,3}(?:/| of | tren )\d{1,3}))\W*$"
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
    return block.words <= 16 and is_noise_line(block.text)


@lru_cache(maxsize=4096)  # a line is asked several times, and the pages of a site share most of their short lines
def is_noise_line(line: str) -> bool:
    """Whether these words are a counter's, a button's or a pager's: "Tải về", "120 lượt xem", "Trang: 1 2 3"."""
    return _NOISE.match(folded_line(line)) is not None


def folded_once(line: str) -> str:
    """A line as the grammar of dates reads it."""
    return _folded_short(line) if len(line) <= _SHORT else folded_line(line)


@lru_cache(maxsize=1024)  # a line is asked several questions in turn
def _folded_short(line: str) -> str:
    return folded_line(line)


def is_of_document(line: str) -> bool:
    """Whether a line dates a document, not the page: "Đồng Nai, ngày 05 tháng 8 năm 2010"."""
    return _PLACE_AND_DAY.match(folded_once(line)) is not None


def is_date_line(block: Block, timezone: str, order: NumericOrder) -> bool:
    """A line that holds a date and nothing else to read."""
    return block.words <= 20 and _is_date_text(block.text, timezone, order)


def _is_date_text(text: str, timezone: str, order: NumericOrder) -> bool:
    folded = folded_once(_CHINESE_REST.sub("", text) if _HAN.search(text) else text)
    if _PLACE_AND_DAY.match(folded):
        return False
    mentions = list(find_dates(folded, timezone, order))
    if not mentions:
        return False
    for mention in reversed(mentions):
        folded = folded[: mention.start] + " " + folded[mention.end :]
    return len(_LETTERS.findall(_FILLING.sub(" ", folded))) == 0


def date_line(
    sheet: Sheet, block: Block, timezone: str, order: NumericOrder, *, under: int | None = None
) -> Dateline | None:
    """The date of a line that is there to tell it; `under` the title it is inside the article, whatever is round it there.

    Beside the title, and nowhere else, a year may have two figures: elsewhere "20.10.23" is a version of a program.
    """
    text = block.text
    if block.roles & Role.DATE:
        text = with_whole_year(text, order)
    elif under is not None and under < block.index and block.words <= _BYLINE and _is_near(sheet, under, block.index):
        text = with_whole_german_year(text)
    if text == block.text:
        return _day_in(sheet, block, timezone, order, under=under)
    found = _day_in(sheet, replace(block, text=text), timezone, order, under=under)
    return replace(found, raw=block.text) if found else None


def _day_in(sheet: Sheet, block: Block, timezone: str, order: NumericOrder, *, under: int | None) -> Dateline | None:
    own = under is not None and block.index > under
    labelled = bool(block.roles & Role.DATE)
    if not labelled and not _may_hold_day(block.text):
        return None
    against = _against(sheet, block, under)
    if (
        own and block.index - (under or 0) <= _NEXT and is_date_line(block, timezone, order)
    ):  # whatever its box is called
        against &= ~(Role.FORM | Role.SIDE)
    if own and not block.roles & against and (entry := _date_of_entry(block, timezone, order)):
        return Dateline(entry, block.text, "date line", block.index)
    if block.roles & against or block.words > 30 or _is_of_else(block, timezone, order):
        return None
    text: str | None = _as_published(block.text)
    if not labelled and not is_date_line(block, timezone, order):
        text = _date_in_byline(block, timezone, order, near=own and _is_near(sheet, under or 0, block.index))
    iso = read_date(text, timezone, order) if text else None
    if iso is None and labelled:  # "three days ago" has its day in an attribute
        for text in (sheet.attributes(block.box).get("datetime"), off_calendar(sheet, block)):
            if text and (iso := read_date(text, timezone, order)):
                break
    return Dateline(iso, text, "date class" if labelled else "date line", block.index) if text and iso else None


def _is_of_else(block: Block, timezone: str, order: NumericOrder) -> bool:
    """Whether a line tells another day than one of publication: that of the visit, of a fact, or several."""
    return is_noise(block) or begins_with_fact(folded_once(block.text)) or _is_span(block.text, timezone, order)


def off_calendar(sheet: Sheet, block: Block) -> str | None:
    """The words of a leaf off a calendar, each in an element of its own: <b>Apr</b><b>04</b><b>2013</b>."""
    if block.words > _WORDS_OF_LEAF:
        return None
    return " ".join(" ".join(sheet.markup.texts[block.first : block.last + 1]).split())


def _against(sheet: Sheet, block: Block, under: int | None) -> int:
    """What a line may not be called if its day is to be the page's."""
    labelled = bool(block.roles & Role.DATE)
    if under is None or block.index < under - _ABOVE:
        return BOILERPLATE | Role.HEAD
    if block.index <= under:  # who shares it stands over the title too, and what is hidden on a narrow screen
        shown = Role.SHARE | (Role.HIDDEN if labelled and block.roles & Role.BODY else 0)
        return (BOILERPLATE | Role.HEAD) & ~shown
    against = _NOT_OWN & ~Role.SIDE if labelled else _NOT_OWN
    if block.kind == "list":  # the foot of a card
        against |= Role.FOOT
    # "field--label-hidden" hides no title, and a title in a sidebar has its line there too
    return against & ~(sheet.blocks[under].roles & (Role.HIDDEN | Role.SIDE))


def _may_hold_day(line: str) -> bool:
    """Whether a year may stand in a line: full-width figures are read as others are."""
    return (_YEAR if line.isascii() else _DIGIT).search(line) is not None


def _is_near(sheet: Sheet, title: int, place: int) -> bool:
    """Whether a line stands under the title, with no text between: "Đồng Nai, ngày 27/5/2007" under it is no dateline."""
    between = sheet.blocks[title + 1 : place]
    return len(between) < _BESIDE and sum(block.words for block in between) < _TEXT


def _is_span(text: str, timezone: str, order: NumericOrder) -> bool:
    """From one day to another: a course, a fair, a week that is reported on."""
    if not _DIGIT.search(text):
        return False
    folded = folded_once(text)
    ends = {match.end() for match in _SPAN.finditer(folded)} if _TO.search(folded) else set()
    mentions = list(find_dates(folded, timezone, order)) if ends or _HAN.search(text) else []
    return any(mention.start in ends or _CHINESE_END.match(folded, mention.end) for mention in mentions)


def _as_published(text: str) -> str:
    """A line without the day of the revision: "December 3, 2025. Updated: December 7, 2025" begins with its own."""
    if not _DIGIT.search(text):
        return text
    folded = folded_once(text)
    first = _THEN_REVISED.sub("", folded)
    return text if first == folded else first


def is_of_entry(block: Block, timezone: str, order: NumericOrder) -> bool:
    """Whether it is the sentence under an entry of a weblog that tells when it was posted, and is no part of it."""
    return _may_hold_day(block.text) and _date_of_entry(block, timezone, order) is not None


def _date_of_entry(block: Block, timezone: str, order: NumericOrder) -> str | None:
    """The day in a sentence that weblogs print under each entry: "This entry was posted on ... and is filed under ..."."""
    if not 4 < block.words <= _WORDS_OF_ENTRY or not _ENTRY.match(folded := folded_line(block.text)):
        return None
    mention = next(find_dates(folded, timezone, order), None)
    return mention.iso() if mention and mention.start < _OPENING else None


def _date_in_byline(block: Block, timezone: str, order: NumericOrder, *, near: bool) -> str | None:
    """The date of "Meaghan Weeden | December 23, 2025 | 6 min read", "by Jan Mustermann on Jan 22, 2025"."""
    if block.words > 20 or not _DIGIT.search(block.text):
        return None
    pieces = _PIECES.split(block.text)
    for piece in pieces if len(pieces) > 1 else ():
        if _is_date_text(piece, timezone, order):
            return piece
    folded = folded_once(block.text)
    if _HAN.search(block.text) and "。" not in block.text:
        mentions = list(find_dates(folded, timezone, order))
        if (
            len(mentions) == 1
        ):  # "AUTO.SOHU.COM 2005年05月13日14:15", "2022-02-13 09:57 光明网", "李明 发表于 2005-08-22"
            before = folded[: mentions[0].start]
            told = near and not _FOUNDED.search(before)
            return block.text if told or _CHINESE_LABEL.search(before) else None
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
    if len(mentions) != 1 or "。" in text or _PLACE_AND_DAY.match(folded):
        return False
    before, after = folded[: mentions[0].start], folded[mentions[0].end :]
    rest = set(_LETTERS.findall(_FILLING.sub(" ", _BESIDE_DAY.sub(" ", f"{before} {after}"))))
    if len(rest) > _NAME or before.rstrip().endswith(","):
        return False
    return not any(word[0].islower() and folded_line(word) in rest for word in _LETTERS.findall(text))
