"""docs/reference/profile.md: every key that the reader of profiles takes, and what it means."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from archiver.errors import ProfileError
from archiver.sites.catalog import platforms
from archiver.sites.login import Login
from archiver.sites.platform import KINDS, FieldHints, KindRule, ListingHints, PictureRule, Trap
from archiver.sites.profile import Budget, Expect, Politeness, Section, SiteProfile, parse_profile
from archiver.sites.url_key import UrlRules

PROFILE_TABLES = {
    "": "The portal itself. These keys stand before the first table.",
    "[politeness]": "How gently a host is treated. A server that says `Retry-After` is given that time, one hour at most; one that is in trouble is given a rest.",
    "[budget]": "What one crawl may cost at most. What is over stays known, with its reason, and is not fetched. No key: as much as it takes.",
    "[login]": "How an account of the archivist's opens the portal: by one of `cookies`, `url` (a form) and `basic`. The keys name "
    "environment variables, and what these hold is written nowhere. How: [Crawl behind a login](../how-to/crawl-behind-a-login.md).",
    "[[section]]": "A part of the portal that has a name; one such table for each. A section has either `url` or `menu`.",
    "[section.expect]": "Stands below its `[[section]]`, and speaks of that section alone.",
    "[expect]": "What the whole site must bring. Where it does not, the report names it and the exit code is 1.",
    "[article]": "CSS selectors of the containers that hold an article's fields, the surest first. They stand before the "
    "platform's. Without them the extraction finds its own way.",
    "[listing]": "CSS selectors by which pages that lead to others are read. They stand before the platform's.",
    "[url]": "What makes two spellings of an address one address. It is added to what the platform says.",
    "[[kind]]": "What an address alone says of its page. The first that matches counts; the site's own stand before the platform's.",
    "[[trap]]": "Addresses that are not fetched. Each is in `url_states` with its reason. They are added to the platform's.",
    "[[picture]]": "How the address of a small copy leads to the picture itself.",
}

_PATTERN = "Is looked for in path and query, escapes decoded, dropped parameters left out; letter case does not matter."
_EXPECT = {
    "articles_min": (Expect, "articles_min", "There must be at least so many articles."),
    "dated_share_min": (
        Expect,
        "dated_share_min",
        "At least this share of them, from 0 to 1, must have a date of publication.",
    ),
}

# Header of the table -> key -> (the dataclass that holds it, its field there, what it means).
PROFILE_WORDS: dict[str, dict[str, tuple[type, str, str]]] = {
    "": {
        "name": (
            SiteProfile,
            "name",
            "Small letters a-z, digits and single hyphens. The archive's folder is `output/<name>`.",
        ),
        "title": (SiteProfile, "title", "The portal's name for readers."),
        "language": (
            SiteProfile,
            "language",
            "Code of the language that a text has where nothing else is known of it.",
        ),
        "timezone": (
            SiteProfile,
            "timezone",
            "The time zone of the dates that the portal prints, and of its schedules.",
        ),
        "platform": (
            SiteProfile,
            "platform",
            "The CMS family, whose rules hold where the profile says nothing: a file of `spiders/platforms/`.",
        ),
        "start": (
            SiteProfile,
            "start",
            "Where the portal begins. May be left out and given as `--start`. A start that ends in `/` below the root keeps to that folder.",
        ),
        "allow_private": (
            SiteProfile,
            "allow_private",
            "Whether loopback and private addresses may be crawled (tests, intranets).",
        ),
        "sitemaps": (
            SiteProfile,
            "sitemaps",
            "Sitemaps that robots.txt does not name. `archiver new` finds them at the usual places.",
        ),
        "scope": (
            SiteProfile,
            "scope",
            "`host`: the whole portal, sections first. `sections`: only the sections and what they lead to.",
        ),
        "politeness": (SiteProfile, "politeness", "See `[politeness]`."),
        "budget": (SiteProfile, "budget", "See `[budget]`."),
        "login": (SiteProfile, "login", "See `[login]`."),
        "section": (SiteProfile, "sections", "See `[[section]]`."),
        "expect": (SiteProfile, "expect", "See `[expect]`."),
        "article": (SiteProfile, "article", "See `[article]`."),
        "listing": (SiteProfile, "platform", "See `[listing]`."),
        "url": (SiteProfile, "platform", "See `[url]`."),
        "kind": (SiteProfile, "platform", "See `[[kind]]`."),
        "trap": (SiteProfile, "platform", "See `[[trap]]`."),
        "picture": (SiteProfile, "platform", "See `[[picture]]`."),
    },
    "[politeness]": {
        "delay": (Politeness, "delay", "Seconds between two requests to one host; 0 is no pause."),
        "concurrency": (Politeness, "concurrency", "Requests to one host that may be under way at once, 1 to 64."),
        "robots": (
            Politeness,
            "robots",
            "`obey`, or `override` with the owner's permission. It is fetched and kept in any case, and its Crawl-delay holds.",
        ),
        "permission": (
            Politeness,
            "permission",
            "Who gave it, and when. Required with `override`; the archive records it as an event.",
        ),
        "window": (
            Politeness,
            "window",
            "When the crawl may run, by the portal's own clock, as `22:00-06:00`. Outside it the crawl waits.",
        ),
        "contact": (
            Politeness,
            "contact",
            "An address of mail or a web page; it stands in the User-Agent (and From) of every request.",
        ),
    },
    "[budget]": {
        "requests": (Budget, "requests", "Requests that a crawl makes at most."),
        "host": (Budget, "host", "Requests to any one host."),
        "section": (Budget, "section", "Requests to what any one section lists."),
        "megabytes": (Budget, "megabytes", "Bytes that a crawl fetches at most, in millions."),
        "hours": (Budget, "hours", "How long a crawl goes on."),
    },
    "[login]": {
        "cookies": (
            Login,
            "cookies",
            "The variable that holds the Cookie line of a browser that is logged in: `name=value; name=value`.",
        ),
        "url": (
            Login,
            "url",
            "The page with the login form, on the start's host; may be relative to the start. Needs `user` and `password`.",
        ),
        "user": (Login, "user", "The variable that holds the user's name."),
        "password": (Login, "password", "The variable that holds the password."),
        "user_field": (
            Login,
            "user_field",
            "The name of the form's field for it, where it is not the one before the password.",
        ),
        "password_field": (
            Login,
            "password_field",
            "The name of the form's field for it, where there are several.",
        ),
        "basic": (Login, "basic", "HTTP Basic: the browser itself asks for the name. Needs `user` and `password`."),
        "check": (
            Login,
            "check",
            "Words that every page shows to those who are logged in, and to nobody else. Without them we are in where no login is asked for any more.",
        ),
        "over_http": (
            Login,
            "over_http",
            "Whether the secrets may go over plain http, where anybody on the way can read them. `allow_private` allows it too.",
        ),
    },
    "[[section]]": {
        "name": (Section, "name", "As `name` above; stands in `articles.section`."),
        "title": (Section, "title", "For readers. Left out, it is the menu's words or the name."),
        "url": (Section, "url", "Its first listing page; may be relative to the start."),
        "menu": (Section, "menu", "The words under which the portal's menu leads to it."),
        "every": (
            Section,
            "every",
            "How often it brings news, as `30m`, `6h`, `1d` or `1w`. A note for whoever plans: `archiver schedule` has its own `--every`.",
        ),
        "javascript": (
            Section,
            "javascript",
            "Its pages are empty until scripts have run: a headless Chromium (from the system) reads them, and what it made is kept in the record as a WARC `conversion`.",
        ),
        "expect": (Section, "expect", "See `[section.expect]`."),
    },
    "[section.expect]": _EXPECT,
    "[expect]": _EXPECT,
    "[article]": {
        "title": (FieldHints, "title", "The headline."),
        "lead": (FieldHints, "lead", "The first paragraph that sums up the rest."),
        "body": (FieldHints, "body", "The text."),
        "published": (FieldHints, "published", "The date of publication."),
        "author": (FieldHints, "author", "Who signed it."),
        "source": (FieldHints, "source", "Where the portal took it from."),
        "drop": (FieldHints, "drop", "What stands inside these containers and is no part of the article."),
        "attachments": (FieldHints, "attachments", "Where its files are listed."),
    },
    "[listing]": {
        "content": (ListingHints, "content", "The area that holds what the page is about."),
        "items": (ListingHints, "items", "The rows that hold one item each."),
        "aside": (ListingHints, "aside", "Inside that area, and still no part of it."),
        "pager": (ListingHints, "pager", "What leads to the listing's next pages."),
    },
    "[url]": {
        "ignore_case": (
            UrlRules,
            "ignore_case",
            "Whether letter case of paths and parameter names tells no pages apart, as on IIS.",
        ),
        "drop": (UrlRules, "drop", "Parameters that tell no pages apart; `utm_*` drops a family."),
    },
    "[[kind]]": {
        "pattern": (KindRule, "pattern", _PATTERN),
        "kind": (KindRule, "kind", "What such a page is."),
    },
    "[[trap]]": {
        "pattern": (Trap, "pattern", _PATTERN),
        "reason": (Trap, "reason", "Why it is not fetched, in words."),
        "spares_pagers": (
            Trap,
            "spares_pagers",
            "Whether a list's own links to its further pages (a number, or “next”) are followed all the same.",
        ),
    },
    "[[picture]]": {
        "pattern": (PictureRule, "pattern", "Is looked for in the whole address; letter case does not matter."),
        "original": (PictureRule, "original", r"What takes the place of the match; `\1` is the first group."),
    },
}


def profile_parts() -> list[str]:
    """The page, part by part."""
    parts = [
        "# Keys of a profile",
        (
            "A profile is one TOML file a portal. What it leaves out comes from its platform, then from the defaults below. "
            "A key that is not listed here is an error, which names the nearest key. "
            "How to write one: [Write a profile](../how-to/write-a-profile.md)."
        ),
    ]
    for header, intro in PROFILE_TABLES.items():
        parts += [f"## {_title(header)}", intro, _key_table(header)]
    parts += [
        "## Platform files",
        (
            "A platform (`spiders/platforms/*.toml`) says what all sites of one CMS have in common. It takes the tables "
            "`[url]`, `[[kind]]`, `[[trap]]`, `[[picture]]`, `[listing]` and `[article]` as above, its own `name` and "
            f"`title`, and `base`: the platform on which it stands. Shipped: {_listed(sorted(platforms()))}."
        ),
    ]
    return parts


def known_keys(header: str) -> list[str]:
    """The keys that the reader of profiles takes in a table; it names them itself when it is given a wrong one."""
    wrong = {"": "qqqq = 1", "[section.expect]": "[[section]]\nname = 'a'\nurl = '/'\n[section.expect]\nqqqq = 1"}
    text = "name = 'a'\ntitle = 'A'\n" if header else ""
    try:
        parse_profile(text + wrong.get(header, f"{header}\nqqqq = 1"), where="a.toml", platforms=platforms())
    except ProfileError as error:
        found = re.search(r"\(known: (.*)\)\.$", str(error))
        if found:
            return found[1].split(", ")
    raise SystemExit(f"profile: {header or 'the top'} does not say which keys it takes.")


def _key_table(header: str) -> str:
    words = PROFILE_WORDS[header]
    lines = ["| key | value | default | meaning |", "|---|---|---|---|"]
    known = known_keys(header)
    if missing := set(known) ^ words.keys():
        raise SystemExit(
            f"profile {header}: {_listed(sorted(missing))} stand in the code or in the words, not in both."
        )
    for key, (owner, attribute, meaning) in words.items():
        value, default = ("table", "") if meaning.startswith("See `[") else _facts(owner, attribute)
        lines.append(f"| `{key}` | {value} | {default} | {meaning} |")
    return "\n".join(lines)


def _facts(owner: type, attribute: str) -> tuple[str, str]:
    """What kind of value a key takes and what stands for it where it is left out."""
    hint = get_type_hints(owner)[attribute]
    value = _kind_of(hint, attribute)
    default = _parsed_default(attribute) if owner is SiteProfile else _field_default(owner, attribute)
    if owner is Section and attribute == "title":  # the reader of profiles fills it
        default = None
    if default is MISSING:
        return value, "required"
    return value, "" if default in (None, "", ()) or not isinstance(default, str | int | float | bool) else _toml(
        default
    )


def _parsed_default(attribute: str) -> Any:
    if attribute in {"name", "title"}:
        return MISSING
    profile = parse_profile("name = 'a'\ntitle = 'A'", where="a.toml", platforms=platforms())
    return profile.platform.name if attribute == "platform" else getattr(profile, attribute)


def _field_default(owner: type, attribute: str) -> Any:
    return next(one.default for one in fields(owner) if one.name == attribute)


def _kind_of(hint: Any, attribute: str) -> str:
    choices = get_args(hint)
    if get_origin(hint) is Literal:
        return " or ".join(_toml(one) for one in choices)
    if attribute == "kind":
        return "one of " + ", ".join(f"`{kind}`" for kind in KINDS)
    if attribute == "pattern":
        return "regular expression"
    plain = next((one for one in choices if one is not type(None)), hint) if type(None) in choices else hint
    known = {
        str: "text",
        bool: "`true` or `false`",
        int: "whole number",
        float: "number",
        tuple[str, ...]: "text or list",
    }
    return known.get(plain, "text")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def _title(header: str) -> str:
    return f"`{header}`" if header else "The top of the file"


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
