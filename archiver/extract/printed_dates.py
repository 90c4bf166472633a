"""The days that a page prints in places that are there for them, and what makes one of them the day of publication."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from archiver.extract.blocks import Sheet
from archiver.extract.dateline import Dateline, date_line, folded_once, off_calendar
from archiver.extract.facts import is_value
from archiver.extract.names import Role
from archiver.vietnamese.calendar_words import WORDS_OF_PUBLICATION
from archiver.vietnamese.dates import NumericOrder, read_date

_FEWEST_POSTS = 3
_FEWEST_OTHERS = 2
_SHORT = 12  # words
_ELSEWHERE = Role.COMMENTS | Role.RELATED | Role.SIDE | Role.NAVIGATION
_PUBLISHED = "|".join(WORDS_OF_PUBLICATION)
_REVISION = (
    r"(?:last |page )?(?:page )?(?:last )?(?:updated?|modified|reviewed|edited)|stand|zuletzt|aktualisiert|"
    r"(?:duoc )?(?:chinh )?sua (?:doi )?lan cuoi|lan (?:chinh )?sua cuoi"
)
_UPDATED = re.compile(r"^\W*(?:cap nhat|lan cuoi cap nhat|cap nhat lan cuoi|(?:last )?updated|modified)\b")
_REVISED = re.compile(rf"^\W*(?:{_REVISION})\b|(?:updated|aktualisiert)(?: on| am|:)? (?=[^ ]+ \d|\d)")
_LABELLED = re.compile(rf"^\W*(?:{_PUBLISHED}|cap nhat)\b")
_LABEL = re.compile(
    rf"\W*(?:(?:{_REVISION}|{_PUBLISHED})(?: on| am| at)?|zuletzt (?:aktualisiert|geandert)(?: am)?)\W*"
)
_WORDS_OF_LABEL = 4
_FIGURES = re.compile(r"\d+")
_CLOCK = re.compile(r"\d[:h.]\d\d")


def printed_date(
    sheet: Sheet,
    zones: Iterable[Iterable[int]],
    timezone: str,
    order: NumericOrder,
    *,
    under: int | None = None,
    own: Callable[[Dateline], bool] = lambda _: True,
) -> Dateline | None:
    """The date that stands in its own line beside the title; the zones in the order in which they are believed.

    Two dates with nothing to tell them apart are none, but "Cập nhật" beside another date is the other one. What stands
    `under` the title is believed in an article's own header, footer or share bar too; what is not surely the page's `own`
    only where no others of its kind are.
    """
    for zone in zones:
        found = _lines(sheet, zone, timezone, order, under)
        first = [line for line in found if not _UPDATED.match(folded_once(line.raw))] or found
        labelled = [line for line in first if _LABELLED.match(folded_once(line.raw))]
        first = [line for line in first if not is_revision(line)]
        lines = labelled or [line for line in first if line.stage == "date class"] or first
        if len({line.iso[:10] for line in lines}) > 1:
            return None
        if lines:
            line = max(lines, key=lambda line: len(line.iso))
            if own(line) or not is_one_of_many(line, sheet, timezone, order):
                return line
    return None


def revised_date(
    sheet: Sheet, zone: Iterable[int], timezone: str, order: NumericOrder, *, under: int | None = None
) -> Dateline | None:
    """The one day on which these blocks say that the page was revised: "Updated on December 11, 2025"."""
    lines = [line for line in _lines(sheet, zone, timezone, order, under) if is_revision(line)]
    return replace(lines[0], stage="revised") if len({line.iso[:10] for line in lines}) == 1 else None


def is_revision(line: Dateline) -> bool:
    """Whether a line says of its day that the page was revised on it."""
    return _REVISED.search(folded_once(line.raw)) is not None


def _lines(sheet: Sheet, zone: Iterable[int], timezone: str, order: NumericOrder, under: int | None) -> list[Dateline]:
    """The date lines among these blocks, each with a label that stands in a block of its own: "Updated on" / "Jan. 16, 2026"."""
    found = []
    for index in zone:
        line = date_line(sheet, sheet.blocks[index], timezone, order, under=under)
        label = sheet.blocks[index - 1] if line and index else None
        if line and label:
            told = folded_once(label.text)
            if index - 1 != under and is_value(sheet, sheet.blocks[index], label, told):
                continue
            if label.words <= _WORDS_OF_LABEL and _LABEL.fullmatch(told):
                line = replace(line, raw=f"{label.text} {line.raw}")
        found += [line] if line else []
    return found


def thread_start(sheet: Sheet, text: range, timezone: str, order: NumericOrder) -> Dateline | None:
    """The day of the first post of a thread: posts stand in the order of time, each with its date in the same place.

    Days without a clock are those of events, which stand in the order of time as well.
    """
    by_path: dict[int, list[Dateline]] = {}
    for block in sheet.blocks[max(0, text.start) : text.stop]:
        able = block.roles & (Role.DATE | Role.BYLINE) or block.text.startswith("#")  # "#1 2024-08-03 10:59:47"
        if able and (line := date_line(sheet, block, timezone, order)):
            by_path.setdefault(sheet.boxes.paths[block.box], []).append(line)
    posts = max(by_path.values(), key=len, default=[])
    days = [post.iso[:10] for post in posts]
    if len(days) < _FEWEST_POSTS or days != sorted(days) or not any(_CLOCK.search(post.raw) for post in posts):
        return None
    return replace(posts[0], stage="first post")


def time_elements(sheet: Sheet, timezone: str, order: NumericOrder) -> Dateline | None:
    """One `<time>` or itemprop that calls itself the date of publication."""
    for box in sheet.boxes.with_role(Role.DATE):
        if sheet.boxes.all_roles[box] & _ELSEWHERE:
            continue
        tag, values = sheet.boxes.tags[box], sheet.attributes(box)
        called = (values.get("itemprop") or values.get("property") or "").lower()
        published = called in {"datepublished", "schema:datepublished", "dc:date", "dc:date dc:created"} or (
            tag.name == "time" and "pubdate" in values
        )
        value = (values.get("datetime") or values.get("content") or "").strip() if published else ""
        if value and (iso := read_date(value, timezone, order)):
            return Dateline(iso, value, "datePublished element")
    return _classed_time(sheet, timezone, order)


def is_one_of_many(line: Dateline, sheet: Sheet, timezone: str, order: NumericOrder) -> bool:
    """Whether more days stand in places of this kind: teasers, events, versions and posts have one each."""
    if line.place is None:
        return False
    if _CLOCK.search(line.raw) and _is_answers(line, line.place, sheet, timezone, order):
        return True
    path = sheet.boxes.paths[sheet.blocks[line.place].box]
    others = [block for block in sheet.blocks if sheet.boxes.paths[block.box] == path and block.index != line.place]
    texts = ((block.text, off_calendar(sheet, block)) for block in others if block.words <= _SHORT)
    days = (next(filter(None, (read_date(text, timezone, order) for text in both if text)), None) for both in texts)
    return len({day[:10] for day in days if day} - {line.iso[:10]}) >= _FEWEST_OTHERS


def _is_answers(line: Dateline, place: int, sheet: Sheet, timezone: str, order: NumericOrder) -> bool:
    """Whether an earlier line says the same of an earlier clock: "Posted: 30/03/2025 9:31 pm" under "Posted: 30/03/2025 3:08 pm"."""
    wording = _FIGURES.sub("0", sheet.blocks[place].text)
    above = (block.text for block in sheet.blocks[:place] if block.words <= _SHORT)
    days = (read_date(text, timezone, order) for text in above if _FIGURES.sub("0", text) == wording)
    return any(day and day < line.iso for day in days)


def _classed_time(sheet: Sheet, timezone: str, order: NumericOrder) -> Dateline | None:
    """The day of the `<time class="entry-date published">` elements, where all of them say the same."""
    found = []
    for box in sheet.boxes.named("time", "abbr"):
        if "publish" in sheet.raw(box) and not sheet.boxes.all_roles[box] & _ELSEWHERE:
            values = sheet.attributes(box)
            value = values.get("datetime") or values.get("title") or ""
            if iso := read_date(value, timezone, order):
                found.append(Dateline(iso, value, "published element"))
    return found[0] if len({one.iso[:10] for one in found}) == 1 else None
