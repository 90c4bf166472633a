"""A look at an unknown portal: a few pages, fetched as a crawl fetches them, into an archive that is thrown away.

Each round is `archiver crawl` in a process of its own with a profile that shuts out all but its seeds. So robots.txt,
pauses, sizes and the refusal of private addresses hold here as everywhere.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from protego import Protego

from archiver.errors import FetchError, LimitExceeded, UsageError, WarcError
from archiver.extract.decode import decode, unpack
from archiver.model import Capture
from archiver.sites.catalog import platforms
from archiver.sites.discover import (
    AGENT,
    Discovery,
    Seen,
    candidates,
    discover,
    feeds_of,
    guess,
    leads_to,
    sitemaps_of,
    start_of,
)
from archiver.sites.urls import absolute
from archiver.warc.reader import Exchange, scan

_SIGNPOSTS = 4  # redirects, refreshes and scripts that are followed to the home page
_MENU_LINKS = 14
_SECONDS = 300


def probe(url: str, name: str | None = None) -> Discovery:
    """Looks at the portal at `url` and says what it is."""
    asked = absolute(url if "//" in url else f"http://{url}", "http://localhost/")
    if asked is None:
        raise UsageError(f"{url!r} is no web address; give http://host/ or https://host/.")
    home, robots = _home(asked)
    start = start_of(asked, home)
    profile = guess(start, home, platforms())
    links = [entry.url for entry in candidates(home, profile, robots, _MENU_LINKS)]
    more = [*links, *feeds_of(home)[:2], *sitemaps_of(start, robots)]
    pages, _ = _look(start, more)
    return discover(name=name, start=start, home=home, robots=robots, pages=pages, platforms=platforms())


def _home(asked: str) -> tuple[Seen, str]:
    """The home page, behind whatever sends the reader on, and the host's robots.txt."""
    url = asked
    for _ in range(_SIGNPOSTS):
        pages, robots = _look(url, [])
        if not pages:
            if robots and not Protego.parse(robots).can_fetch(url, AGENT):
                raise FetchError(f"{url}: robots.txt forbids this page; ask the portal's owner for permission.")
            raise FetchError(f"{url}: no answer; check the address and the network.")
        page = pages[-1]
        target = leads_to(page)
        if target is None:
            return _as_home(page), robots
        url = target
    raise FetchError(f"{asked}: sends its reader on and on; give the address of the home page itself.")


def _as_home(page: Seen) -> Seen:
    if page.status != 200:
        raise FetchError(f"{page.url}: answers HTTP {page.status}; give the address of a page that can be read.")
    if "html" not in page.header("Content-Type").lower() and "<html" not in page.html[:2000].lower():
        raise FetchError(f"{page.url}: is no page of HTML; give the address of the portal's home page.")
    return page


def _look(start: str, more: Sequence[str]) -> tuple[list[Seen], str]:
    """One round: the answers to the start and these addresses, and robots.txt."""
    with tempfile.TemporaryDirectory(prefix="archiver-new-") as place:
        folder = Path(place)
        (folder / "probe.toml").write_text(_profile(start, more), encoding="utf-8")
        command = [sys.executable, "-m", "archiver", "crawl", "probe.toml", "--archive", "seen", "--json"]
        try:
            subprocess.run(command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise FetchError(f"{start}: gave no whole answer in {_SECONDS} seconds; try again later.") from None
        return _read(folder / "seen" / "warc")


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
        url=capture.url,
        status=capture.status,
        headers=tuple(capture.headers),
        html=page.html,
        encoding=page.encoding,
        declared=charset,
    )


def _profile(start: str, more: Sequence[str]) -> str:
    lines = ['name = "probe"', 'title = "Probe"', f"start = {json.dumps(start)}"]
    if (urlsplit(start).hostname or "") in {"localhost", "127.0.0.1", "::1"}:  # this machine needs no pauses
        lines += ["[politeness]", "delay = 0"]
    lines += ["[[trap]]", "pattern = '.'", 'reason = "not needed to know the portal"']
    for number, url in enumerate(dict.fromkeys(more)):
        lines += ["[[section]]", f'name = "look-{number}"', f"url = {json.dumps(url, ensure_ascii=False)}"]
    return "\n".join(lines) + "\n"
