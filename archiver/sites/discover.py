"""What a few pages of an unknown portal tell of it: enough to write its first profile."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from archiver.sites.feed import is_feed, is_sitemap
from archiver.sites.fingerprint import fingerprint
from archiver.sites.hurdles import hurdles, scripted_pages
from archiver.sites.links import collect
from archiver.sites.markup import base_of, one_line, same_words, tree_of
from archiver.sites.menu import MenuEntry, read_menu
from archiver.sites.profile import SiteProfile, parse_profile
from archiver.sites.region import language_of, timezone_of
from archiver.sites.robots import PRODUCT, Rules
from archiver.sites.sections import Calendar, FoundSection, find_sections, slug
from archiver.sites.seen import Look, Seen
from archiver.sites.urls import host_of, is_one_host, origin_of

_TITLE_PIECE = re.compile(r"\s+[-|–—»«:]+\s+|\s*\|\s*")
_HOMES = frozenset(
    ["trang chu", "home", "home page", "homepage", "index", "welcome", "startseite", "accueil", "首页", "主页", "首頁"]
)
_HOME_IN_CHINESE = re.compile(
    r"^(?:首页|主页|首頁)[-_|—·\s]+|[-_|—·\s]+(?:首页|主页|首頁)$"
)  # which writes no spaces there
_FEEDS_AT_MOST = 8
_FRAMES_AT_MOST = 6
_GROUP = re.compile(r"^[^\S\r\n]*(user-agent|disallow)[^\S\r\n]*:([^#\r\n]*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What was found out about a portal."""

    name: str
    start: str
    title: str
    language: str
    timezone: str
    timezone_from: str
    platform: str
    evidence: tuple[str, ...]
    encoding: str
    declared_encoding: str
    menu: tuple[str, ...]
    sections: tuple[FoundSection, ...]
    scripted: tuple[MenuEntry, ...]  # pages that only a browser can read
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    sitemaps_named: bool  # by robots.txt, so that every crawl finds them
    robots: str
    forbidden: tuple[str, ...]  # what robots.txt forbids us, as it writes it
    crawl_delay: float
    warnings: tuple[str, ...]
    articles_seen: int


def start_of(asked: str, home: Seen) -> str:
    """Where the portal begins: what was asked for, where the home page stands on the host that was asked for."""
    if is_one_host(origin_of(asked), origin_of(home.url)):
        return asked
    return urljoin(home.url, "/")


def guess(start: str, home: Seen, platforms: Mapping[str, str]) -> SiteProfile:
    """A profile that is good enough to read the home page by."""
    return _profile(start, fingerprint([(home.headers, home.html)]).platform, platforms)


def frames_of(home: Seen, profile: SiteProfile) -> list[str]:
    """What a home page of frames shows in them: the portal's menu and its first list stand there."""
    root = tree_of(home.html)
    if root is None or next(root.iter("frameset"), None) is None:
        return []
    links = collect(root, base_of(root, home.url))
    return [one.url for one in links if one.source == "frame" and profile.in_scope(one.url)][:_FRAMES_AT_MOST]


def candidates(
    home: Seen, profile: SiteProfile, robots: str, limit: int, frames: Sequence[Seen] = ()
) -> list[MenuEntry]:
    """The links that are worth a look: those of the menu, and what else on the home page is a listing by its address."""
    rules = Rules.of(robots)
    return [one for one in _menu(home, profile, frames) if rules.allow(one.url)][:limit]


def feeds_of(page: Seen, profile: SiteProfile) -> list[str]:
    """The feeds that a page declares or links to."""
    root = tree_of(page.html)
    links = collect(root, base_of(root, page.url)) if root is not None else ()
    found = (
        one.url
        for one in links
        if (one.source == "feed" or (one.source == "anchor" and profile.kind_of(one.url) == "feed"))
        and profile.in_scope(one.url)
        and profile.trap_of(one.url) is None
    )
    return [*dict.fromkeys(found)]


def sitemaps_of(start: str, robots: str) -> list[str]:
    """Where sitemaps may stand, if robots.txt does not say it: at the usual places."""
    return [] if Rules.of(robots).sitemaps else [urljoin(start, name) for name in ("/sitemap.xml", "/wp-sitemap.xml")]


def discover(
    *,
    name: str | None,
    start: str,
    home: Seen,
    robots: str,
    pages: Sequence[Seen],
    platforms: Mapping[str, str],
    today: date,
    frames: Sequence[Seen] = (),
    asked: Collection[str] = (),
) -> Discovery:
    """All that the home page, its frames and the pages behind its menu tell; `asked`: the addresses that were asked for."""
    found = fingerprint([(page.headers, page.html) for page in (home, *pages)])
    profile = _profile(start, found.platform, platforms)
    rules = Rules.of(robots)
    look = Look((*pages, home), profile)
    menu = _menu(home, profile, frames)
    if urlsplit(home.url).path.strip("/") and profile.kind_of(home.url) != "home":  # asked for a listing of its own
        menu = [MenuEntry(title=_title(home, home.url), url=home.url), *menu]
    language = language_of(home, frames)
    zone, zone_from = timezone_of(language, start)
    calendar = Calendar(timezone=zone, order="dmy" if language == "vi" else "unsure", today=today)
    sections = find_sections(menu, look, robots, profile, calendar)
    scripted = scripted_pages(home, menu, look)
    return Discovery(
        name=name or slug(host_of(start) or "portal"),
        start=start,
        title=_title(home, start),
        language=language,
        timezone=zone,
        timezone_from=zone_from,
        platform=found.platform,
        evidence=found.evidence,
        encoding=home.encoding,
        declared_encoding=home.declared,
        menu=tuple(one.title for one in menu[:40]),
        sections=sections,
        scripted=scripted,
        feeds=_feeds((home, *pages), profile),
        sitemaps=rules.sitemaps or tuple(one.url for one in pages if one.status == 200 and is_sitemap(one.html))[:1],
        sitemaps_named=bool(rules.sitemaps),
        robots=_verdict(rules, menu),
        forbidden=_forbidden(robots),
        crawl_delay=rules.delay,
        warnings=tuple(hurdles(home, pages, menu, scripted, profile, asked)),
        articles_seen=sum(section.items for section in sections),
    )


def _profile(start: str, platform: str, platforms: Mapping[str, str]) -> SiteProfile:
    text = f'name = "probe"\ntitle = "probe"\nplatform = "{platform}"\n'
    return parse_profile(text, where="probe", platforms=platforms).with_start(start)


def _menu(home: Seen, profile: SiteProfile, frames: Sequence[Seen]) -> list[MenuEntry]:
    entries = (entry for page in (home, *frames) for entry in read_menu(page.html, page.url, profile))
    by_key: dict[str, MenuEntry] = {}
    for entry in entries:
        by_key.setdefault(profile.key_of(entry.url), entry)
    return [*by_key.values()]


def _feeds(pages: Sequence[Seen], profile: SiteProfile) -> tuple[str, ...]:
    """The feeds that answered as such, then those that pages declare; what answered as something else is none."""
    answered = {profile.key_of(page.url): is_feed(page.html) and page.status == 200 for page in pages}
    proven = [page.url for page in pages if answered[profile.key_of(page.url)]]
    declared = [url for page in pages if page.is_page for url in feeds_of(page, profile)]
    by_key = {profile.key_of(url): url for url in (*declared, *proven) if answered.get(profile.key_of(url), True)}
    return tuple(by_key.values())[:_FEEDS_AT_MOST]


def _title(home: Seen, start: str) -> str:
    """What the portal calls itself, without the word for its home page."""
    root = tree_of(home.html)
    if root is not None:
        for meta in root.iter("meta"):
            if (meta.get("property") or "").lower() == "og:site_name" and meta.get("content"):
                return one_line(meta.get("content", ""))[:200]
        for title in root.iter("title"):
            words = _HOME_IN_CHINESE.sub("", one_line("".join(str(text) for text in title.itertext())))
            pieces = {same_words(piece): piece for piece in reversed(_TITLE_PIECE.split(words)) if piece}
            named = [piece for folded, piece in pieces.items() if folded not in _HOMES]
            if named:
                return (named[0] if len(named) == 1 else words)[:200]
    return host_of(start) or start


def _verdict(rules: Rules, menu: list[MenuEntry]) -> str:
    if not rules.text.strip():
        return "is not there: everything is allowed"
    barred = [one.title for one in menu if not rules.allow(one.url)]
    if barred:
        return f"bars {len(barred)} of {len(menu)} menu links: {', '.join(barred[:8])}"
    return "allows the menu's links"


def _forbidden(robots: str) -> tuple[str, ...]:
    """The paths that are forbidden to us: in the group that names us, else in that for all."""
    groups: dict[str, list[str]] = {}
    agents: list[str] = []
    in_rules = True
    for key, value in _GROUP.findall(robots):
        if key.lower() == "user-agent":
            agents = [value.strip().lower()] if in_rules else [*agents, value.strip().lower()]
            in_rules = False
            for agent in agents:
                groups.setdefault(agent, [])
        else:
            in_rules = True
            for agent in agents:
                if value.strip():
                    groups[agent].append(value.strip())
    return tuple(dict.fromkeys(groups.get(PRODUCT, groups.get("*", ()))))
