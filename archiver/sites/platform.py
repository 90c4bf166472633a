"""What is true of every site that one content management system serves: addresses, traps, containers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from archiver.errors import ProfileError
from archiver.sites.table import Table, nearest
from archiver.sites.url_key import UrlRules, decoded_target

KINDS = (
    *("article", "document", "page", "gallery", "picture", "video", "audio"),
    *("home", "listing", "search", "form", "login", "print", "mobile", "calendar", "error", "feed", "system"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldHints:
    """CSS selectors of the containers that hold an article's fields, the surest first."""

    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()

    def before(self, other: FieldHints) -> FieldHints:
        """Both, these first."""
        return FieldHints(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """An address that matches `pattern` shows a page of this kind."""

    pattern: re.Pattern[str]
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """An address that matches `pattern` is not fetched, for this reason.

    Some sites name in each address of a pager the order that they have anyway (`?order=date&page=2`); it is no other one.
    """

    pattern: re.Pattern[str]
    reason: str
    spares_pagers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRule:
    """How the address of a small copy (`/_t/a_jpg.jpg`) becomes that of the picture itself (`/a.jpg`)."""

    pattern: re.Pattern[str]
    original: str  # a replacement, \1 for the first group


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingHints:
    """CSS selectors by which a listing page is read."""

    content: tuple[str, ...] = ()  # the area that holds what the page is about
    items: tuple[str, ...] = ()  # rows that hold one item each
    aside: tuple[str, ...] = ()  # inside the content area, and still no part of it
    pager: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # eq=False: by identity it is a quick key of the caches
class Platform:
    """A family of sites. Patterns are matched against path and query, escapes decoded, dropped parameters left out."""

    name: str
    title: str
    urls: UrlRules
    kinds: tuple[KindRule, ...] = ()
    traps: tuple[Trap, ...] = ()
    pictures: tuple[PictureRule, ...] = ()
    listing: ListingHints = ListingHints()
    article: FieldHints = FieldHints()

    def over(self, base: Platform) -> Platform:
        """This platform with what it leaves out taken from a more general one."""
        return replace(
            self,
            urls=UrlRules(
                ignore_case=self.urls.ignore_case or base.urls.ignore_case,
                drop=tuple(dict.fromkeys(self.urls.drop + base.urls.drop)),
            ),
            kinds=self.kinds + base.kinds,
            traps=self.traps + base.traps,
            pictures=self.pictures + base.pictures,
            listing=ListingHints(
                **{f.name: getattr(self.listing, f.name) + getattr(base.listing, f.name) for f in fields(ListingHints)}
            ),
            article=self.article.before(base.article),
        )


@lru_cache(maxsize=4096)  # a site's menu stands on each of its pages
def kind_by_address(url: str, platform: Platform) -> str | None:
    """The kind that the first matching rule names."""
    target = decoded_target(url, platform.urls)
    return next((rule.kind for rule in platform.kinds if rule.pattern.search(target)), None)


@lru_cache(maxsize=4096)
def trap_by_address(url: str, platform: Platform, *, turns_page: bool = False) -> str | None:
    """The reason of the first trap that matches; `turns_page`: a list that is read names it as another page of its own."""
    target = decoded_target(url, platform.urls)
    traps = (trap for trap in platform.traps if not (turns_page and trap.spares_pagers))
    return next((trap.reason for trap in traps if trap.pattern.search(target)), None)


RULE_KEYS = ("url", "kind", "trap", "picture", "listing", "article")


def read_platform(name: str, platforms: Mapping[str, str], *, asked_by: Table | None = None) -> Platform:
    """The platform of this name, with what it builds on; `platforms` maps names to TOML texts."""
    return _read_platform(name, platforms, asked_by=asked_by, seen=())


def read_rules(table: Table, *, name: str, title: str) -> Platform:
    """The rules that a platform file states, or that a site file states over its platform's."""
    url, listing = table.table("url"), table.table("listing")
    url.allow("ignore_case", "drop")
    return Platform(
        name=name,
        title=title,
        urls=UrlRules(ignore_case=url.flag("ignore_case"), drop=url.texts("drop")),
        kinds=tuple(_kind(one) for one in table.tables("kind")),
        traps=tuple(_trap(one) for one in table.tables("trap")),
        pictures=tuple(_picture(one) for one in table.tables("picture")),
        listing=ListingHints(**_selectors(listing, tuple(f.name for f in fields(ListingHints)))),
        article=FieldHints(**_selectors(table.table("article"), tuple(f.name for f in fields(FieldHints)))),
    )


def _read_platform(
    name: str, platforms: Mapping[str, str], *, asked_by: Table | None, seen: tuple[str, ...]
) -> Platform:
    if name not in platforms:
        message = f"is {name!r}, which is no platform; {nearest(name, platforms.keys(), otherwise='take another')}"
        key = "base" if seen else "platform"
        raise asked_by.error(key, message) if asked_by else ProfileError(f"platform {message}")
    table = Table.of(platforms[name], where=f"platforms/{name}.toml")
    table.allow("name", "title", "base", *RULE_KEYS)
    if table.required("name") != name:
        raise table.error("name", f"is not the file's name; write name = {name!r}.")
    own = read_rules(table, name=name, title=table.required("title"))
    base = table.text("base")
    if base is None:
        return own
    if base in (*seen, name):
        raise table.error("base", f"leads back to {base!r}; platforms must not stand on one another in a ring.")
    return own.over(_read_platform(base, platforms, asked_by=table, seen=(*seen, name)))


def _kind(table: Table) -> KindRule:
    table.allow("pattern", "kind")
    table.required("kind")
    return KindRule(pattern=table.pattern("pattern"), kind=table.choice("kind", KINDS, ""))


def _trap(table: Table) -> Trap:
    table.allow("pattern", "reason", "spares_pagers")
    return Trap(
        pattern=table.pattern("pattern"),
        reason=table.required("reason"),
        spares_pagers=table.flag("spares_pagers"),
    )


def _picture(table: Table) -> PictureRule:
    table.allow("pattern", "original")
    rule = PictureRule(pattern=table.pattern("pattern"), original=table.required("original"))
    try:
        re.compile(rule.pattern.pattern + "|").sub(rule.original, "")
    except (re.error, IndexError) as error:
        raise table.error("original", f"does not fit its pattern ({error}); mend it.") from None
    return rule


def _selectors(table: Table, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    table.allow(*names)
    return {name: tuple(_selector(table, name, one) for one in table.texts(name)) for name in names}


def _selector(table: Table, key: str, written: str) -> str:
    try:
        CSSSelector(written, translator="html")
    except (SelectorError, ValueError) as error:
        raise table.error(key, f"is no CSS selector ({error}): {written}; mend it.") from None
    return written
