"""Pages that are none: cut, spliced with others, mixed up at their tags, stripped of ends and quotes, a few of their signs said ten
thousand times, some bytes changed. Each is decoded and read whole, with HTML and Markdown, looked through for links, and shown.

Each line of the text must stand in the HTML. The pages are those of all sets that ARCHIVER_TEST_DATA names, or those of the
simulated portal.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Sequence

from archiver.extract.decode import decode
from archiver.extract.stages import extract
from archiver.model import Draft
from archiver.serve.replay_markup import Setting, weave_page
from archiver.serve.tangle import is_tangled
from archiver.serve.weaving import fill
from archiver.sites.catalog import platforms
from archiver.sites.cookie_wall import wall_in
from archiver.sites.feed import read_feed
from archiver.sites.listing import read_links
from archiver.sites.menu import read_menu
from archiver.sites.pager import next_listing
from archiver.sites.postback import next_page
from archiver.sites.profile import parse_profile
from archiver.sites.stylesheet import addresses_of
from archiver.sites.totals import read_total
from tests.endurance.cuts import cut, spliced, without_middle
from tests.extract.shown_words import shown
from tests.quality import portal
from tests.quality.data import names, read_set

_URL = "https://so-vi-du.example/tin/Pages/a.aspx?page=2"
_PROFILE = parse_profile(f'name = "so"\ntitle = "Sở"\nstart = "{_URL}"\n', where="", platforms=platforms())
_SETTING = Setting(absent="", elsewhere=lambda url: f"/elsewhere/{url}", strip="")
_CHARSETS = (None, "utf-8", "windows-1258", "gbk")
_OTHER_TAGS = ("table", "b", "a", "section", "pre", "ul", "center", "svg", "select", "object", "title")
_BLANKS = (" ", "\n", "\t", "\xa0", "&nbsp;")
_REPEATED = 100_000  # signs
_CONTROL = re.compile("[\x00-\x1f|]")  # which markup cannot hold, and what parts the cells of a row


def every_page() -> list[str]:
    if not os.environ.get("ARCHIVER_TEST_DATA"):
        return [page.html for page in portal.pages()]
    return [page.html for name in names() for page in read_set(name)]


def made(pages: Sequence[str], chance: random.Random) -> bytes:
    """A page to which one to three things have been done."""
    html = chance.choice(pages)
    for _ in range(chance.randrange(1, 4)):
        html = chance.choice(_WAYS)(html, pages, chance)
    return _bytes_of(html, chance)


def _shuffled(html: str, _: Sequence[str], chance: random.Random) -> str:
    pieces = html.split("<")
    for _ in range(20):
        one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        pieces[one], pieces[other] = pieces[other], pieces[one]
    return "<".join(pieces)


def _renamed(html: str, _: Sequence[str], chance: random.Random) -> str:
    return re.sub(
        r"<(?:div|p|td|tr|li|span|h1)\b",
        lambda tag: tag[0] if chance.random() < 0.7 else f"<{chance.choice(_OTHER_TAGS)}",
        html,
    )


def _unclosed(html: str, _: Sequence[str], chance: random.Random) -> str:
    return re.sub(r"</\w+>", lambda tag: tag[0] if chance.random() < 0.5 else "", html)


def _unquoted(html: str, _: Sequence[str], chance: random.Random) -> str:
    return html.replace('"', "'" if chance.random() < 0.5 else "", chance.randrange(50)).replace(
        ">", "", chance.randrange(5)
    )


def _repeated(html: str, _: Sequence[str], chance: random.Random) -> str:
    """A few of its signs, or of blanks, very often: what a pattern tries from each of them takes time with the square."""
    start = chance.randrange(len(html) + 1)
    few = (
        html[start : start + chance.choice((1, 2, 3, 5, 8, 13, 40))]
        if chance.random() < 0.8
        else chance.choice(_BLANKS)
    )
    return html[:start] + few * (_REPEATED // max(1, len(few))) + html[start:]


_WAYS = (cut, without_middle, spliced, _shuffled, _renamed, _unclosed, _unquoted, _repeated)


def _bytes_of(html: str, chance: random.Random) -> bytes:
    body = bytearray(html.encode("utf-8", "replace"))
    if body and chance.random() < 0.3:
        for _ in range(chance.randrange(200)):
            body[chance.randrange(len(body))] = chance.randrange(256)
    return bytes(body)


def reason_against(body: bytes) -> str:
    """What is wrong with how the page is read, or nothing; the header that comes with it depends on its length."""
    page = decode(body, _CHARSETS[len(body) % len(_CHARSETS)], _URL)
    draft = extract(page)
    links = read_links(page.html, _URL, _PROFILE)
    read_total(page.html, links, _PROFILE)
    read_menu(page.html, _URL, _PROFILE)
    next_listing(page.html, _URL, 2, _PROFILE)
    next_page(page.html, _URL, 2)
    wall_in(body, _URL)
    read_feed(body, _URL)
    addresses_of(page.html, _URL)
    if not is_tangled(page.html):
        fill(weave_page(page.html, _URL, _SETTING).pieces, lambda _: None)
    missing = _missing_in_html(draft)
    return f"not in the HTML: {missing[0]!r}" if missing else ""


def _missing_in_html(draft: Draft) -> list[str]:
    letters = "".join(shown(draft.html).split())
    lines = (line for line in draft.text.split("\n") if not _CONTROL.search(line))
    return [line for line in lines if "".join(line.split()) not in letters]
