"""The first profile of a portal, written for the archivist who will go on with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from archiver.quantity import counted
from archiver.sites.discover import Discovery
from archiver.sites.menu import MenuEntry
from archiver.sites.sections import FoundSection, slug
from archiver.sites.urls import is_this_machine

_FORBIDDEN_SHOWN = 12


def draft(found: Discovery) -> str:
    """A profile in TOML; each block says where it comes from."""
    lines = [*_head(found), *_politeness(found), *_sections(found), *_scripted(found), *_expectations(found)]
    return "\n".join(lines) + "\n"


def _head(found: Discovery) -> Iterator[str]:
    yield "# Written by `archiver new`; it is yours now. `archiver crawl` works with it as it stands."
    yield from (f"# Note: {_comment(warning)}" for warning in found.warnings)
    yield f"name = {_text(found.name)}  # also the name of the archive's folder: keep it for ever"
    yield f"title = {_text(found.title)}  # from the home page"
    yield f"language = {_text(found.language)}"
    yield f"timezone = {_text(found.timezone)}  # {_comment(found.timezone_from)}"
    proof = "; ".join(found.evidence) or "no sign of a known system"
    yield f"platform = {_text(found.platform)}  # {_comment(proof)}"
    yield from _start(found.start)
    yield f"# The pages say {_comment(found.declared_encoding or 'no encoding')} and are read as {_comment(found.encoding)}."
    yield from (f"# Feed: {_comment(address)}" for address in found.feeds)
    if found.sitemaps_named:
        yield from (f"# Sitemap: {_comment(address)} (robots.txt names it)" for address in found.sitemaps)
    elif found.sitemaps:
        yield f"sitemaps = [{', '.join(map(_text, found.sitemaps))}]  # robots.txt does not name it"


def _start(start: str) -> Iterator[str]:
    path = urlsplit(start).path
    yield f"start = {_text(start)}"
    if path.endswith("/") and path != "/":
        yield '# Only what lies below this address is read. For the whole host, shorten it to the host and "/".'


def _politeness(found: Discovery) -> Iterator[str]:
    yield ""
    yield "[politeness]"
    yield f"# robots.txt {_comment(found.robots)}"
    if found.forbidden:
        more = len(found.forbidden) - _FORBIDDEN_SHOWN
        shown = ", ".join(found.forbidden[:_FORBIDDEN_SHOWN])
        yield f"# It forbids: {_comment(shown)}{f' and {more} more' if more > 0 else ''}"
        yield "# With the owner's permission, record it, and what is forbidden is fetched too:"
        yield '# robots = "override"'
        yield '# permission = "who, when"'
    if found.crawl_delay > 1:
        yield f"delay = {found.crawl_delay}  # robots.txt asks for it (Crawl-delay)"
    elif is_this_machine(found.start):
        yield "delay = 0  # a server on this machine needs no pauses"
    else:
        yield "delay = 1.0  # seconds between two requests"
    yield "concurrency = 2"


def _sections(found: Discovery) -> Iterator[str]:
    yield ""
    if not found.sections:
        yield "# No link of the menu led to a listing, so no section is named: the whole host is read, link by link."
        yield "# A section is added as [[section]] with name, title and url (its first listing page)."
    else:
        yield "# Links of the menu that lead to listings. The rest of the host is read as well."
    for section in found.sections:
        yield from _section(section)


def _section(section: FoundSection) -> Iterator[str]:
    yield ""
    yield "[[section]]"
    yield f"name = {_text(section.name)}"
    yield f"title = {_text(section.title)}"
    yield f"url = {_text(section.url)}"
    if section.allowed:
        newest = f"; newest date {section.newest}" if section.newest else ""
        yield f"# {counted(section.items, 'item')} on its first page; pager: {section.pager}{newest}"
    else:
        yield "# robots.txt bars this address: it was not looked at, and is not fetched without a permission."


def _scripted(found: Discovery) -> Iterator[str]:
    if not found.scripted:
        return
    yield ""
    yield "# Empty until a browser runs its scripts. Where Chromium is installed, take the marks away:"
    taken = {section.name for section in found.sections}
    for entry in found.scripted:
        name = slug(entry.title)
        yield from _scripted_section(entry, f"{name}-by-script" if name in taken else name)


def _scripted_section(entry: MenuEntry, name: str) -> Iterator[str]:
    yield "# [[section]]"
    yield f"# name = {_text(name)}"
    yield f"# title = {_comment(_text(entry.title))}"
    yield f"# url = {_comment(_text(entry.url))}"
    yield "# javascript = true"


def _expectations(found: Discovery) -> Iterator[str]:
    yield ""
    yield "# What a crawl must bring, or its report is red; take the marks away once you know the portal."
    yield "# [expect]"
    yield f"# articles_min = {found.articles_seen}  # the first pages of the listings show so many"
    yield "# dated_share_min = 0.9"


def _text(value: str) -> str:
    return json.dumps(value.replace("\x7f", ""), ensure_ascii=False)


def _comment(value: str) -> str:
    """Foreign words in a comment: on one line, without control signs, which TOML does not allow."""
    return "".join(sign if sign.isprintable() else " " for sign in value)[:300]
