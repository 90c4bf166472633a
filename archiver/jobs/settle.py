"""Settling: from what single captures say to articles, their versions and their files.

`article_of` is pure and sees all observations of one article, so its answer depends on what was seen, never on the order
or the portions in which it was taken in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from archiver.extract.dateline import is_noise_line
from archiver.extract.rewording import says_the_same
from archiver.extract.template import is_another
from archiver.jobs.identity import by_key, moment_of
from archiver.model import Article, Attachment, Link, Version
from archiver.store.database import number_from
from archiver.store.observations import FileSeen, Listing, Observation
from archiver.vietnamese.folding import fold


@dataclass(frozen=True, slots=True)
class SiteWords:
    """What settling must know of a site."""

    key_of: Callable[[str], str]  # an address → the key under which its spellings are one
    section_titles: Mapping[str, str]  # folded title → name of the profile's section


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of addresses beside their pages, by url_key and in order of time."""

    listings: Mapping[str, Sequence[Listing]]
    files: Mapping[str, Sequence[FileSeen]]

    @classmethod
    def of(cls, listings: Iterable[Listing], files: Iterable[FileSeen]) -> Beside:
        return cls(by_key(listings), by_key(files))


def article_of(
    observations: Sequence[Observation],
    beside: Beside,
    site: SiteWords,
    at: str = "",
    wholes: Sequence[Observation] = (),
) -> Article:
    """One article from all that was seen of it; the observations are in order of time.

    `at`: the url_key where the portal has it now; where it is not told, the earliest. `wholes`: what its pages say
    together, where it stands on several.
    """
    wholes = wholes or observations
    number = number_from(wholes[0].url_key)
    return Article(
        id=number,
        url=next((seen.url for seen in wholes if seen.url_key == at), wholes[0].url),
        urls=_spellings(observations, site),
        section=_section(observations, beside.listings, site),
        versions=_versions(wholes, at or wholes[0].url_key),
        attachments=_attachments(wholes, beside.files, site),
    )


def _spellings(observations: Sequence[Observation], site: SiteWords) -> tuple[tuple[str, datetime], ...]:
    """The addresses that lead to the article; one that a form posts to leads to many pages, and so to none."""
    first: dict[str, datetime] = {}
    for seen in observations:
        if site.key_of(seen.url) == seen.url_key:
            first.setdefault(seen.url, seen.fetched_at)
    return tuple(first.items())


def _section(
    observations: Sequence[Observation], listings: Mapping[str, Sequence[Listing]], site: SiteWords
) -> str | None:
    """Where the breadcrumb says that the article belongs; else the first listing that led there."""
    crumbs = next((seen.draft.breadcrumb for seen in reversed(observations) if seen.draft.breadcrumb), ())
    for crumb in reversed(crumbs):
        name = site.section_titles.get(fold(crumb).strip())
        if name is not None:
            return name
    listed = [listing for key in {seen.url_key for seen in observations} for listing in listings.get(key, ())]
    if listed:
        return min(listed, key=lambda listing: (*moment_of(listing), listing.section)).section
    return next((seen.section for seen in observations if seen.section is not None), None)


def _versions(observations: Sequence[Observation], at: str) -> tuple[Version, ...]:
    """Runs of equal wording: text A, then B, then A again is three versions; A in another template is still A.

    Another address (`at` is where the portal has the article now) may show an older wording for a while: that is no
    change of the article.
    """
    runs: list[list[Observation]] = []
    shown: dict[str, Observation] = {}  # url_key -> what it showed last
    for seen in observations:
        before, shown[seen.url_key] = shown.get(seen.url_key), seen
        if runs and _says_still(runs[-1][-1], seen):
            runs[-1].append(seen)
        elif seen.url_key == at or not _lags(runs, before, seen):
            runs.append([seen])
    return tuple(
        Version(
            number=number,
            digest=run[0].wording,
            draft=(latest := _latest_that_is_dated(run)).draft,
            capture_id=run[0].capture_id,
            first_seen=run[0].fetched_at,
            last_seen=run[-1].fetched_at,
            leaves=tuple(zip(run[0].leaves, latest.leaves, strict=False)),
        )
        for number, run in enumerate(runs, 1)
    )


def _latest_that_is_dated(run: Sequence[Observation]) -> Observation:
    """A print view often leaves out the day that the article's own page prints."""
    return next((seen for seen in reversed(run) if seen.draft.published), run[-1])


def _lags(runs: Sequence[Sequence[Observation]], before: Observation | None, seen: Observation) -> bool:
    """Whether an address shows what it showed before, or came with a wording that the article has had."""
    if before is not None:
        return _says_still(before, seen)
    return any(_says_still(run[-1], seen) for run in runs)


def dressed_anew(observations: Sequence[Observation], at: str) -> list[datetime]:
    """When an article was seen in a template that it had not been seen in before; what is seen first is no change.

    Nor is another address that is found later, as of a print view, unless it is where the portal has the article now (`at`).
    """
    worn: list[str] = []
    keys = {at}
    moments: list[datetime] = []
    for seen in observations:
        if seen.template and all(is_another(one, seen.template) for one in worn):
            moments += [seen.fetched_at] if worn and seen.url_key in keys else []
            worn.append(seen.template)
        keys.add(seen.url_key)
    return moments


def _says_still(before: Observation, after: Observation) -> bool:
    if before.wording == after.wording:
        return True
    return is_another(before.template, after.template) and says_the_same(before.draft, after.draft)


@dataclass(slots=True)
class _Naming:
    """A file as the article's drafts name it: how first, how last, and when; and the captures that hold it."""

    url: str
    link: Link
    captures: Sequence[FileSeen]
    first_seen: datetime
    last_seen: datetime

    @property
    def label(self) -> str | None:
        """A button ("Tải về") is no name of the file behind it."""
        return self.link.text if self.link.text and not is_noise_line(self.link.text) else None


def _attachments(
    observations: Sequence[Observation], files: Mapping[str, Sequence[FileSeen]], site: SiteWords
) -> tuple[Attachment, ...]:
    return tuple(
        attachment
        for position, naming in enumerate(_named_files(observations, files, site), 1)
        for attachment in _states_of_file(position, naming)
    )


def _named_files(
    observations: Sequence[Observation], files: Mapping[str, Sequence[FileSeen]], site: SiteWords
) -> list[_Naming]:
    """Each file once, in the page order of the latest draft; those that only older drafts name come after.

    A link whose address does not tell names a file where one was fetched there.
    """
    named: dict[str, _Naming] = {}
    for seen in reversed(observations):
        for link in seen.draft.links:
            key = site.key_of(link.url)
            captures = (
                files.get(key, ()) if link.kind else [file for file in files.get(key, ()) if _is_for_readers(file)]
            )
            if link.kind or captures:
                naming = named.setdefault(key, _Naming(link.url, link, captures, seen.fetched_at, seen.fetched_at))
                naming.url, naming.first_seen = link.url, seen.fetched_at
    return list(named.values())


def _is_for_readers(file: FileSeen) -> bool:
    """A picture that a link leads to is shown small on the page, or is a button; it is named by its own address there."""
    return file.kind not in {None, "image"}


def _states_of_file(position: int, naming: _Naming) -> list[Attachment]:
    """One attachment for each content that the file had; one without content where the file was never had."""
    states: dict[str, list[FileSeen]] = defaultdict(list)
    for capture in naming.captures:
        states[capture.sha256].append(capture)
    if not states:
        return [_never_had(position, naming)]
    return [
        Attachment(
            position=position,
            url=naming.url,
            filename=state[0].filename,
            label=naming.label,
            kind=naming.link.kind or state[0].kind or "document",
            media_type=state[0].media_type,
            size=state[0].size,
            sha256=sha256,
            capture_id=state[0].capture_id,
            first_seen=state[0].fetched_at,
            last_seen=state[-1].fetched_at,
        )
        for sha256, state in states.items()
    ]


def _never_had(position: int, naming: _Naming) -> Attachment:
    return Attachment(
        position=position,
        url=naming.url,
        filename=filename_of(naming.url),
        label=naming.label,
        kind=naming.link.kind or "document",
        media_type=None,
        size=None,
        sha256=None,
        capture_id=None,
        first_seen=naming.first_seen,
        last_seen=naming.last_seen,
    )


def filename_of(url: str) -> str:
    """The last segment of an address as a reader would write it; the host where the path ends in a slash."""
    parts = urlsplit(url)
    return unquote(parts.path.rpartition("/")[2]) or parts.hostname or url
