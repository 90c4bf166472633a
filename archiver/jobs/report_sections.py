"""The sections of a portal in a report: what each holds, beside its listing's own count and what the profile expects."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archiver.jobs.report_expected import ListReport, Span, Told
from archiver.quantity import counted
from archiver.sites.profile import Expect, SiteProfile

_NEARLY = 0.8  # of what the number of pages makes likely


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionReport:
    """One section of the portal; the nameless one holds what no section lists."""

    name: str | None
    title: str
    articles: int
    dated: int
    latest: str | None
    new: int  # first seen in this crawl
    total: int | None  # items that its listing says it has, at least
    total_exact: bool  # it prints the number; else it follows from the number of pages
    total_words: str
    more: str | None  # the words of a button that makes its listing longer by a script
    named: int  # addresses that its listing names
    held: int  # of these, how many are in the archive


def read_sections(
    db: sqlite3.Connection, profile: SiteProfile, own: Span, lists: tuple[ListReport, ...], totals: dict[str, Told]
) -> Iterator[SectionReport]:
    """Each section of the profile, and what is outside of them."""
    query = (
        "SELECT section, count(*) AS articles, count(published) AS dated, max(published) AS latest,"
        " sum(first_seen >= ?) AS new FROM articles WHERE first_seen <= ? GROUP BY section"
    )
    found = {row["section"]: dict(row) for row in db.execute(query, (own.begin, own.end))}
    named = {one.section: one for one in lists if one.source == "listing"}
    titles: list[tuple[str | None, str]] = [(section.name, section.title) for section in profile.sections]
    for name, title in [*titles, (None, "outside the sections")]:
        row, listed, told = found.get(name, {}), named.get(name), totals.get(name or "")
        yield SectionReport(
            name=name,
            title=title,
            articles=row.get("articles", 0),
            dated=row.get("dated", 0),
            latest=row.get("latest"),
            new=row.get("new", 0),
            total=told.total if told else None,
            total_exact=told.exact if told else False,
            total_words=told.words if told else "",
            more=told.more if told else None,
            named=listed.named if listed else 0,
            held=listed.held if listed else 0,
        )


def short_of_listing(sections: tuple[SectionReport, ...]) -> Iterator[str]:
    """Where a listing says that it is longer than what was read of it."""
    for section in sections:
        if section.more is not None:
            yield (
                f"section {section.name}: its listing shows more by a button (“{section.more}”) whose script a crawl does not"
                " run; what stands behind it is found only where a feed, a sitemap or another page names it"
            )
        elif section.total is not None and section.named < section.total * (1 if section.total_exact else _NEARLY):
            about = "" if section.total_exact else "about "
            yield (
                f"section {section.name}: its listing says that it has {about}{counted(section.total, 'item')}"
                f" ({section.total_words}), {section.named:,} {'was' if section.named == 1 else 'were'} found in it"
            )


def broken_expectations(profile: SiteProfile, sections: tuple[SectionReport, ...]) -> Iterator[str]:
    """What the profile expects and the archive does not hold, in words."""
    by_name = {section.name: section for section in sections}
    total = sum(section.articles for section in sections)
    dated = sum(section.dated for section in sections)
    yield from _broken("the site", profile.expect, total, dated)
    for section in profile.sections:
        row = by_name[section.name]
        yield from _broken(f"section {section.name}", section.expect, row.articles, row.dated)


def _broken(what: str, expect: Expect, articles: int, dated: int) -> Iterator[str]:
    if expect.articles_min is not None and articles < expect.articles_min:
        yield f"{what}: {counted(articles, 'article')}, at least {expect.articles_min} expected"
    if expect.dated_share_min is not None and dated < expect.dated_share_min * articles:
        yield f"{what}: {dated:,} of {counted(articles, 'article')} dated, a share of {expect.dated_share_min} expected"
