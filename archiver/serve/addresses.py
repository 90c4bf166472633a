"""Where the pages of the reading room are, as links."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from datasette.utils import tilde_encode

from archiver.serve.replay_address import Places
from archiver.serve.stamps import stamp_of

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

_DRAWING = "image/svg+xml"


class Addresses:
    """Where the pages of one archive are, as links."""

    def __init__(self, datasette: Datasette, name: str) -> None:
        self._path = datasette.urls.path
        self._name = tilde_encode(name)
        self.front = str(self._path(f"/-/read/{self._name}"))
        self._replay = Places(datasette, name, in_the_sandbox=False)
        self.database = str(datasette.urls.database(name))

    @property
    def search(self) -> str:
        return f"{self.front}/search"

    @property
    def changes(self) -> str:
        return f"{self.front}/changes"

    def operation(self, kind: str) -> str:
        """A page of how the archive is kept: crawls, schedule, ledger, fixity, storage, expectations, figures."""
        return f"{self.front}/{kind}"

    def crawl(self, crawl_id: str) -> str:
        """The report of one crawl."""
        return f"{self.front}/crawls/{tilde_encode(crawl_id)}"

    def ledger(self, url: str) -> str:
        """What is known of an address."""
        return f"{self.operation('ledger')}?{urlencode({'url': url})}"

    def article(self, article_id: int) -> str:
        return f"{self.front}/article/{article_id}"

    def difference(self, article_id: int, old: int, new: int) -> str:
        return f"{self.article(article_id)}/difference?from={old}&to={new}"

    def file(self, capture_id: str) -> str:
        return str(self._path(f"/-/file/{self._name}/{tilde_encode(capture_id)}"))

    def picture(self, attachment: sqlite3.Row) -> str:
        """Where a picture of an article is shown: one that is drawn by markup (SVG) only as the replay makes it harmless."""
        if attachment["media_type"] != _DRAWING and not attachment["filename"].lower().endswith(".svg"):
            return self.file(attachment["capture_id"])
        return self._replay.shown(attachment["url"], stamp_of(attachment["first_seen"]), "im_")

    def as_it_looked(self, capture: sqlite3.Row) -> str:
        """The capture in the replay."""
        return self._replay.shown(capture["url"], stamp_of(capture["fetched_at"]))

    def articles(self, **facets: str) -> str:
        """The articles of a section or a year, as a search that asks for no words."""
        return f"{self.search}?{urlencode(facets)}"

    def asked(self, question: str, **values: str) -> str:
        """A question that stands ready, with its answers' table."""
        return f"{self.database}/{question}?{urlencode(values)}"

    def row(self, table: str, key: object) -> str:
        return f"{self.database}/{table}/{tilde_encode(str(key))}"
