"""What a few pages of an unknown portal tell of it: enough to write its first profile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from protego import Protego

from archiver.sites.fingerprint import fingerprint
from archiver.sites.links import collect
from archiver.sites.listing import read_links
from archiver.sites.markup import base_of, one_line, tree_of, words_of
from archiver.sites.menu import MenuEntry, read_menu
from archiver.sites.postback import next_step
from archiver.sites.profile import SiteProfile, parse_profile
from archiver.sites.urls import absolute, origin_of
from archiver.sites.walk import Walk
from archiver.vietnamese.folding import fold

AGENT = "portal-archive"
ITEMS_AT_LEAST = 5  # a page with fewer links of one shape is no listing
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_LETTER = re.compile(r"[^\W\d_]")
_LANGUAGE = re.compile(r"[a-z]{2}")
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_SITEMAP = re.compile(r"<(?:urlset|sitemapindex)\b", re.IGNORECASE)
_ZONES = {
    "vi": "Asia/Ho_Chi_Minh",
    "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul",
    "th": "Asia/Bangkok",
    "lo": "Asia/Vientiane",
}
_ZONES_OF_HOSTS = {
    "vn": "Asia/Ho_Chi_Minh",
    "jp": "Asia/Tokyo",
    "kr": "Asia/Seoul",
    "th": "Asia/Bangkok",
    "la": "Asia/Vientiane",
    "de": "Europe/Berlin",
    "fr": "Europe/Paris",
    "uk": "Europe/London",
    "cn": "Asia/Shanghai",
    "sg": "Asia/Singapore",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One answer of the portal, its text decoded."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    html: str
    encoding: str  # as it was read
    declared: str  # as header and meta say

    def header(self, name: str) -> str:
        """The first value of a header; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSection:
    """A link of the menu that leads to a listing."""

    name: str
    title: str
    url: str
    items: int  # on its first page
    pager: str  # "by address", "by postback" or "none"
    allowed: bool  # by robots.txt


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
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    robots: str
    crawl_delay: float | None
    articles_seen: int


def leads_to(page: Seen) -> str | None:
    """Where a page that is only a signpost sends its reader: a redirect, a meta refresh, a script's `location`."""
    if 300 <= page.status < 400:
        return absolute(page.header("Location"), page.url)
    root = tree_of(page.html)
    if root is None or page.status != 200:
        return None
    links = [*collect(root, base_of(root, page.url))]
    target = next((one.url for one in links if one.source == "moved"), None)
    anchors = sum(1 for one in links if one.source == "anchor")
    return target if target and anchors <= 3 and target != page.url else None  # a "click here" may stand beside it


def start_of(asked: str, home: Seen) -> str:
    """Where the portal begins: the host's root where the home page stands on the host that was asked for."""
    if origin_of(asked).removeprefix("www.") == origin_of(home.url).removeprefix("www."):
        return asked
    return urljoin(home.url, "/")


def guess(start: str, home: Seen, platforms: Mapping[str, str]) -> SiteProfile:
    """A profile that is good enough to read the home page by."""
    platform = fingerprint([(home.headers, home.html)]).platform
    text = f'name = "probe"\ntitle = "probe"\nplatform = "{platform}"\n'
    return parse_profile(text, where="probe", platforms=platforms).with_start(start)


def candidates(home: Seen, profile: SiteProfile, robots: str, limit: int) -> list[MenuEntry]:
    """The links of the menu that are worth a look."""
    rules = Protego.parse(robots)
    return [one for one in read_menu(home.html, home.url, profile) if rules.can_fetch(one.url, AGENT)][:limit]


def feeds_of(home: Seen) -> list[str]:
    """The feeds that the home page declares."""
    root = tree_of(home.html)
    links = collect(root, base_of(root, home.url)) if root is not None else ()
    return [*dict.fromkeys(one.url for one in links if one.source == "feed")]


def sitemaps_of(start: str, robots: str) -> list[str]:
    """Where sitemaps may stand: as robots.txt says, else at the usual place."""
    return [*Protego.parse(robots).sitemaps][:3] or [urljoin(start, "/sitemap.xml")]


def discover(
    *, name: str | None, start: str, home: Seen, robots: str, pages: Sequence[Seen], platforms: Mapping[str, str]
) -> Discovery:
    """All that the home page and the pages behind its menu tell."""
    found = fingerprint([(page.headers, page.html) for page in (home, *pages)])
    text = f'name = "probe"\ntitle = "probe"\nplatform = "{found.platform}"\n'
    profile = parse_profile(text, where="probe", platforms=platforms).with_start(start)
    menu = read_menu(home.html, home.url, profile)
    sections = _sections(menu, home, pages, robots, profile)
    title, language = _title(home, start), _language(home)
    zone, zone_from = _timezone(language, start)
    ok = [page for page in pages if page.status == 200]
    delay = Protego.parse(robots).crawl_delay(AGENT)
    return Discovery(
        name=name or slug(urlsplit(start).hostname or "portal"),
        start=start,
        title=title,
        language=language,
        timezone=zone,
        timezone_from=zone_from,
        platform=found.platform,
        evidence=found.evidence,
        encoding=home.encoding,
        declared_encoding=home.declared,
        menu=tuple(one.title for one in menu[:40]),
        sections=sections,
        feeds=tuple(page.url for page in ok if _FEED.search(page.html[:2000])),
        sitemaps=tuple(page.url for page in ok if _SITEMAP.search(page.html[:2000])),
        robots=_verdict(robots, menu),
        crawl_delay=None if delay is None else float(delay),
        articles_seen=sum(section.items for section in sections),
    )


def slug(title: str) -> str:
    """A title as a name: small letters without accents, joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(title)))[:60].strip("-") or "section"


def _sections(
    menu: list[MenuEntry], home: Seen, pages: Sequence[Seen], robots: str, profile: SiteProfile
) -> tuple[FoundSection, ...]:
    rules, by_key = Protego.parse(robots), {profile.key_of(page.url): page for page in pages if page.status == 200}
    read = {key: read_links(page.html, page.url, profile) for key, page in by_key.items()}
    # What stands on most pages is the frame of the site: a box of the newest articles makes no page a listing.
    common = Counter(link.key for links in read.values() for link in links)
    frame = {key for key, count in common.items() if len(read) >= 3 and count * 2 > len(read)}
    sections: dict[str, FoundSection] = {}
    if urlsplit(home.url).path.strip("/") and profile.kind_of(home.url) != "home":  # asked for a listing of its own
        by_key[profile.key_of(home.url)] = home
        read[profile.key_of(home.url)] = read_links(home.html, home.url, profile)
        menu = [MenuEntry(title=_title(home, home.url), url=home.url), *menu]
    for entry in menu:
        key = profile.key_of(entry.url)
        allowed = rules.can_fetch(entry.url, AGENT)
        links = read.get(key, [])
        items = sum(1 for link in links if link.role == "item" and link.key not in frame)
        if (items < ITEMS_AT_LEAST and allowed) or (not allowed and profile.kind_of(entry.url) != "listing"):
            continue
        name = _free_name(slug(entry.title), sections)
        by_address = any(link.role == "pager" for link in links)
        hints = profile.platform.listing
        postback = key in by_key and next_step(by_key[key].html, entry.url, 1, Walk(), hints) is not None
        pager = "by address" if by_address else "by postback" if postback else "none"
        sections[name] = FoundSection(
            name=name, title=entry.title, url=entry.url, items=items, pager=pager, allowed=allowed
        )
    return tuple(sections.values())


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def _title(home: Seen, start: str) -> str:
    root = tree_of(home.html)
    if root is not None:
        for meta in root.iter("meta"):
            if (meta.get("property") or "").lower() == "og:site_name" and meta.get("content"):
                return one_line(meta.get("content", ""))[:200]
        for title in root.iter("title"):
            if words := one_line(title.text or ""):
                return words[:200]
    return urlsplit(start).hostname or start


def _language(home: Seen) -> str:
    root = tree_of(home.html)
    text = "" if root is None else words_of(root)[:20_000]
    # A SharePoint portal keeps the English of its software in lang="en-us": letters come first.
    if len(_VIETNAMESE.findall(text)) > 0.06 * (len(_LETTER.findall(text)) or 1):
        return "vi"
    declared = "" if root is None else next((node.get("lang") or "" for node in root.iter("html")), "")
    match = _LANGUAGE.match(declared.lower())
    return match[0] if match else "en"


def _timezone(language: str, start: str) -> tuple[str, str]:
    if language in _ZONES:
        return _ZONES[language], f"from the language ({language})"
    country = (urlsplit(start).hostname or "").rpartition(".")[2]
    if country in _ZONES_OF_HOSTS:
        return _ZONES_OF_HOSTS[country], f"from the host's name (.{country})"
    return "UTC", "nothing tells it: set it, dates without a zone are read by it"


def _verdict(robots: str, menu: list[MenuEntry]) -> str:
    if not robots.strip():
        return "is not there: everything is allowed"
    rules = Protego.parse(robots)
    barred = [one.title for one in menu if not rules.can_fetch(one.url, AGENT)]
    return (
        f"bars {len(barred)} of {len(menu)} menu links: {', '.join(barred[:8])}"
        if barred
        else "allows the menu's links"
    )
