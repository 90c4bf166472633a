"""From a page to a draft: named fields first, then the content's own shape; each field says which stage found it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from itertools import islice

from archiver.extract import named, records, render, subjects
from archiver.extract.blocks import Block, Sheet
from archiver.extract.body import Body, comments_beside, find_body
from archiver.extract.confidence import clearness, confidence_of
from archiver.extract.content import choose
from archiver.extract.credits import Credits
from archiver.extract.cutting import read_sheet
from archiver.extract.dateline import (
    Dateline,
    is_noise,
)
from archiver.extract.day_order import numeric_order
from archiver.extract.digest import likeness, version_digest
from archiver.extract.files import find_links, is_page
from archiver.extract.furniture import without_furniture
from archiver.extract.head import Head, read_head
from archiver.extract.headline import find_headline
from archiver.extract.kinds import KINDS, is_home, kind_from_content, reason_against, says_nothing
from archiver.extract.language import language_of
from archiver.extract.lead import find_lead, with_lead
from archiver.extract.names import ASIDE_FROM_TEXT
from archiver.extract.phrases import is_end_heading
from archiver.extract.pointers import Pointers, marks_of
from archiver.extract.printed_titles import Headline, heading_in, line_told, without_title
from archiver.extract.published import Dates, Extent, is_of_another, is_of_letter
from archiver.extract.site_names import key_of, site_names, without_names
from archiver.extract.site_template import Advice, Template
from archiver.extract.traces import Trace, trace_of
from archiver.extract.verdict import judge
from archiver.model import Draft, Kind, Link, Page, Part
from archiver.sites.profile import SiteProfile
from archiver.sites.urls import host_of
from archiver.vietnamese.dates import NumericOrder, read_date

__all__ = ["BY_SHAPE", "extract", "likeness", "version_digest"]

BY_SHAPE = "content"  # the stage of a body that neither a profile nor a name tells
_OPENING = 3  # blocks beside which a title is looked for
_GUESSED = frozenset(("first line", "line above"))  # stages of titles that nothing calls so
_HEAD_OF_LETTER = 8  # blocks round the beginning of a text


def extract(
    page: Page, profile: SiteProfile | None = None, *, rendered: bool = True, template: Template | None = None
) -> Draft:
    """What one page says. `rendered` makes HTML and Markdown as well, which cost more than the rest.

    `template` is what other pages of the site have in common, see site_template.py; without it the page is read alone.
    """
    return Reading(page, profile).draft(rendered=rendered, template=template)


class Reading:
    """One page while it is read: each method answers one question, `draft` asks them in turn."""

    def __init__(self, page: Page, profile: SiteProfile | None) -> None:
        self.page, self.profile = page, profile
        self.sheet: Sheet = read_sheet(page.html, marks_of(profile))
        self.head: Head = read_head(self.sheet)
        self.host = host_of(page.url)
        self.pointers = Pointers.read(self.sheet, profile)
        self.form = named.read_form(self.sheet)
        self.timezone = profile.timezone if profile else "Asia/Ho_Chi_Minh"
        self._own_names = site_names(self.head, self.sheet, profile.title if profile else None)
        self.sites = self._own_names
        self._original_of: Callable[[str], str] = profile.original_of if profile else str
        self.verdict = judge(self.sheet, self.head)
        self.advice: Advice | None = None
        self.stages: dict[str, str] = {}

    @cached_property
    def trace(self) -> Trace:
        """What a template learns from this page; what other pages say of it plays no part."""
        return trace_of(self.page.url, self.sheet, self.head, self.verdict, self.timezone)

    @cached_property
    def is_told_by_shape(self) -> bool:
        """Whether neither a profile nor a name tells which blocks are the text of the page, read alone."""
        return self._find_body(choose(self.sheet, self.verdict)).stage == BY_SHAPE

    def draft(self, *, rendered: bool, template: Template | None = None) -> Draft:
        """What the page says; asked again, with another template or none, it answers as if it had not been asked before."""
        self.stages = {}
        self.advice = template.advice(self.trace) if template is not None else None
        self.sites = self._own_names | (self.advice.names if self.advice is not None else frozenset())
        body = with_lead(self._body(), self.sheet, self.pointers, by_name=self.verdict.is_loose)
        language = language_of(
            " ".join(b.text for b in body.blocks), self.head, self.profile.language if self.profile else None
        )
        own: NumericOrder = "dmy" if self.profile or language == "vi" else "unsure"
        learned = self.advice.order if self.advice is not None else None
        self.order = own if own == "dmy" else learned or numeric_order(self.sheet, self.head, language, self.host)
        title, title_blocks = self._title(body)
        extent = self._extent(body.blocks, title_blocks)
        blocks = without_title(self.sheet, body.blocks, title, title_blocks)
        published = self._published(extent, own)
        naming = Credits(
            self.sheet, self.head, self.form, self.pointers, self.sites, self.host, bare_names=language != "vi"
        )
        makers = naming.read(blocks, extent, title)
        self.stages |= makers.stages
        blocks = [block for block in blocks if block.index not in makers.lines] or blocks
        blocks = without_furniture(blocks, self.sites, self.timezone, self.order)
        lead = self._lead(blocks, extent)
        links, pictures = self._links(extent)
        around = self.sheet.blocks[max(0, extent.title - _HEAD_OF_LETTER) : extent.first + _HEAD_OF_LETTER]
        letterhead = records.letterhead(around)
        number = records.document_number(self.form, blocks) or (letterhead[0] if letterhead else None)
        parts = render.parts_of(self.sheet, title, blocks, lead, comments_beside(self.sheet, body.blocks))
        text = render.text_of_parts(parts)
        stated = "" if text else self.head.stated_text
        if stated:  # a page that its scripts draw shows nothing else
            parts, body, text = (*parts, Part(kind="paragraph", text=stated)), Body([], "stated text"), stated
        files = tuple(link for link in links if link.kind is not None)
        kind, reason = self._kind(blocks, title, files, dated=published is not None, number=number is not None)
        html = ""
        if rendered:
            html = render.html_of_words(stated) or render.html_of(
                self.sheet, blocks, pictures, self.page.url, self._original_of
            )
        self.stages["body"] = body.stage
        author = makers.author
        if reason in {"listing", "home"} and self.stages.get("author") in {"byline", "only byline"}:  # a teaser's
            author = None
            del self.stages["author"]
        letter = (
            published and reason == "home" and is_of_letter(published, self.sheet, extent, self.timezone, self.order)
        )
        if published and not letter and is_of_another(published, self.head, reason):
            published = None
            self.stages.pop("published", None)
        return Draft(
            kind=kind,
            reason=reason,
            title=title,
            lead=lead.text if lead else None,
            text=text,
            html=html,
            markdown=render.markdown_of(html) if html else "",
            published=published.iso if published else None,
            published_raw=published.raw if published else None,
            author=author,
            source=makers.source,
            language=language,
            breadcrumb=records.breadcrumb(self.sheet, self.sites),
            document_number=(number or records.opening_number(title, blocks)) if kind == "document" else None,
            issued=self._issued(blocks, letterhead[1] if letterhead else "") if kind == "document" else None,
            tags=subjects.tags_of(self.sheet, self.head, range(extent.title, extent.last + 1)) if kind else (),
            place=subjects.place_of(self.head, blocks) if kind else None,
            event_dates=subjects.days_of(blocks, self.timezone, self.order) if kind else (),
            parts=parts,
            links=links,
            repairs=self.page.repairs,
            stage=body.stage,
            stages=self.stages,
            confidence=confidence_of(
                self.stages,
                clearness(self.verdict, self.advice.lean if self.advice else None, body.blocks, self.sheet.blocks),
            ),
        )

    def _body(self) -> Body:
        alone = choose(self.sheet, self.verdict)
        if self.advice is None:
            return self._find_body(alone)
        advised = choose(self.sheet, self.verdict, self.advice.lean)
        body = self._find_body(advised)
        if body.stage == BY_SHAPE and advised != alone:
            return replace(body, stage="site template")
        return body

    def _find_body(self, by_shape: list[Block]) -> Body:
        return find_body(self.sheet, self.form, self.pointers, by_shape, self.verdict)

    def _title(self, body: Body) -> tuple[str | None, tuple[Block, ...]]:
        stage, field = "named field", self.form.find(named.TITLES)
        box = field.box if field else None
        if box is None:
            first = body.blocks[0].index if body.blocks else len(self.sheet.blocks)
            box, stage = self.pointers.find("title", until=first + 1), "profile"
        if box is not None and key_of(self.sheet.text_in(box)) not in self.sites:
            self.stages["title"] = stage
            return heading_in(self.sheet, box), tuple(self.sheet.blocks_in([box]))
        found = self._headline(body)
        if found is None:
            return None, ()
        self.stages["title"] = found.stage
        return found.text, found.blocks

    def _headline(self, body: Body) -> Headline | None:
        """The title that the page calls so; where it calls nothing so, the line in the place where the site's other pages have theirs."""
        head = self.head
        if self.advice is not None:
            head = replace(head, titles=tuple(without_names(one, self.advice.names) for one in head.titles))
        home = is_home(self.page.url)
        found = find_headline(self.sheet, head, _ends_of(body.blocks), self.sites, self.host, home=home)
        stated = {key_of(title) for title in head.titles}
        if self.advice is None or home or (found and (found.stage not in _GUESSED or key_of(found.text) in stated)):
            return found
        own = [block for block in (found.blocks if found else ()) if not block.link_words]
        until = next((block.index for block in own if block.index not in self.advice.repeated), len(self.sheet.blocks))
        places = [place for place in self.advice.titles if place <= until]
        return line_told(self.sheet, places, body.blocks[0].index if body.blocks else 0) or found

    def _extent(self, blocks: list[Block], title_blocks: tuple[Block, ...]) -> Extent:
        ends = _ends_of([block for block in blocks if block not in title_blocks]) or blocks
        first, last = (ends[0].index, ends[-1].index) if ends else (0, len(self.sheet.blocks) - 1)
        title = title_blocks[0].index if title_blocks and title_blocks[0].index <= last else first
        return Extent(title, max(first, title), last)

    def _published(self, extent: Extent, of_data: NumericOrder) -> Dateline | None:
        dates = Dates(
            self.sheet,
            self.head,
            self.form,
            self.pointers,
            self.advice,
            self.timezone,
            self.order,
            self.page.url,
            of_data,
        )
        found = dates.published(extent)
        if found:
            self.stages["published"] = found.stage
        return found

    def _lead(self, blocks: list[Block], extent: Extent) -> Block | None:
        found = find_lead(blocks, self.sheet, self.pointers, extent)
        if found is None:
            return None
        lead, self.stages["lead"] = found
        return lead

    def _links(self, extent: Extent) -> tuple[tuple[Link, ...], frozenset[int]]:
        stop = extent.last + 1
        while stop < len(self.sheet.blocks) and self.sheet.blocks[stop].roles & ASIDE_FROM_TEXT:
            stop += 1
        zone = range(min(extent.title, extent.first), stop + 1)
        file_zone = self._file_zone(extent)
        return find_links(self.sheet, self.page.url, zone, file_zone, self._original_of, self._may_be_file)

    def _may_be_file(self, url: str) -> bool:
        """Whether an address may lead to a file of this site: no rule knows what is there, nor has it a page's name."""
        profile = self.profile
        return profile is not None and not is_page(url) and profile.in_scope(url) and profile.kind_of(url) is None

    def _file_zone(self, extent: Extent) -> range:
        """Attachments stand under the text, but before "Các tin khác"."""
        stop = extent.last + 1
        while stop < len(self.sheet.blocks) and stop < extent.last + 15:
            block = self.sheet.blocks[stop]
            if is_end_heading(block) or block.is_boilerplate:
                break
            stop += 1
        return range(min(extent.title, extent.first), stop + 1)

    def _issued(self, blocks: list[Block], headed: str) -> str | None:
        return read_date(records.date_of_issue(self.form, blocks) or headed, self.timezone, self.order)

    def _kind(
        self, blocks: list[Block], title: str | None, links: tuple[Link, ...], *, dated: bool, number: bool
    ) -> tuple[Kind | None, str]:
        stated = self.profile.kind_of(self.page.url) if self.profile else None
        if stated is not None and stated not in KINDS:
            return None, stated
        reason = reason_against(self.sheet, self.head, blocks, title, self.page.url, dated=dated)
        area = self.pointers.content()
        if reason is None and not dated and area and says_nothing(self.sheet.blocks_in(area)):
            reason = "error"
        if reason == "empty" and links:
            reason = None
        if reason in {"listing", "home"} and (stated not in {None, "page"} or self.form.fields):
            reason = None
        if reason:
            return None, reason
        return KINDS[stated] if stated else kind_from_content(
            self.sheet, self.head, sum(b.words for b in blocks), links, dated=dated, number=number
        ), ""


def _ends_of(blocks: list[Block]) -> list[Block]:
    """The first lines of a text and its last one, noise left out: what a title, a day and an author are looked for beside."""
    first = [*islice((block for block in blocks if not is_noise(block)), _OPENING)]
    last = next((block for block in reversed(blocks) if not is_noise(block)), None)
    return first if last is None or last in first else [*first, last]
