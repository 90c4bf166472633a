"""After a crash: what stands in the WARC files beyond the last commit is read back and acknowledged.

An exchange is whole, with the metadata record that ends it, or it is torn. A torn tail is cut and its bytes are kept as
`*.torn`; damage within a file is reported and left as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.layout import ArchiveFolder, torn_of
from archiver.model import Written
from archiver.sites.profile import SiteProfile
from archiver.store.frontier import Wanted
from archiver.store.ledger import Ledger
from archiver.store.lock import exclusive
from archiver.warc.fixity import close_file, recorded_sums
from archiver.warc.growing import write_whole
from archiver.warc.ownership import is_ours
from archiver.warc.reader import Exchange, Fault, Note, scan
from archiver.warc.record import sha256
from archiver.warc.writer import conversion_digest, may_be_asked_about, warc_date

logger = logging.getLogger(__name__)

_FIRST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What a crash had left."""

    captures: int
    torn_bytes: int


def recover(folder: ArchiveFolder, ledger: Ledger, profile: SiteProfile) -> Recovered:
    """Acknowledge, cut, index and close whatever an earlier process left open."""
    with exclusive(folder.lock("words")):  # what somebody is saying at this moment is no file that a crash left open
        return _recover(folder, ledger, profile)


def _recover(folder: ArchiveFolder, ledger: Ledger, profile: SiteProfile) -> Recovered:
    captures = torn = 0
    closed = recorded_sums(folder)
    known = closed.keys() | ledger.committed_ends().keys()
    for path in folder.warc_files():
        if not is_ours(path, known):
            logger.warning(
                "%s: is none of ours, and is left as it is; put it elsewhere, archiver import takes it in", path
            )
            continue
        begin = ledger.committed_end(path.name)
        if begin < path.stat().st_size:
            end = begin
            answered: list[tuple[Wanted, Written]] = []  # the pages that led here may not have been committed either
            for found in _whole(path, begin, may_be_torn=path.name not in closed):
                if isinstance(found, Exchange):
                    captures += _acknowledge(ledger, profile, found, answered)
                end = found.offset + found.length if isinstance(found, Fault) else found.end
            ledger.frontier.answered(answered)
            if path.name not in closed:
                torn += _cut(path, end)
            ledger.set_committed_end(path.name, end)
        ledger.commit()
        if path.name not in closed:
            close_file(folder, path)
    return Recovered(captures=captures, torn_bytes=torn)


def _whole(path: Path, offset: int, *, may_be_torn: bool) -> Iterator[Exchange | Note | Fault]:
    """Everything that stands whole; of a file that was still open, a last exchange without its end is torn.

    So is whatever cannot be read up to the file's end: after a power cut zeros may stand there.
    """
    size = path.stat().st_size
    for found in scan(path, offset):
        if isinstance(found, Fault):
            if may_be_torn and found.offset + found.length >= size:
                return
            logger.warning("%s: offset %d cannot be read: %s", found.file, found.offset, found.reason)
        if isinstance(found, Exchange) and found.capture.crawl_id is None and may_be_torn:
            return
        yield found


def _acknowledge(
    ledger: Ledger, profile: SiteProfile, exchange: Exchange, answered: list[tuple[Wanted, Written]]
) -> bool:
    capture = exchange.capture
    written = Written(
        capture_id=capture.id,
        place=capture.place,
        end=exchange.end,
        digest=conversion_digest(capture.digest) if exchange.conversion else capture.digest,
        payload_digest=exchange.payload_digest,
        fetched_at=warc_date(capture.fetched_at),
        revisit_of=capture.revisit_of,
        status=capture.status,
        size=len(capture.body),
        etag=capture.header("ETag") if may_be_asked_about(capture, capture) else None,
        last_modified=capture.header("Last-Modified") if may_be_asked_about(capture, capture) else None,
    )
    news = ledger.acknowledge(capture.url, profile.key_of(capture.url), written)
    if news and capture.crawl_id is not None:
        ledger.count_exchange(capture.crawl_id, exchange.end - capture.place.offset)
        if capture.crawl_id == ledger.unfinished_crawl():
            answered.append((_wanted(exchange, profile), written))
    return news


def _wanted(exchange: Exchange, profile: SiteProfile) -> Wanted:
    """The request, as the frontier would have it; its answer is here, so it is read before anything is fetched."""
    capture = exchange.capture
    return Wanted(
        key=exchange.key or profile.key_of(capture.url),
        url=capture.url,
        role=capture.role or "page",
        priority=_FIRST,
        method=capture.method,
        section=capture.section,
        via=capture.via,
        link_text=capture.link_text,
        page=exchange.page,
    )


def _cut(path: Path, end: int) -> int:
    """Cut a torn tail; its bytes stand beside the file before they leave it."""
    size = path.stat().st_size
    if size <= end:
        return 0
    with path.open("r+b") as file:
        file.seek(end)
        tail = file.read()
        write_whole(torn_of(path, end), tail)  # a power cut may keep the cut and forget what was not synced
        file.truncate(end)
    logger.warning("%s: a torn record of %d bytes at offset %d was cut (%s)", path.name, size - end, end, sha256(tail))
    return size - end
