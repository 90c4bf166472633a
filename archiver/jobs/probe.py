"""A look at an unknown portal: a few pages, fetched as a crawl fetches them, into an archive that is thrown away.

Each round is `archiver crawl` in a process of its own with a profile that names the pages to look at, and `--limit 1`:
no link that they hold is followed, redirects are. So robots.txt, pauses, sizes and the refusal of private addresses hold
here as everywhere.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archiver.errors import FetchError, LimitExceeded, UsageError, WarcError
from archiver.extract.decode import decode, unpack
from archiver.model import Capture
from archiver.sites.catalog import platforms
from archiver.sites.discover import Discovery, candidates, discover, feeds_of, guess, sitemaps_of, start_of
from archiver.sites.region import language_of, timezone_of
from archiver.sites.robots import Rules
from archiver.sites.seen import Seen, leads_to
from archiver.sites.urls import absolute
from archiver.warc.reader import Exchange, scan

_SIGNPOSTS = 5  # redirects, refreshes and scripts that are followed to the home page
_MENU_LINKS = 24
_FEEDS = 2
_SECONDS = 240  # of one round; a slow portal is looked at in part
_AT_LEAST = 6  # menu links of a portal that wants long pauses
_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*://", re.IGNORECASE)
_PROGRAM = "archiver: "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """The answers of one round, and what the crawl said at its end."""

    pages: tuple[Seen, ...]
    robots: str
    said: str


def probe(url: str, name: str | None = None) -> Discovery:
    """Looks at the portal at `url` and says what it is."""
    asked = _address(url)
    home, robots = _home(asked)
    start = start_of(asked, home)
    profile = guess(start, home, platforms())
    links = [entry.url for entry in candidates(home, profile, robots, _how_many(robots))]
    feeds = feeds_of(home, profile)[:_FEEDS]
    second = _look(start, [*links, *feeds, *sitemaps_of(start, robots)])
    zone, _ = timezone_of(language_of(home), start)
    today = datetime.now(ZoneInfo(zone)).date()
    return discover(
        name=name, start=start, home=home, robots=robots, pages=second.pages, platforms=platforms(), today=today
    )


def _address(url: str) -> str:
    written = url.strip()
    asked = absolute(written if _SCHEME.match(written) else f"http://{written}", "http://localhost/")
    if asked is None or not urlsplit(asked).hostname:
        raise UsageError(f"{url!r} is no web address; give http://host/ or https://host/.")
    return asked


def _how_many(robots: str) -> int:
    """A portal that wants a minute between two requests is not kept busy for half an hour."""
    delay = max(Rules.of(robots).delay, 1.0)
    return min(_MENU_LINKS, max(_AT_LEAST, int(_SECONDS * 0.8 / delay)))


def _home(asked: str) -> tuple[Seen, str]:
    """The home page, behind whatever sends the reader on, and the host's robots.txt."""
    url = asked
    for _ in range(_SIGNPOSTS):
        look = _look(url, [])
        page = look.pages[0] if look.pages else None
        for other in look.pages[1:]:  # the redirects that the crawl followed itself
            if page is not None and leads_to(page) == other.url:
                page = other
        if page is None:
            raise FetchError(_why_nothing(url, look))
        target = leads_to(page)
        if target is None:
            return _as_home(page), look.robots
        if urlsplit(target).scheme not in {"http", "https"} or target == url:
            break
        url = target
    raise FetchError(f"{asked}: sends its reader on and on; give the address of the home page itself.")


def _why_nothing(url: str, look: _Round) -> str:
    if look.robots and not Rules.of(look.robots).allow(url):
        return f"{url}: robots.txt forbids this page; ask the portal's owner for permission."
    return look.said or f"{url}: no answer; check the address and the network."


def _as_home(page: Seen) -> Seen:
    if page.status in {401, 403}:
        raise FetchError(f"{page.url}: wants a login (HTTP {page.status}); give the address of a page that is public.")
    if page.status != 200:
        raise FetchError(f"{page.url}: answers HTTP {page.status}; give the address of a page that can be read.")
    if not page.is_page:
        kind = page.header("Content-Type") or "no type"
        raise FetchError(f"{page.url}: is no page of HTML ({kind}); give the address of the portal's home page.")
    return page


def _look(start: str, more: Sequence[str]) -> _Round:
    """One round: the answers to the start and these addresses, and robots.txt."""
    with tempfile.TemporaryDirectory(prefix="archiver-new-") as place:
        folder = Path(place)
        (folder / "probe.toml").write_text(_profile(start, more), encoding="utf-8")
        command = [sys.executable, "-m", "archiver", "crawl", "probe.toml", "--archive", "seen", "--json"]
        try:
            done = subprocess.run(
                [*command, "--limit", "1"], cwd=folder, capture_output=True, timeout=2 * _SECONDS, check=False
            )
            errors = done.stderr.decode("utf-8", "replace").splitlines()
        except subprocess.TimeoutExpired:
            errors = [f"{_PROGRAM}{start}: gave no whole answer in {2 * _SECONDS} seconds; try again later."]
        said = next((line.removeprefix(_PROGRAM) for line in reversed(errors) if line.startswith(_PROGRAM)), "")
        pages, robots = _read(folder / "seen" / "warc")
    return _Round(pages=tuple(pages), robots=robots, said=said)


def _read(warc: Path) -> tuple[list[Seen], str]:
    pages: list[Seen] = []
    robots = ""
    for path in sorted(warc.glob("*.warc*")):
        for found in scan(path):
            if not isinstance(found, Exchange):
                continue
            seen = _seen(found.capture)
            if seen is not None and found.capture.role == "robots":
                robots = seen.html if seen.status == 200 else robots
            elif seen is not None:
                pages.append(seen)
    return pages, robots


def _seen(capture: Capture) -> Seen | None:
    try:
        body = unpack(capture.body, capture.header("Content-Encoding"))
    except (WarcError, LimitExceeded):
        return None
    kind = (capture.header("Content-Type") or "").lower()
    charset = kind.partition("charset=")[2].strip(" \"'")
    page = decode(body, charset or None, capture.url)
    return Seen(
        url=capture.url, status=capture.status, headers=tuple(capture.headers), html=page.html, encoding=page.encoding
    )


def _profile(start: str, more: Sequence[str]) -> str:
    lines = ['name = "probe"', 'title = "Probe"', f"start = {json.dumps(start)}"]
    if (urlsplit(start).hostname or "") in {"localhost", "127.0.0.1", "::1"}:  # this machine needs no pauses
        lines += ["[politeness]", "delay = 0"]
    lines += ["[budget]", f"hours = {_SECONDS / 3600:.4f}"]
    for number, url in enumerate(dict.fromkeys(more)):
        lines += ["[[section]]", f'name = "look-{number}"', f"url = {json.dumps(url, ensure_ascii=False)}"]
    return "\n".join(lines) + "\n"
