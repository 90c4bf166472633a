"""One crawl of one archive, from lock to closing record: the commit order lives here.

Append WARC records → fsync (grouped: at most 64 exchanges or one second behind) → one transaction in crawl.db.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from archiver.crawl.account import Account, Jar
from archiver.crawl.calls import Calls
from archiver.crawl.politeness import Hosts
from archiver.crawl.recovery import Recovered, recover
from archiver.errors import ArchiverError
from archiver.jobs.claim import claim, profile_text
from archiver.layout import ArchiveFolder
from archiver.model import Written
from archiver.sites.profile import SiteProfile
from archiver.store.disk import disk_errors
from archiver.store.frontier import Task
from archiver.store.ledger import CrawlRow, Ledger
from archiver.store.lock import hold
from archiver.store.outcomes import Tally
from archiver.warc.fixity import close_file
from archiver.warc.growing import make_folder
from archiver.warc.writer import SOFTWARE, Conversion, Recording, WarcWriter, warc_date

GROUP = 64  # exchanges
_STATES_A_NOTE = 2000


class Session:
    """The archive, opened for one crawl; nobody else writes to it meanwhile."""

    def __init__(self, folder: ArchiveFolder, profile: SiteProfile, account: Account | None = None) -> None:
        self.folder = folder
        self.profile = profile
        self.account = account
        self.is_first = not folder.root.exists()  # then nobody has put anything into it before this crawl
        self._lock = _lock(folder)
        try:
            claim(folder, profile)
            with disk_errors(folder.root):
                self.ledger = Ledger(folder.crawl_db)
                self.ledger.name_keys(profile.key_of)
                self.recovered: Recovered = recover(folder, self.ledger, profile)
            self.crawl_id, self.started_at, self.resumed = self._crawl()
            self.writer = WarcWriter(folder, profile.name, self._info(), closed=self._file_closed)
            self.writer.note("crawl-started", self._started())
            if not self.resumed:
                self.writer.note("profile", self._profile_note)
        except BaseException:
            self._lock.close()
            raise
        self.failure: ArchiverError | None = None
        self._stopped = False
        self.hosts = Hosts(profile.politeness)
        self.calls = Calls()
        self.closed_until: float | None = None  # seconds since 1970: the profile's window is closed
        self.ingest_failed = False
        self._waiting = 0
        self.commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def record(self, recording: Recording, task: Task | None) -> Written:
        """Keep one exchange; from now on it is in the file, from the next commit on it is acknowledged."""
        written = self.writer.append(recording, self.ledger.original)
        self.ledger.acknowledge(recording.url, self.profile.key_of(recording.url), written)
        self.ledger.count_exchange(self.crawl_id, len(recording.response))
        if task is not None:
            self.ledger.frontier.captured(task.id, written, written.fetched_at)
        self._waiting += 1
        if self._waiting >= GROUP:
            self.commit()
        return written

    def convert(self, conversion: Conversion) -> Written:
        """Keep what was made of an answer, under the same promise."""
        written = self.writer.convert(conversion)
        self.ledger.acknowledge(conversion.url, self.profile.key_of(conversion.url), written)
        self._waiting += 1
        return written

    def commit_if_due(self) -> None:
        """Called every second, so that nothing waits longer."""
        if self._waiting:
            self.commit()

    def commit(self) -> None:
        """First the bytes of record, then what speaks of them."""
        with disk_errors(self.folder.root):
            self.writer.sync()
            if self.writer.position:
                self.ledger.set_committed_end(*self.writer.position)
            self.ledger.commit()
        self._waiting = 0

    @property
    def row(self) -> CrawlRow:
        """This crawl, as the ledger counts it."""
        return self.ledger.crawl(self.crawl_id)

    def ask(
        self,
        *,
        sections: tuple[str, ...] = (),
        limit: int | None = None,
        new: bool = False,
        urls: tuple[str, ...] = (),
    ) -> None:
        """What of the portal is asked for: a later crawl is compared with those that were asked for the same."""
        told = {"new": new, "limit": limit, "sections": sorted(sections), "urls": urls}
        asked = json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)
        with self.keeping():
            self.ledger.set_asked(self.crawl_id, asked)
            self.writer.note("crawl-asked", {"id": self.crawl_id, "asked": asked})
            self.commit()

    def finish(self, outcome: str) -> None:
        """The crawl is over: its ledger of addresses and its result go into the record too."""
        tally = Tally()
        states = ([*astuple(state)] for state in tally.passing(self.ledger.url_states()))
        while some := list(islice(states, _STATES_A_NOTE)):
            self.writer.note("url-states", {"states": some})
        self.ledger.finish_crawl(self.crawl_id, warc_date(datetime.now(UTC)), outcome, tally.outcomes)
        outcomes = [astuple(one) for one in tally.outcomes]
        self.writer.note("crawl-finished", asdict(self.row) | {"outcomes": outcomes})
        self.commit()

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """What is done within is kept, or the crawl ends: a full disk may show in any statement."""
        try:
            with disk_errors(self.folder.root):
                yield
        except ArchiverError as error:
            self.fail(error)

    def fail(self, error: ArchiverError) -> None:
        """The record cannot be kept any more: the first reason stands."""
        self.failure = self.failure or error

    def stop(self, error: ArchiverError) -> None:
        """The crawl cannot go on, though all that it kept is whole: the same command goes on with it later."""
        with self.keeping():
            self.commit()
        self._stopped = self.failure is None
        self.fail(error)

    def jar(self, url: str) -> Jar:
        """Where the cookies of an address are kept: what a login gave stands in no file."""
        return self.account if self.account is not None and self.account.covers(url) else self.ledger.jar

    def abandon(self) -> None:
        """Leave the archive whole, whatever happened; a crawl that is not finished goes on next time."""
        if self._lock.closed:
            return
        try:
            if self.failure is None or self._stopped:
                with self.keeping():
                    self.commit()
                    self.writer.close()
        finally:
            self.ledger.close()
            self._lock.close()

    def _crawl(self) -> tuple[str, str, bool]:
        unfinished = self.ledger.unfinished_crawl()
        if unfinished:
            return unfinished, self.ledger.crawl(unfinished).started_at, True
        crawl = CrawlRow(
            id=str(uuid.uuid4()),
            site=self.profile.name,
            started_at=warc_date(datetime.now(UTC)),
            finished_at=None,
            outcome=None,
            profile_digest=self.profile.digest,
            software=SOFTWARE,
            requests=0,
            bytes=0,
            robots_permission=self.profile.politeness.permission or None
            if self.profile.politeness.robots == "override"
            else None,
            person=os.environ.get("ARCHIVER_BY", "").strip() or None,
        )
        self.ledger.begin_crawl(crawl)
        return crawl.id, crawl.started_at, False

    @property
    def _profile_note(self) -> dict[str, str]:
        return {"name": self.profile.name, "toml": profile_text(self.profile), "digest": self.profile.digest}

    def _started(self) -> dict[str, object]:
        return asdict(self.row) | {"resumed": self.resumed}

    def _info(self) -> dict[str, str]:
        politeness = self.profile.politeness
        robots = politeness.robots if politeness.robots == "obey" else f"overridden: {politeness.permission}"
        return {
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": self.profile.name,
            "description": self.profile.title,
            "robots": robots,
            "profileDigest": self.profile.digest,
        }

    def _file_closed(self, path: Path) -> None:
        self.ledger.set_committed_end(path.name, path.stat().st_size)
        self.ledger.commit()
        close_file(self.folder, path)


def _lock(folder: ArchiveFolder) -> TextIO:
    """The archive's crawl lock; the system frees it when the process ends, however it ends."""
    busy = f"{folder.root}: another crawl is writing to this archive; wait until it has ended, or stop it."
    with disk_errors(folder.root):
        make_folder(folder.root)
        return hold(folder.lock("crawl"), busy)
