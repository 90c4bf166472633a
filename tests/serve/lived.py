"""An archive that has lived: the simulated portal crawled, edited by its owner, crawled again, and one text withheld."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from command import run_archiver, write_profile

from archiver.demo.server import Portal
from archiver.layout import ArchiveFolder

NAME = "dang-bo-khoi"
_EDITED = 2  # the epoch in which the portal has reworded, added and moved


@dataclass(frozen=True, slots=True)
class Lived:
    """The archive, and where in the reading room what stands."""

    folder: ArchiveFolder

    def one(self, query: str) -> Any:
        """The first row of an answer; its only value where it has one."""
        with closing(sqlite3.connect(self.folder.archive_db)) as db:
            row = db.execute(query).fetchone()
        return row[0] if len(row) == 1 else row

    def replay(self, where: str, mode: str = "") -> str:
        """A capture in the replay."""
        url, fetched_at = self.one(f"SELECT url, fetched_at FROM captures WHERE {where} ORDER BY fetched_at")
        return f"/-/replay/{NAME}/{_stamp(fetched_at)}{mode}/{url}"

    def places(self) -> dict[str, str]:
        """An address for each kind of page."""
        article = self.one("SELECT article_id FROM attachments WHERE kind = 'document' AND text <> ''")
        pictures = self.one("SELECT article_id FROM attachments WHERE kind = 'image' AND capture_id IS NOT NULL")
        reworded = self.one("SELECT id FROM articles WHERE version_count > 1")
        withheld = self.one("SELECT id FROM articles WHERE url = (SELECT url FROM access_rules)")
        start = self.one("SELECT url FROM captures WHERE role = 'start'")
        crawl = self.one("SELECT id FROM crawls ORDER BY started_at DESC")
        skipped = self.one("SELECT url FROM url_states WHERE state = 'skipped' AND reason IS NOT NULL ORDER BY url")
        rule = self.one("SELECT url FROM access_rules")
        read, data = f"/-/read/{NAME}", f"/{NAME}"
        return {
            "home": "/",
            "front": read,
            "search": f"{read}/search?q=dang+bo",
            "search narrowed": f"{read}/search?q=dang+bo&section=tin-tuc",
            "search in vain": f"{read}/search?q=zzzzzz",
            "search for nothing": f"{read}/search",
            "article with a document": f"{read}/article/{article}",
            "article with pictures": f"{read}/article/{pictures}",
            "article reworded": f"{read}/article/{reworded}",
            "former wording": f"{read}/article/{reworded}?version=1",
            "difference": f"{read}/article/{reworded}/difference",
            "similar": f"{read}/article/{reworded}/similar",
            "changes": f"{read}/changes",
            "no such article": f"{read}/article/99999",
            "withheld": f"{read}/article/{withheld}",
            "replay": self.replay("role = 'item' AND status = 200"),
            "replay of a list": self.replay("method = 'POST' AND role = 'listing'"),
            "replay of a file": self.replay("media_type = 'application/pdf' AND status = 200"),
            "all times": f"/-/replay/{NAME}/*/{start}",
            "not in the replay": f"/-/replay/{NAME}/2014/http://nobody.example/",
            "database": data,
            "table": f"{data}/articles?_size=3&_col=title&_col=section&_col=published",
            "table of captures": f"{data}/captures?_size=2",
            "row": f"{data}/articles/{article}",
            "question": f"{data}/most_changed",
            "question with a value": f"{data}/articles_of_a_year?year=2008",
            "question in SQL": f"{data}?sql=select+id,+title+from+articles+limit+3",
            "question that fails": f"{data}?sql=select+nothing",
            "no question": f"{data}?sql=nonsense",
            "no such table": f"{data}/nothing",
            "no such page": "/-/nothing",
            "crawls": f"{read}/crawls",
            "report of a crawl": f"{read}/crawls/{crawl}",
            "schedule": f"{read}/schedule",
            "ledger": f"{read}/ledger",
            "ledger of what is held": f"{read}/ledger?url={quote(start, safe='')}",
            "ledger of what was left out": f"{read}/ledger?url={quote(skipped, safe='')}",
            "ledger of what is withheld": f"{read}/ledger?url={quote(rule, safe='')}",
            "fixity": f"{read}/fixity",
            "storage": f"{read}/storage",
            "expectations": f"{read}/expectations",
            "figures": f"{read}/figures",
        }


def lived(portal: Portal, crawled: ArchiveFolder, cwd: Path) -> Lived:
    """Crawl on, in a copy of what was crawled."""
    folder = ArchiveFolder(cwd / "output" / NAME)
    shutil.copytree(crawled.root, folder.root)
    profile = write_profile(cwd, NAME, portal.base)
    before, portal.epoch = portal.epoch, _EDITED
    try:
        done = run_archiver("crawl", profile, cwd=cwd)
    finally:
        portal.epoch = before
    assert done.returncode == 0, done.stderr + done.stdout
    with closing(sqlite3.connect(folder.archive_db)) as db:
        (url,) = db.execute("SELECT url FROM articles WHERE kind = 'page' ORDER BY id").fetchone()
    rule = ("--url", url, "--action", "takedown", "--reason", "Personal data", "--by", "Lan")
    done = run_archiver("access", "add", *rule, cwd=cwd)
    assert done.returncode == 0, done.stderr + done.stdout
    for command in (
        ("schedule", "add", profile, "--every", "6h"),
        ("verify", "--archive", folder.root),
    ):
        done = run_archiver(*command, cwd=cwd)
        assert done.returncode == 0, done.stderr + done.stdout
    return Lived(folder)


def _stamp(fetched_at: str) -> str:
    return re.sub(r"\D", "", fetched_at[:19])
