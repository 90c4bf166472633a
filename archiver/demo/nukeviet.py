"""A site on NukeViet 4: slugs for addresses, pages in the path, a feed for each list, one sitemap.

It stands for itself as site D, and it takes over the host of site A in the last epoch: then it holds four in ten of the
old articles under new addresses, and answers to all other old addresses as such a site does.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from http import HTTPStatus
from typing import Literal
from urllib.parse import parse_qsl, unquote

from archiver.demo import nukeviet_pages as pages
from archiver.demo.exchange import Answer, Manner, Request
from archiver.demo.layouts import text
from archiver.demo.library import bytes_of
from archiver.demo.model import MEDIA_TYPES
from archiver.demo.nukeviet_frame import STYLE, STYLES, Content, render
from archiver.demo.nukeviet_holding import Act, Holding, Story, slug

CRAWL_DELAY = 0.2  # seconds
SUCCESSORS_DELAY = 0.05  # who asks for all the old addresses as well has many questions
PAGE = 10
_HOME_FOR = 3  # each third of the lost addresses shows the home page
_HERE = timezone(timedelta(hours=7))
_XML = (("Content-Type", "application/xml; charset=utf-8"),)
MANNER = Manner(
    always=(("Server", "nginx"), ("X-Powered-By", "NukeViet")),
    pages=(("Cache-Control", "no-store, no-cache, must-revalidate"), ("Set-Cookie", "nv4_u_lang=vi; path=/")),
    session="nv4_sess",
)


class NukeViet:
    """The site over HTTP."""

    manner = MANNER

    def __init__(self, held: Holding) -> None:
        self.held = held
        self.epoch = 0
        self.delay = SUCCESSORS_DELAY if held.inherited else CRAWL_DELAY
        self.robots: str | None = self._robots("")
        self._visits = 0

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""
        self._visits += 1
        asked, _, parameters = request.target.partition("?")
        path = unquote(asked)
        if request.method == "POST":
            return self._page(pages.thanks(), violation=True)
        if path == "/robots.txt":
            return Answer(body=self._robots(request.host).encode(), headers=(("Content-Type", "text/plain"),))
        return (
            self._file(path)
            or self._listing(path)
            or self._entry(path)
            or self._machine(path, f"http://{request.host}")
            or self._lost(path, dict(parse_qsl(parameters)))
        )

    def _robots(self, host: str) -> str:
        sitemap = f"Sitemap: http://{host}/sitemap.xml\n" if host else ""
        return f"User-agent: *\nCrawl-delay: {self.delay}\nDisallow: /users/\nDisallow: /admin/\nDisallow: /seek/\n{sitemap}"

    def _page(self, content: Content, *, status: HTTPStatus = HTTPStatus.OK, violation: bool = False) -> Answer:
        now = datetime.now(UTC).astimezone(_HERE)
        html = render(self.held, content, now, self._visits, secrets.token_hex(16))
        return Answer(status=status, body=html.encode(), is_page=True, violation=violation)

    def _file(self, path: str) -> Answer | None:
        copy: Literal["", "_t"] = "_t" if path.startswith("/assets/") else ""
        found = self.held.files.get(path.replace("/assets/", "/uploads/", 1) if copy else path)
        if found is None:
            body = STYLE.encode() if path == STYLES else None
            return Answer(body=body, headers=(("Content-Type", "text/css"),)) if body else None
        seed, medium = found
        kind = "image/jpeg" if copy else MEDIA_TYPES[medium.original.kind]
        return Answer(body=bytes_of(seed, medium.original, copy), headers=(("Content-Type", kind),))

    def _listing(self, path: str) -> Answer | None:
        if path == "/":
            return self._page(pages.home(self.held))
        module, *rest = path.strip("/").split("/")
        number = _page_number(rest[-1]) if rest else 0
        folders = rest[:-1] if number else rest
        if not path.endswith("/") or len(folders) > 1:
            return None
        if module == "van-ban" and not folders:
            return self._page(pages.act_list(self.held, number or 1))
        topic = next((one for one in self.held.topics if folders == [one.alias]), None)
        if module != "tin-tuc" or (folders and topic is None):
            return None
        stories = self.held.of(topic)
        last = max(1, -(-len(stories) // PAGE))
        return self._page(pages.story_list(self.held, topic, number or 1)) if number <= last else None

    def _entry(self, path: str) -> Answer | None:
        found = self.held.pages.get(path)
        if isinstance(found, Story):
            return self._page(pages.story(self.held, found))
        if isinstance(found, Act):
            return self._page(pages.act(found))
        if path == self.held.about.path:
            return self._page(pages.about(self.held.about))
        if path == "/lien-he/":
            return self._page(pages.contact())
        saved = self.held.pages.get(path.replace("/savefile/", "/", 1)) if "/savefile/" in path else None
        if isinstance(saved, Story):
            headers = (
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Disposition", f'attachment; filename="{slug(saved.title)}.html"'),
            )
            return Answer(body=pages.saved(saved).encode(), headers=headers)
        return None

    def _machine(self, path: str, root: str) -> Answer | None:
        """What programs read: the sitemap and the feeds."""
        if path == "/sitemap.xml":
            return Answer(body=pages.sitemap(self.held, root).encode(), headers=_XML)
        if path == "/rss/":
            return self._page(pages.feeds(self.held))
        if not path.startswith("/tin-tuc/rss/"):
            return None
        alias = path.removeprefix("/tin-tuc/rss/").strip("/")
        topic = next((one for one in self.held.topics if one.alias == alias), None)
        if alias and topic is None:
            return None
        items = "".join(_feed_entry(story, root) for story in self.held.of(topic)[:20])
        title = topic.title if topic else "Tin tức"
        feed = f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{title}</title><link>{root}/</link>{items}</channel></rss>'
        return Answer(body=feed.encode(), headers=_XML)

    def _lost(self, path: str, query: dict[str, str]) -> Answer:
        """Some of the old addresses show the home page, as if they were it; all else is not found."""
        numbers = [int(value) for value in query.values() if value.isdecimal() and len(value) < 9]
        old = self.held.inherited and path.lower().endswith(".aspx") and bool(numbers)
        if old and max(numbers) % _HOME_FOR == 0:
            return self._page(pages.home(self.held))
        return self._page(pages.missing(), status=HTTPStatus.NOT_FOUND)


def _page_number(folder: str) -> int:
    number = folder.removeprefix("page-")
    return int(number) if folder.startswith("page-") and number.isdecimal() and len(number) < 6 else 0


def _feed_entry(story: Story, root: str) -> str:
    when = datetime.strptime(story.rank[:12], "%Y%m%d%H%M").replace(tzinfo=_HERE)
    dated = f"<pubDate>{format_datetime(when)}</pubDate>" if story.published else ""
    address = root + story.href
    return f"<item><title>{text(story.title)}</title><link>{address}</link><guid>{address}</guid>{dated}</item>"
