"""A site profile: where a portal stands, what its sections are, how gently it is read, what is expected of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archiver.sites.login import Login, read_login
from archiver.sites.platform import (
    RULE_KEYS,
    FieldHints,
    KindRule,
    ListingHints,
    PictureRule,
    Platform,
    Trap,
    kind_by_address,
    read_platform,
    read_rules,
    trap_by_address,
)
from archiver.sites.politeness import Budget, Politeness, Window, read_budget, read_politeness
from archiver.sites.scope import is_within
from archiver.sites.table import Table
from archiver.sites.url_key import UrlRules, url_key
from archiver.sites.urls import absolute, is_http, origin_of

__all__ = [
    "Budget",
    "Expect",
    "FieldHints",
    "KindRule",
    "ListingHints",
    "Login",
    "PictureRule",
    "Platform",
    "Politeness",
    "Section",
    "SiteProfile",
    "Trap",
    "UrlRules",
    "Window",
    "parse_profile",
]

_NAME = re.compile(r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*")  # files are named after it: none takes 300 letters
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_EVERY = re.compile(r"[1-9][0-9]{0,4}\s*(?:m|min|h|d|w)")
_SITE_KEYS = ("name", "title", "language", "timezone", "platform", "start", "allow_private", "scope", "sitemaps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a crawl must bring, or its report is red."""

    articles_min: int | None = None
    dated_share_min: float | None = None  # of 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the portal that its owner gave a name, reached by its address or by the words of the menu."""

    name: str
    title: str
    url: str | None = None  # may be relative to the site's start
    menu: str | None = None
    every: str | None = None
    javascript: bool = False  # its pages are empty until a browser has run their scripts
    expect: Expect = Expect()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProfile:
    """One portal, as a file of `spiders/sites/` describes it; its own rules stand before those of its platform."""

    name: str
    title: str
    language: str
    timezone: str
    platform: Platform
    start: str | None
    allow_private: bool  # loopback and private addresses may be crawled
    scope: Literal["host", "sections"]
    sitemaps: tuple[str, ...]  # those that robots.txt does not name
    politeness: Politeness
    budget: Budget
    login: Login | None
    sections: tuple[Section, ...]
    article: FieldHints
    expect: Expect
    source: str  # the TOML text
    digest: str  # of the TOML text

    @property
    def fields(self) -> FieldHints:
        """Where an article's fields stand: the site's own hints, then the platform's."""
        return self.article.before(self.platform.article)

    def key_of(self, url: str) -> str:
        """What two spellings of one address have in common."""
        return url_key(url, self.platform.urls)

    def kind_of(self, url: str) -> str | None:
        """What the address alone says of the page; None where it says nothing."""
        return kind_by_address(url, self.platform)

    def trap_of(self, url: str, *, turns_page: bool = False) -> str | None:
        """Why this address is not fetched; None where nothing speaks against it.

        `turns_page`: a list that is read names it as another page of its own, by a number or "next".
        """
        return trap_by_address(url, self.platform, turns_page=turns_page)

    def original_of(self, url: str) -> str:
        """The picture of which this is a small copy; the address itself where it is none."""
        for rule in self.platform.pictures:
            original, changes = rule.pattern.subn(rule.original, url)
            if changes:
                return original
        return url

    def in_scope(self, url: str) -> bool:
        """Whether the page belongs to this site: same host, and below a start that ends in `/`.

        With `scope = "sections"` it is not enough: the spider keeps to the sections' listings and items.
        """
        return self.start is not None and is_within(url, self.start, self.platform.urls)

    def section(self, name: str) -> Section | None:
        """The section of this name."""
        return next((section for section in self.sections if section.name == name), None)

    def scripted(self, section: str | None) -> bool:
        """Whether pages that this section led to are read by a browser."""
        found = self.section(section) if section else None
        return found is not None and found.javascript

    def with_start(self, url: str) -> SiteProfile:
        """The same profile for another address of the portal; addresses given relative to the start move along."""
        start = _portal_at(url if "//" in url else f"http://{url}", "--start", Table({}, where=self.name))
        moved = (
            replace(section, url=absolute(section.url, start) if section.url else None) for section in self.sections
        )
        rules = replace(self.platform, urls=replace(self.platform.urls, host=origin_of(start)))
        return replace(self, platform=rules, start=start, sections=tuple(moved), login=self._login_at(start))

    def _login_at(self, start: str) -> Login | None:
        if self.login is None or self.login.url is None:
            return self.login
        url = absolute(self.login.url, start)
        if url is None or origin_of(url) != origin_of(start):
            raise Table({}, where=self.name, path="login").error(
                "url", f"is {self.login.url!r}, which is not on the host of the start, {start}; secrets go to no other."
            )
        return replace(self.login, url=url)


def parse_profile(text: str, *, where: str, platforms: Mapping[str, str]) -> SiteProfile:
    """The profile that a TOML text states. `where` names it in messages; `platforms` maps names to TOML texts."""
    table = Table.of(text, where=where)
    table.allow(*_SITE_KEYS, "politeness", "budget", "login", "section", "expect", *RULE_KEYS)
    name = _name(table)
    own = read_rules(table, name=name, title=name)
    base = read_platform(table.text("platform") or "generic", platforms, asked_by=table)
    rules = replace(own, article=FieldHints()).over(base)
    profile = SiteProfile(
        name=name,
        title=table.required("title"),
        language=_language(table),
        timezone=_timezone(table),
        platform=replace(rules, name=base.name, title=base.title),
        start=_start(table),
        allow_private=table.flag("allow_private"),
        scope=cast('Literal["host", "sections"]', table.choice("scope", ("host", "sections"), "host")),
        sitemaps=_sitemaps(table),
        politeness=read_politeness(table.table("politeness")),
        budget=read_budget(table.table("budget")),
        login=read_login(table.table("login")),
        sections=_sections(table),
        article=own.article,
        expect=_expect(table.table("expect")),
        source=text,
        digest="sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )
    return profile if profile.start is None else profile.with_start(profile.start)


def _name(table: Table) -> str:
    name = table.required("name")
    if not _NAME.fullmatch(name):
        raise table.error("name", f"is {name!r}; use small letters a-z, digits and single hyphens, 100 at most.")
    return name


def _language(table: Table) -> str:
    language = table.text("language") or "vi"
    if not _LANGUAGE.fullmatch(language):
        raise table.error("language", f"is {language!r}; give a language code such as 'vi'.")
    return language


def _timezone(table: Table) -> str:
    zone = table.text("timezone") or "Asia/Ho_Chi_Minh"
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, a path that leaves them
        raise table.error(
            "timezone", f"is {zone!r}, which is no time zone; give one such as 'Asia/Ho_Chi_Minh'."
        ) from None
    return zone


def _start(table: Table) -> str | None:
    return None if (start := table.text("start")) is None else _portal_at(start, "start", table)


def _portal_at(written: str, key: str, table: Table) -> str:
    start = absolute(written, written)
    if start is None or not is_http(written):
        raise table.error(key, f"is {written!r}, which is no web address; give http://host/ or https://host/.")
    if (
        "@" in written.partition("//")[2].partition("/")[0]
    ):  # it would stand in the archive's own profile, for all to read
        raise table.error(key, "names an account; leave it out of the address: it belongs into [login].")
    return start


def _sitemaps(table: Table) -> tuple[str, ...]:
    written = table.texts("sitemaps")
    for url in written:
        if not is_http(url) or absolute(url, url) is None:
            raise table.error("sitemaps", f"names {url!r}; give addresses that begin with http:// or https://.")
    return written


def _sections(table: Table) -> tuple[Section, ...]:
    sections: dict[str, Section] = {}
    for one in table.tables("section"):
        section = _section(one)
        if section.name in sections:
            raise one.error("name", f"is {section.name!r}, as that of a section before; give each its own.")
        sections[section.name] = section
    return tuple(sections.values())


def _section(table: Table) -> Section:
    table.allow("name", "title", "url", "menu", "every", "javascript", "expect")
    name, url, menu, every = _name(table), table.text("url"), table.text("menu"), table.text("every")
    if url is None and menu is None:
        raise table.error(
            "url", f"is missing in section {name!r}; give its first listing page, or menu = its words in the menu."
        )
    if url is not None and menu is not None:
        raise table.error("menu", f"stands beside 'url' in section {name!r}; give one of the two.")
    if url is not None and absolute(url, "http://localhost/") is None:
        raise table.error("url", f"is {url!r}, which is no web address; give one.")
    if every is not None and not _EVERY.fullmatch(every):
        raise table.error("every", f"is {every!r}; give a span such as '30m', '6h', '1d' or '1w'.")
    return Section(
        name=name,
        title=table.text("title") or menu or name,
        url=url,
        menu=menu,
        every=every,
        javascript=table.flag("javascript"),
        expect=_expect(table.table("expect")),
    )


def _expect(table: Table) -> Expect:
    table.allow("articles_min", "dated_share_min")
    return Expect(
        articles_min=table.whole("articles_min", low=0, high=10**9),
        dated_share_min=table.number("dated_share_min", low=0, high=1),
    )
