"""What one capture says by itself, before it is known what the others say. Pure: it can run in any process."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256

from archiver.errors import ArchiverError, LimitExceeded
from archiver.extract.disposition import is_sent_as_file, sent_filename
from archiver.extract.files import kind_of_answer
from archiver.extract.layouts import ALONE, KeptTemplate, Templates
from archiver.extract.rewording import gists
from archiver.extract.stages import BY_SHAPE, Reading, likeness, version_digest
from archiver.extract.template import sketch_of
from archiver.jobs.naming import LISTS, entries_named, names_pages
from archiver.jobs.payload import MARKUP, is_markup, key_of, page_of, unpacked
from archiver.jobs.settle import filename_of
from archiver.model import Capture, Draft, Page
from archiver.sites.absence import absent_by_head, absent_by_page, is_home
from archiver.sites.leaf import leaf_of
from archiver.sites.listing import FoundLink, read_links
from archiver.sites.markup import face_of
from archiver.sites.pager import says_later_page
from archiver.sites.profile import SiteProfile
from archiver.sites.totals import read_total
from archiver.sites.urls import absolute, host_of
from archiver.store.database import draft_text
from archiver.store.lists import ListEntry, ListTotal
from archiver.store.observations import FileSeen, Home, Listing, Observation, SetAside
from archiver.vietnamese.folding import fold

# A server that names too great a length cuts nothing off: all that may follow the end is a comment of a cache.
_COMPLETE = re.compile(rb"</html\s*>(?:\s|<!--[^>]{0,400}-->)*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A capture without its body, and all that could be read of it."""

    capture: Capture
    url_key: str
    size: int  # of the payload
    observation: Observation | None = None
    aside: SetAside | None = None  # by itself it looks like a list
    named: tuple[str, ...] = ()  # url_keys of the files that the page names
    listings: tuple[Listing, ...] = ()
    entries: tuple[ListEntry, ...] = ()  # what it names, if it is a listing, a feed or a sitemap
    total: ListTotal | None = None  # how long the listing of which it is a page says that it is
    home: Home | None = None
    file: FileSeen | None = None
    leads_to: str | None = None  # the url_key of the address that it leads on to
    waits: bool = False  # for the payload, which another record holds
    reason: str = ""  # why there is no observation, in a word
    absent: str | None = None  # why it says that there is nothing at its address
    trouble: str | None = None  # what could not be read, and why


def examine(capture: Capture, profile: SiteProfile, templates: Templates = ALONE) -> Finding:
    """Read a capture, which holds its payload. What cannot be read is trouble that is told, never an error."""
    finding = Finding(
        capture=replace(capture, body=b""),
        url_key=key_of(capture, profile),
        size=len(capture.body),
        reason="empty",
        absent=absent_by_head(capture.status, capture.url, capture.header("Location"), profile),
    )
    if not (200 <= capture.status < 300 or capture.status == 304):
        target = _target(capture)
        key = profile.key_of(target) if target else None
        return replace(
            finding,
            reason=f"status {capture.status}",
            leads_to=key if key != finding.url_key else None,
            listings=_led_on(capture, target, key, profile) if target and key else (),
        )
    if (not capture.body and not _is_empty_file(capture)) or capture.method == "HEAD":
        return finding
    if capture.scripted:
        return replace(finding, reason="made by its scripts; what they made is read instead")
    try:
        body = unpacked(capture)
        if names_pages(capture, body):
            finding = replace(finding, entries=entries_named(capture, body, profile))
        is_page = bool(body) and is_markup(capture, body)
        if is_page and _is_robots(capture):
            return replace(finding, reason="a page in the place of robots.txt")
        return _examine_page(finding, capture, body, profile, templates) if is_page else _examine_file(finding, body)
    except (ArchiverError, ValueError, RecursionError) as error:
        return replace(finding, reason="unreadable", trouble=f"{type(error).__name__}: {error}")


def _is_robots(capture: Capture) -> bool:
    """Whether a host was asked for its robots.txt: where it has none, some answer with a page, which nobody reads there."""
    return capture.url.partition("://")[2].partition("/")[2] == "robots.txt"


def _is_empty_file(capture: Capture) -> bool:
    """A document of no bytes is one all the same; a page of none says nothing, nor does an answer that broke off."""
    is_answered = capture.method == "GET" and capture.status == 200 and not capture.truncated
    return is_answered and capture.media_type is not None and capture.media_type not in MARKUP


def _examine_page(
    finding: Finding, capture: Capture, body: bytes, profile: SiteProfile, templates: Templates
) -> Finding:
    if capture.truncated and not _COMPLETE.search(body[-1024:]):
        raise LimitExceeded(f"the page was cut off ({capture.truncated}); half a page is no version of it")
    page = page_of(capture, body)
    reading = Reading(page, profile)
    sketch = sketch_of(page.html)
    kept = templates.of(host_of(capture.url), sketch)
    kept = kept if kept and reading.is_told_by_shape else None
    draft = reading.draft(rendered=kept is None)
    finding = replace(_listing(finding, page, profile), reason=draft.reason)
    face = face_of(page.html)
    if draft.reason == "listing" and capture.role not in LISTS and reading.is_told_by_shape:
        finding = replace(finding, aside=_aside(finding, sketch, kept))
        draft = reading.draft(rendered=True, template=kept.template) if kept else draft
    if draft.kind is None:
        return replace(finding, absent=absent_by_page(draft.reason), home=_home(finding, face, profile))
    if _is_made_of(draft.text, finding.listings) or _is_later_page_of_list(capture, page, draft, profile):
        return replace(finding, reason="listing")
    draft, read_with = _told_by_others(reading, draft, kept) if finding.aside is None else (draft, None)
    draft_text(draft).encode()  # lone surrogates, which no database holds, are found here
    observation = Observation(
        capture_id=capture.id,
        url=capture.url,
        url_key=finding.url_key,
        fetched_at=capture.fetched_at,
        draft=draft,
        wording=version_digest(draft),
        likeness=likeness(draft),
        section=capture.section,
        template=sketch,
        gists=gists(draft),
        face=face,
        read_with=read_with,
    )
    if leaf := leaf_of(page.html, capture.url, profile):
        observation = replace(observation, whole=leaf.whole, leaf=leaf.number)
    named = tuple(dict.fromkeys(profile.key_of(link.url) for link in draft.links))
    return replace(finding, observation=observation, named=named)


def _told_by_others(reading: Reading, alone: Draft, kept: KeptTemplate | None) -> tuple[Draft, str | None]:
    """What a page says, and what it was read with. Alone it is an article: the others tell what of it is text, never that it is none."""
    if kept is None:
        return alone, "" if alone.stage == BY_SHAPE else None
    if alone.stage != BY_SHAPE:
        return reading.draft(rendered=True), None
    draft = reading.draft(rendered=True, template=kept.template)
    return draft if draft.kind is not None else reading.draft(rendered=True), kept.digest


def _aside(finding: Finding, sketch: str, kept: KeptTemplate | None) -> SetAside:
    return SetAside(
        capture_id=finding.capture.id,
        url=finding.capture.url,
        url_key=finding.url_key,
        fetched_at=finding.capture.fetched_at,
        template=sketch,
        read_with=kept.digest if kept else "",
    )


def _home(finding: Finding, face: str | None, profile: SiteProfile) -> Home | None:
    """What the home page shows, where this is it."""
    if face is None or finding.capture.method != "GET" or not is_home(finding.capture.url, profile):
        return None
    return Home(capture_id=finding.capture.id, url_key=finding.url_key, face=face)


def _is_made_of(text: str, listings: tuple[Listing, ...]) -> bool:
    """Whether a text is a list of other pages' titles; a section whose only page is its text is an article."""
    titles = [listing.link_text for listing in listings if listing.link_text]
    return bool(titles) and 2 * sum(title in text for title in titles) >= len(titles)


def _is_made_of_teasers(text: str, titles: Collection[str]) -> bool:
    """Whether a text goes on after the titles of other pages; where it ends with them, they are what else an article leads to."""
    lines = text.split("\n")
    begun = {title: n for title in titles for n, line in enumerate(lines) if line.startswith(title)}
    return bool(begun) and 2 * len(begun) >= len(titles) and max(begun.values()) < len(lines) - 1


def _is_later_page_of_list(capture: Capture, page: Page, draft: Draft, profile: SiteProfile) -> bool:
    """Whether a page is one behind the first of a list: the last of them may show one teaser, which looks like an article.

    An article's second page has the title of the article, and a text of its own.
    """
    if capture.method == "POST":  # a list that is turned by a form is asked for its first page without it
        return capture.role == "listing"
    sections = {profile.key_of(section.url) for section in profile.sections if section.url}
    if not says_later_page(capture.url) or profile.key_of(capture.url) in sections:
        return False
    names = {fold(name).strip() for name in (profile.title, *(section.title for section in profile.sections))}
    if capture.role == "listing" or fold(draft.title or "").strip() in names:
        return True
    links = read_links(page.html, capture.url, profile)
    return _is_made_of_teasers(draft.text, {link.text for link in links if link.role == "item" and link.text})


def _listing(finding: Finding, page: Page, profile: SiteProfile) -> Finding:
    """With what a page of a section's listing lists, and how long it says that the list is."""
    capture, section = finding.capture, finding.capture.section
    if capture.role != "listing" or section is None:
        return finding
    links = read_links(page.html, capture.url, profile)
    items = [link for link in links if link.role == "item"]
    total = read_total(page.html, links, profile)
    return replace(
        finding,
        listings=tuple(_listed(link.key, link.text, capture, section) for link in items),
        entries=tuple(_entry(link, capture) for link in items if profile.in_scope(link.url)),
        total=ListTotal(
            capture_id=capture.id,
            section=section,
            fetched_at=capture.fetched_at,
            total=total.count,
            exact=total.exact,
            words=total.words,
            more=total.more,
        )
        if total
        else None,
    )


def _target(capture: Capture) -> str | None:
    """Where an answer leads on to; what was posted leads nowhere that a link does."""
    is_way = 300 <= capture.status < 400 and capture.method == "GET"
    return absolute(capture.header("Location") or "", capture.url) if is_way else None


def _led_on(capture: Capture, target: str, key: str, profile: SiteProfile) -> tuple[Listing, ...]:
    """Where an address that a listing names leads on to, the listing names that one: `/tin/39` in the list, `/tin/39/` the page."""
    if capture.role != "item" or capture.section is None or not profile.in_scope(target):
        return ()
    return (_listed(key, capture.link_text, capture, capture.section),)


def _listed(url_key: str, link_text: str | None, capture: Capture, section: str) -> Listing:
    return Listing(
        url_key=url_key,
        section=section,
        fetched_at=capture.fetched_at,
        capture_id=capture.id,
        link_text=link_text,
    )


def _entry(link: FoundLink, capture: Capture) -> ListEntry:
    return ListEntry(
        url_key=link.key, url=link.url, source="listing", section=capture.section, fetched_at=capture.fetched_at
    )


def _examine_file(finding: Finding, body: bytes) -> Finding:
    capture = finding.capture
    if capture.status not in (200, 203, 304) or capture.method != "GET":
        return finding
    if capture.truncated:
        raise LimitExceeded(f"the file was cut off ({capture.truncated}); its bytes are kept as they came")
    return as_file(finding, body, digest=sha256(body).hexdigest(), size=len(body))


def as_file(finding: Finding, beginning: bytes, *, digest: str, size: int) -> Finding:
    """With the file that an answer is: its name as it was sent, and its kind, which its first bytes may tell."""
    capture = finding.capture
    sent = capture.header("content-disposition") or ""
    filename = sent_filename(sent) or filename_of(capture.url)
    file = FileSeen(
        capture_id=capture.id,
        url_key=finding.url_key,
        fetched_at=capture.fetched_at,
        sha256=digest,
        size=size,
        filename=filename,
        media_type=capture.media_type,
        kind=kind_of_answer(filename, capture.media_type, beginning, is_sent_as_file=is_sent_as_file(sent)),
    )
    return replace(finding, file=file, reason="file")
