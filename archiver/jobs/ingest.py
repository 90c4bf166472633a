"""Ingest: what the crawl has committed becomes rows, beside the crawl or after it; then what else the record holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, astuple, dataclass, replace
from math import inf
from typing import Any

from sqlite_utils import Database

from archiver.errors import ArchiveError, WarcError
from archiver.jobs.documents import DocumentWork
from archiver.jobs.examine import Finding
from archiver.jobs.hearing import hear, hear_words, refuse_stranger
from archiver.jobs.lessons import Lessons
from archiver.jobs.read_again import learn_and_read_again
from archiver.jobs.relate import relate
from archiver.jobs.taking import Source, look_at, retry_revisits, settle_keys, take_in
from archiver.layout import ArchiveFolder
from archiver.model import Place
from archiver.sites.profile import SiteProfile
from archiver.store.crawls import count_articles, put_crawls, put_sections, put_url_states
from archiver.store.database import open_archive
from archiver.store.disk import disk_errors
from archiver.store.events import note_upheavals
from archiver.store.ledger import CrawlRow, Ledger
from archiver.store.lock import exclusive
from archiver.store.marks import ledger_mark, set_ledger_mark
from archiver.store.observations import note_unreadable_place
from archiver.store.provenance import note_crawls
from archiver.watching import Progress, unwatched

BATCH = 1000
BATCH_SECONDS = 2.0
POLL_SECONDS = 0.5
_REST = 12.0  # times the work, while a crawl runs; a crawl that makes pauses leaves more
DOCUMENT_SECONDS = 2400.0  # after a crawl, which waits for us an hour: most documents were read while it ran


@dataclass(frozen=True, slots=True)
class Result:
    """What an ingest or a rebuild did, and what the archive holds after it."""

    captures: int  # taken in by this run
    articles: int
    unreadable: int  # captures that stand in the record and say nothing that can be read
    damaged: int  # places in the record where no capture can be read
    unread_documents: int  # attached documents whose text cannot be read
    waiting_documents: int = 0  # attached documents that the next ingest will read
    short: tuple[str, ...] = ()  # WARC files that a rebuild found missing, or not as they were closed or committed


def ingest(
    folder: ArchiveFolder,
    profile: SiteProfile,
    *,
    progress: Progress = unwatched,
    on_template: Progress = unwatched,
    on_document: Progress = unwatched,
    follow: Callable[[], bool] | None = None,
) -> Result:
    """Take in what is committed and not yet in the index; with `follow`, until that says that the crawl is over."""
    with disk_errors(folder.archive_db), exclusive(folder.lock("ingest")):
        if not _wait_for_ledger(folder, follow):
            raise ArchiveError(
                f"{folder.crawl_db}: there is no crawl to take in; `archiver rebuild` reads the WARC files."
            )
        source = Source(folder.warc, profile)
        with (
            closing(open_archive(folder.archive_db)) as db,
            Ledger(folder.crawl_db, readonly=True) as ledger,
            DocumentWork(source) as documents,
        ):
            refuse_stranger(db, folder)
            hear_words(db, folder)  # what withholds something is known before there is anything to be shown
            taken = _take_all(db, ledger, source, progress, follow or _at_once, documents)
            taken += _conclude(db, ledger, folder, source, on_template)
            documents.finish(db, DOCUMENT_SECONDS if follow else inf, on_document)
            return replace(result_of(db, taken), waiting_documents=documents.left(db))


def result_of(db: Database, taken: int) -> Result:
    (articles,) = db.execute("SELECT count(*) FROM articles").fetchone()
    unreadable, damaged = db.execute(
        "SELECT count(*), coalesce(sum(json_extract(detail, '$.warc_offset') IS NOT NULL), 0) FROM events"
        " WHERE type = 'unreadable' AND coalesce(json_extract(detail, '$.warc_file'), '') NOT LIKE 'import/%'"
    ).fetchone()
    (unread,) = db.execute("SELECT count(*) FROM events WHERE type = 'unread-document'").fetchone()
    return Result(taken, articles, unreadable - damaged, damaged, unread)


def _at_once() -> bool:
    return True


def _wait_for_ledger(folder: ArchiveFolder, follow: Callable[[], bool] | None) -> bool:
    """A crawl that just starts makes its ledger in a moment."""
    while not folder.crawl_db.is_file():
        if follow is None or follow():
            return folder.crawl_db.is_file()
        time.sleep(POLL_SECONDS)
    return True


def _take_all(
    db: Database,
    ledger: Ledger,
    source: Source,
    progress: Progress,
    over: Callable[[], bool],
    documents: DocumentWork,
) -> int:
    taken = 0
    lessons = Lessons(db, source)
    while True:
        last_round = over()
        began = time.monotonic()
        for count in _batches(db, ledger, lessons):
            taken += count
            progress(taken)
            documents.step(db)
            _leave_room(_REST * (time.monotonic() - began), over)
            began = time.monotonic()
        if last_round:
            return taken
        documents.step(db)
        time.sleep(POLL_SECONDS)


def _leave_room(seconds: float, over: Callable[[], bool]) -> None:
    """Beside a crawl, most of the time is the crawl's: on two cores it lost a fifth of its speed. A gentle crawl loses nothing by it."""
    end = time.monotonic() + seconds
    while not over() and time.monotonic() < end:
        time.sleep(POLL_SECONDS)


def _batches(db: Database, ledger: Ledger, lessons: Lessons) -> Iterator[int]:
    """Read without a transaction, write in a short one: readers of the archive never wait for extraction."""
    mark = ledger_mark(db, ledger)
    while places := ledger.committed(after=mark, limit=BATCH):
        source = lessons.source
        findings, faults, mark = _read(places, source)
        with db.atomic():
            for place, why in faults:
                note_unreadable_place(db, place, why)
            put_crawls(db, (asdict(crawl) for crawl in ledger.crawls()))
            settle_keys(db, take_in(db, findings, source), source.profile)
            set_ledger_mark(db, mark)
        lessons.go_on(len(findings))
        yield len(findings)


def _read(places: list[tuple[int, Place]], source: Source) -> tuple[list[Finding], list[tuple[Place, str]], int]:
    """As many of the captures as two seconds allow: findings, faults, and the number of the last one."""
    end = time.monotonic() + BATCH_SECONDS
    findings: list[Finding] = []
    faults: list[tuple[Place, str]] = []
    mark = 0
    for number, place in places:
        try:
            findings.append(look_at(source.read(place), source.profile, source.templates))
        except WarcError as error:
            faults.append((place, str(error)))
        mark = number
        if time.monotonic() > end:
            break
    return findings, faults, mark


def _conclude(db: Database, ledger: Ledger, folder: ArchiveFolder, source: Source, on_template: Progress) -> int:
    """What can be said only when all is taken in; how many captures stood in the record that the ledger did not tell."""
    taken = hear(db, folder, source, [crawl.id for crawl in ledger.crawls()[-1:]])
    with db.atomic():
        settle_keys(db, retry_revisits(db, source), source.profile)
    learn_and_read_again(db, source, lambda keys: settle_keys(db, keys, source.profile), on_template)
    with db.atomic():
        put_crawls(db, (_ended(crawl, ledger) for crawl in ledger.crawls()))
        put_url_states(db, (astuple(state) for state in ledger.url_states()))
        conclude(db, source.profile)
    return taken


def _ended(crawl: CrawlRow, ledger: Ledger) -> dict[str, Any]:
    """What the ledger says of a crawl, as the record says it too when the crawl is over."""
    return asdict(crawl) | {"outcomes": [astuple(outcome) for outcome in ledger.outcomes(crawl.id)]}


def conclude(db: Database, profile: SiteProfile) -> None:
    """The counts of the crawls, which are deeds as well, the sections of the profile, what changed by the half, and which texts are related."""
    put_sections(db, ((section.name, section.title, section.url) for section in profile.sections))
    count_articles(db)
    note_upheavals(db)
    note_crawls(db)
    relate(db)
