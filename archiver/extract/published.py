"""Which of the dates on a page is the day of its publication, and where on the page such a date may stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archiver.extract import named
from archiver.extract.blocks import Block, Sheet
from archiver.extract.dateline import Dateline, date_line, is_date_line, is_of_document
from archiver.extract.head import Head
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.opening_days import opening_day
from archiver.extract.pointers import Pointers
from archiver.extract.printed_dates import is_one_of_many, printed_date, revised_date, thread_start, time_elements
from archiver.extract.short_years import with_whole_year
from archiver.extract.site_template import Advice
from archiver.extract.stated_dates import (
    is_day_beside,
    is_day_somewhere,
    is_revision_by_data,
    is_same_instant,
    stated_date,
)
from archiver.vietnamese.dates import NumericOrder, read_date
from archiver.vietnamese.folding import fold

_STATED = frozenset(("json-ld", "profile", "named field"))
_REACH = 8  # blocks from title or text to the dateline
_TEXT = 20  # words
_FAR = 12  # where it is called one
_ADDRESS = re.compile(
    r"/(?:((?:19|20)\d\d)[/-](\d\d?|[a-z]{3,9})[/-](\d\d?)|(\d\d?-\d\d?-20\d\d))(?=/|$|[-_.])", re.IGNORECASE
)
_DAY_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
_MONTH_AND_DAY = re.compile(r"(?<!\d)(\d\d?) ?[月월] ?(\d\d?) ?[日일]")
_ONE_WORD = re.compile(r"https?://[^/]+/[a-z]+/?")
_HOME = re.compile(r"\W*(?:trang chu|home|startseite|accueil|inicio|首页|首頁|(?:当前|现在)?位置)(?!\w)")
_PAGE_ID = re.compile(r"page-id-\d+")
_SHORT = 12  # words
_TICKER = re.compile(r"\blive\b|ticker\b|\+\+\+", re.IGNORECASE)
_OTHER_PAGES = frozenset(("CollectionPage", "ItemPage", "SearchResultsPage"))  # a shop's, a list: what their metas date


@dataclass(frozen=True, slots=True)
class Extent:
    """Where in the row of blocks the article stands."""

    title: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Dates:
    """A page as far as its day of publication is concerned."""

    sheet: Sheet
    head: Head
    form: named.Form
    pointers: Pointers
    advice: Advice | None
    timezone: str
    order: NumericOrder
    url: str = ""
    order_of_data: NumericOrder = (
        "unsure"  # servers write as Americans do on pages of any language: "11/01/2023 12:43:42"
    )

    def published(self, extent: Extent) -> Dateline | None:
        """The profile's place, then named fields, then what the page states of itself, then what it prints."""
        box = self.pointers.find("published", until=extent.last + 2)
        if box is not None and (iso := self._read(with_whole_year(self.sheet.text_in(box), self.order))):
            return Dateline(iso, self.sheet.text_in(box), "profile")
        if self.form.fields:
            field = self.form.find(named.PUBLISHED)
            iso = self._read(field.text) if field else None
            return Dateline(iso, field.text, "named field") if field and iso else None
        stated = stated_date(self.head, self.timezone, self.order_of_data)
        printed = self._printed(extent)
        if printed is not None and printed.iso[:10] in self.head.terms:
            printed = None  # the day of a concert, the end of a job's notice
        if stated is not None and not (printed is None and self._is_of_standing_page(stated)):
            return self._of_both(stated, printed, extent)
        opening = range(max(0, extent.title - _REACH), extent.last + 1)
        thread = thread_start(self.sheet, opening, self.timezone, self.order)
        if thread and printed and thread.iso[:10] == printed.iso[:10]:
            printed = replace(printed, stage=thread.stage)
        return (
            time_elements(self.sheet, self.timezone, self.order)
            or printed
            or thread
            or self._in_address()
            or self._before_text(extent)
            or self._told_by_address(extent)
            or self._revised(extent)
        )

    def _is_of_standing_page(self, stated: Dateline) -> bool:
        """Whether metas date a page that was never news: WordPress has posts, and pages, which are only set up on a day.

        Under another page some keep their articles. What is filed under one word and calls itself no article is a part of the
        site: /service/.
        """
        if self.head.article or not stated.stage.startswith("meta "):
            return False
        classes = self._of_body("class").split()
        own = "page" in classes and "page-child" not in classes and any(_PAGE_ID.fullmatch(name) for name in classes)
        return own or (not self.head.is_article and _ONE_WORD.fullmatch(self.url) is not None)

    def _of_both(self, stated: Dateline, printed: Dateline | None, extent: Extent) -> Dateline:
        """What the page prints under its title stands before what its data state: a text that is published anew has a new day.

        An instant in UTC may be of the day before or after the one that the portal prints, or files the page under. In a
        ticker the printed clock is that of the last entry.
        """
        in_utc = stated.iso.endswith("+00:00")
        if printed is not None and is_revision_by_data(printed.iso, self.head, self.timezone, self.order_of_data):
            printed = None  # an "Updated" without the word
        if printed is None:
            return (self._in_own_time(stated, extent) if in_utc else None) or stated
        if is_day_beside(printed.iso, stated.iso):
            return printed if in_utc else stated
        around = self.sheet.blocks[max(0, extent.title - 1) : extent.title + 1]
        own = self._is_beside_title(printed, extent, stated) and not any(_TICKER.search(block.text) for block in around)
        return printed if own and printed.iso[:10] != stated.iso[:10] else stated

    def _is_beside_title(self, line: Dateline, extent: Extent, stated: Dateline) -> bool:
        """Whether next to nothing stands between the title and a line under it: an answer's day stands further down.

        Below the head of the text a day is believed only if it is an earlier one, for later ones are of revisions; or if
        the title names its year and not the stated one: "33 Best Sales in 2023" stood there since 2019, and is new each year.
        """
        if line.place is None or line.place <= extent.title:
            return False
        between = self.sheet.blocks[extent.title + 1 : line.place]
        earlier = line.iso[:10] < stated.iso[:10] and all(b.words < _TEXT or b.roles & Role.LEAD for b in between)
        title = self.sheet.blocks[extent.title].text
        anew = line.iso[:4] in title and stated.iso[:4] not in title
        if line.place not in _under_title(extent) and not (earlier or anew):
            return False
        return sum(1 for block in between if not block.is_boilerplate) < _REACH

    def _in_own_time(self, stated: Dateline, extent: Extent) -> Dateline | None:
        """A stated instant in the site's own time: as a line tells it, as the page is filed, or as it was revised by then."""
        if same := self._same_instant(extent, stated.iso):
            return same
        filed, revised = self._in_address(), self._revised(extent)
        if filed and is_day_somewhere(filed.iso, stated.iso):
            return filed
        early = revised and revised.iso[:10] < stated.iso[:10] and is_day_beside(revised.iso, stated.iso)
        return replace(revised, iso=revised.iso[:10]) if revised and early else None

    def _before_text(self, extent: Extent) -> Dateline | None:
        """The day with which an agency's text begins."""
        against = BOILERPLATE | Role.CAPTION
        first = max(extent.first, extent.title + 1)  # some pages say the title twice
        opening = [block for block in self.sheet.blocks[extent.title : first + 3] if not block.roles & against]
        found = (opening_day(block, self.timezone, self.order) for block in opening)
        return next((day for day in found if day is not None), None)

    def _revised(self, extent: Extent) -> Dateline | None:
        """The day of the revision, where the page tells no other; at its foot it says little of a text."""
        near = self.sheet.blocks[max(0, extent.title - 2) : min(extent.first + _REACH, extent.last + 1)]
        zone = [block.index for block in near if not block.roles & Role.FOOT]
        found = revised_date(self.sheet, zone, self.timezone, self.order_of_data, under=extent.title)
        return None if found is None or is_one_of_many(found, self.sheet, self.timezone, self.order) else found

    def _in_address(self) -> Dateline | None:
        """The day under which the portal files the page: /2023/12/20/bridge, /news/20-12-2023."""
        match = _ADDRESS.search(self.url)
        if match is None:
            return None
        year, month, day, whole = match.groups()
        iso = self._read(whole or (f"{day} {month} {year}" if month.isalpha() else f"{year}-{month}-{day}"))
        return Dateline(iso, match[0], "address") if iso else None

    def _told_by_address(self, extent: Extent) -> Dateline | None:
        """A day near the title that the address has too: "Lübeck, 31. März 2003" on /2003/03/20030331_Rede2.html.

        Under <body id="news20190624_k1001"> "[06月24日 11時30分]" is a day without its year.
        """
        days = {"-".join(day) for day in _DAY_IN_NAME.findall(f"{self.url} {self._of_body('id')}")}
        near = self.sheet.blocks[max(0, extent.title - 1) : extent.first + _REACH] if days else ()
        for block in near:
            if block.words > _SHORT or is_of_document(block.text):
                continue
            iso = self._read(block.text)
            if iso and iso[:10] in days:
                return Dateline(iso, block.text, "address", block.index)
            yearless = _MONTH_AND_DAY.search(block.text) if iso is None and block.roles & Role.DATE else None
            ending = f"-{int(yearless[1]):02}-{int(yearless[2]):02}" if yearless else "-"
            found = next((day for day in days if day.endswith(ending)), "")
            if iso := self._read(found):
                return Dateline(iso, block.text, "address", block.index)
        return None

    def _of_body(self, attribute: str) -> str:
        """What the page says of itself where its markup begins."""
        return next((self.sheet.attributes(box).get(attribute, "") for box in self.sheet.boxes.named("body")), "")

    def _read(self, text: str) -> str | None:
        return read_date(text, self.timezone, self.order)

    def _printed(self, extent: Extent) -> Dateline | None:
        """The date where the site's other pages have theirs, else beside the title or under the text."""
        zones = self._zones(extent)
        if self.advice is not None:
            reach = range(extent.title - _REACH, extent.first + _REACH), range(extent.last, extent.last + _REACH)
            place = [index for index in self.advice.datelines if any(index in one for one in reach)]
            if found := printed_date(self.sheet, [place], self.timezone, self.order):
                return replace(found, stage="site template")
            zones = tuple([index for index in zone if index not in self.advice.undated] for zone in zones)
        return printed_date(
            self.sheet,
            zones,
            self.timezone,
            self.order,
            under=extent.title,
            own=lambda line: self._is_own(line, extent),
        )

    def _is_own(self, line: Dateline, extent: Extent) -> bool:
        """Whether a line is the page's by its place: right under the title, but not as an entry of a list."""
        if line.place is None or line.place not in _under_title(extent):
            return False
        return self.head.is_article or self.sheet.blocks[line.place].kind != "list"

    def _same_instant(self, extent: Extent, stated: str) -> Dateline | None:
        """A line of several near the title that tells the stated moment in the site's own time."""
        for block in self.sheet.blocks[extent.title : extent.first + _REACH]:
            line = date_line(self.sheet, block, self.timezone, self.order, under=extent.title)
            if line and is_day_beside(line.iso, stated) and is_same_instant(line.iso, stated):
                return line
        return None

    def _zones(self, extent: Extent) -> tuple[Sequence[int], ...]:
        blocks = self.sheet.blocks
        further = range(extent.first + 3, min(extent.first + _REACH, len(blocks)))
        return (
            range(min(extent.title, extent.first), min(extent.first + 3, len(blocks))),
            range(max(extent.last - 1, extent.first), min(extent.last + 3, len(blocks))),
            self._above_title(extent),
            [index for index in range(max(0, extent.title - _FAR), extent.title) if blocks[index].roles & Role.DATE],
            [index for index in further if blocks[index].roles & (Role.DATE | Role.BYLINE)],
            further,
        )

    def _above_title(self, extent: Extent) -> range:
        """The lines above the title, from the way to the page on: over "Trang chủ > Tin tức" many portals print the day of today."""
        near = range(max(0, extent.title - 4), extent.title)
        ways = (index + 1 for index in near if _is_way(self.sheet.blocks[index]))
        return range(max(ways, default=near.start), near.stop)


def _is_way(block: Block) -> bool:
    return bool(block.roles & Role.BREADCRUMB) or (block.words <= _SHORT and _HOME.match(fold(block.text)) is not None)


def _under_title(extent: Extent) -> range:
    return range(extent.title, extent.first + 3)


def is_of_letter(dateline: Dateline, sheet: Sheet, extent: Extent, timezone: str, order: NumericOrder) -> bool:
    """Whether it is the line that ends a text, and the only day on the page: "The team, 10 September 2017" under a portal's farewell."""
    if dateline.stage != "date line" or dateline.place != extent.last:
        return False
    return all(block.index == extent.last or not is_date_line(block, timezone, order) for block in sheet.blocks)


def is_of_another(dateline: Dateline, head: Head, reason: str) -> bool:
    """Whether a date is of something else than the page's own text, `reason` being what it is where it is no article.

    A home page was not published on a day; a date on a listing is a teaser's, unless the page calls itself an article and
    states it or has a place for it; a shop states when it took an item in.
    """
    by_meta = dateline.stage.startswith("meta ")
    if dateline.stage == "site template" and reason == "listing":
        return False  # where others have theirs: a sentence among lists of titles
    if reason == "listing":
        told = dateline.stage in _STATED or by_meta or dateline.stage == "date class"
        return dateline.stage != "first post" and not (told and head.is_article)
    shop = (head.metas.get("og:type") or "").startswith("product") or head.kinds & _OTHER_PAGES
    return reason == "home" or (by_meta and bool(shop))
