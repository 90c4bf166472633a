"""What will stand in the way of a crawl: a login, pages that are empty without scripts, pages that do not answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from archiver.quantity import counted
from archiver.sites.links import collect
from archiver.sites.listing import read_links
from archiver.sites.markup import base_of, text_of, tree_of, words_of
from archiver.sites.menu import MenuEntry, stands_in_menu
from archiver.sites.postback import event_of
from archiver.sites.profile import SiteProfile
from archiver.sites.seen import Look, Seen, leads_to
from archiver.sites.totals import read_total

_FEW_WORDS = 40
_FEW_LINKS = 5
_SCRIPT = re.compile(r"<script\b(?![^>]{0,200}\bjson\b)", re.IGNORECASE)  # data in JSON run nothing
_NAMED = 5  # titles in one warning
_POSTING = (
    "opened by a postback, which a crawl does not make: {}. If a browser shows an address there, add it as a section."
)
_GROWING = (
    "more by a button whose script a crawl does not run: {}."
    " What stands behind it is found only where a feed, a sitemap or another page names it."
)


def is_empty_without_scripts(page: Seen) -> bool:
    """Whether there is nothing to read on a page but its scripts, which would fill it."""
    root = tree_of(page.html)
    if root is None or not _SCRIPT.search(page.html):
        return False
    links = sum(1 for link in collect(root, base_of(root, page.url)) if link.source in {"anchor", "frame", "moved"})
    return links < _FEW_LINKS and len(words_of(root).split()) < _FEW_WORDS


def asks_for_login(page: Seen, profile: SiteProfile) -> bool:
    """Whether the answer is a login in place of a page."""
    if page.status in {401, 403}:
        return True
    target = leads_to(page)
    if target is not None:
        return profile.kind_of(target) == "login"
    root = tree_of(page.html) if page.status == 200 else None
    if root is None or not any((one.get("type") or "").lower() == "password" for one in root.iter("input")):
        return False
    return len(words_of(root).split()) < _FEW_WORDS  # a portal may keep a small login box beside its news


def scripted_pages(home: Seen, menu: Sequence[MenuEntry], look: Look) -> tuple[MenuEntry, ...]:
    """The pages that only a browser can read: those of the menu, or the home page itself."""
    if is_empty_without_scripts(home):
        return (MenuEntry(title="Home", url=home.url),)
    return tuple(entry for entry in menu if (page := look.at(entry.url)) is not None and is_empty_without_scripts(page))


def hurdles(
    home: Seen,
    pages: Sequence[Seen],
    menu: Sequence[MenuEntry],
    scripted: Sequence[MenuEntry],
    profile: SiteProfile,
    asked: Collection[str] = (),
) -> Iterator[str]:
    """Sentences for the archivist; `asked`: the addresses that the look asked for."""
    by_key = {profile.key_of(page.url): page for page in pages}
    answers = [(entry.title, by_key[key]) for entry in menu if (key := profile.key_of(entry.url)) in by_key]
    closed = [title for title, page in answers if asks_for_login(page, profile)]
    broken = [title for title, page in answers if page.status >= 400 and page.status not in {401, 403}]
    silent = [entry.title for entry in menu if entry.url in asked and profile.key_of(entry.url) not in by_key]
    posting = [*dict.fromkeys(_posting_entries(home))]
    growing = [title for title, page in answers if _grows_by_script(page, profile)]
    declared = home.declared.replace("_", "-")
    if asks_for_login(home, profile):
        yield "The home page asks for a login: only what is public will be archived."
    yield from _of_some(closed, "page of the menu asks", "pages of the menu ask", "for a login: {}.")
    yield from _of_some(broken, "page of the menu answers", "pages of the menu answer", "with an error: {}.")
    yield from _of_some(silent, "page of the menu gave", "pages of the menu gave", "no answer, or none in time: {}.")
    if scripted:
        titles = _named([entry.title for entry in scripted])
        yield (
            f"Empty until a browser runs its scripts: {titles}. With Chromium installed, write them as a "
            "section with javascript = true; the profile shows how."
        )
    yield from _of_some(posting, "entry of the menu is", "entries of the menu are", _POSTING)
    yield from _of_some(growing, "list shows", "lists show", _GROWING)
    if not menu and not scripted:
        yield "No menu was found on the home page."
    if declared and not _same_encoding(declared, home.encoding):
        yield f"The pages declare {declared} but are written in {home.encoding}; they are read as that."


def _of_some(titles: Sequence[str], one: str, many: str, ending: str) -> Iterator[str]:
    """What some entries of the menu have in common, with their number and their titles."""
    if titles:
        yield f"{counted(len(titles), one, many)} {ending.format(_named(titles))}"


def _posting_entries(home: Seen) -> Iterator[str]:
    """The words of the menu's links that have no address: <a href="javascript:__doPostBack('ctl00$lnkVB','')">."""
    root = tree_of(home.html)
    for link in root.iter("a") if root is not None else ():
        script = f"{link.get('href') or ''} {link.get('onclick') or ''}"
        if event_of(script) is not None and (words := text_of(link)) and stands_in_menu(link):
            yield words


def _grows_by_script(page: Seen, profile: SiteProfile) -> bool:
    total = read_total(page.html, read_links(page.html, page.url, profile), profile)
    return total is not None and total.more is not None


def _same_encoding(declared: str, read: str) -> bool:
    western = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "cp1252", "windows-1252"}
    plain = read.lower().replace("_", "-")
    return plain.replace("-", "") == declared.replace("-", "") or {plain, declared} <= western or _is_superset(plain)


def _is_superset(read: str) -> bool:
    """gb18030 is how gb2312 is read, and code pages have two names each: nothing to tell."""
    return read.startswith(("gb", "cp", "windows"))


def _named(titles: Sequence[str]) -> str:
    return ", ".join(titles[:_NAMED]) + (" and more" if len(titles) > _NAMED else "")
