"""The text of attached documents: read beside all else, each content once, and found by the search from then on.

Documents are read in processes of their own (document_reader), so what a hostile one does ends there. What became of it is a
row of `documents`, and where it could not be read also an event. Limits are generous, so that the same document meets the same
fate on any machine: what comes near them is no document that an office wrote.
"""

from __future__ import annotations

import json
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from math import inf
from queue import SimpleQueue
from typing import Any, Self

from sqlite_utils import Database

from archiver.errors import ArchiverError, WarcError
from archiver.extract.documents.matter import VERSION
from archiver.jobs.document_reader import DocumentReader, Outcome
from archiver.jobs.payload import is_revisit, unpacked
from archiver.jobs.taking import Source, with_payload
from archiver.store.documents import Unread, count_unread, put_documents, unread_documents
from archiver.store.revisits import held_payload
from archiver.watching import Progress, unwatched

_LOOKED_UP = 500  # documents at a time
_TOLD = frozenset(("unreadable", "stopped"))


class DocumentWork:
    """Documents on their way: some wait, some are being read, some have been and are to be written."""

    def __init__(self, source: Source, processes: int = 1) -> None:
        self._source = source
        self._processes = processes
        self._idle: SimpleQueue[DocumentReader] = SimpleQueue()
        self._readers = [DocumentReader() for _ in range(processes)]
        for reader in self._readers:
            self._idle.put(reader)
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="documents")
        self._waiting: deque[Unread] = deque()
        self._reading: dict[Future[Outcome], Unread] = {}
        self._trouble: ArchiverError | None = None  # why no document can be read at all

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for reader in self._readers:
            reader.end()
        self._threads.shutdown(cancel_futures=True)
        for reader in self._readers:
            reader.close()

    def step(self, db: Database) -> int:
        """Write what has been read since, and have more read; never wait. How many were written."""
        done = {future: self._reading.pop(future) for future in list(self._reading) if future.done()}
        outcomes = {document: future.result() for future, document in done.items() if not self._failed(future)}
        if outcomes:
            self._write(db, outcomes)
        if self._trouble is None:
            self._fill(db)
        return len(outcomes)

    def finish(self, db: Database, seconds: float = inf, progress: Progress = unwatched) -> None:
        """Read all that is left, for so long at most; what is left then waits for the next time.

        That documents cannot be read at all is told here, and not before: nothing else waits for them.
        """
        end = time.monotonic() + seconds
        count = self.step(db)
        while self._reading and time.monotonic() < end:
            wait(self._reading, timeout=end - time.monotonic() if seconds < inf else None, return_when=FIRST_COMPLETED)
            count += self.step(db)
            progress(count)
        if self._trouble is not None:
            raise self._trouble

    def left(self, db: Database) -> int:
        """How many documents nobody has read yet."""
        return count_unread(db, VERSION)

    def _failed(self, future: Future[Outcome]) -> bool:
        error = future.exception()
        if error is not None and not isinstance(error, ArchiverError):
            raise error
        self._trouble = error or self._trouble
        return error is not None

    def _fill(self, db: Database) -> None:
        while len(self._reading) < 2 * self._processes and (document := self._next(db)):
            try:
                body = self._body(db, document)
            except ArchiverError as error:
                done: Future[Outcome] = Future()
                done.set_result(Outcome("unreadable", str(error)))
                self._reading[done] = document
            else:
                self._reading[self._threads.submit(self._read, body)] = document

    def _next(self, db: Database) -> Unread | None:
        if not self._waiting:
            under_way = {document.sha256 for document in self._reading.values()}
            unread = unread_documents(db, VERSION, _LOOKED_UP + len(under_way))
            self._waiting.extend(document for document in unread if document.sha256 not in under_way)
        return self._waiting.popleft() if self._waiting else None

    def _body(self, db: Database, document: Unread) -> bytes:
        """The document's bytes, without content coding."""
        capture = self._source.read(document.place)
        if is_revisit(capture):
            held = held_payload(db, capture)
            if held is None:
                raise WarcError("the record that holds its payload is not in the archive")
            capture = with_payload(capture, held, self._source)
        return unpacked(capture)

    def _read(self, body: bytes) -> Outcome:
        reader = self._idle.get()
        try:
            return reader.read(body)
        finally:
            self._idle.put(reader)

    def _write(self, db: Database, outcomes: dict[Unread, Outcome]) -> None:
        troubles = [(document, one.detail) for document, one in outcomes.items() if one.kind in _TOLD]
        with db.atomic():
            put_documents(db, [_row(document.sha256, one) for document, one in outcomes.items()], troubles)


def _row(sha256: str, outcome: Outcome) -> dict[str, Any]:
    document = outcome.document
    return {
        "sha256": sha256,
        "outcome": outcome.kind,
        "detail": outcome.detail or None,
        "text": document.text if document else "",
        "title": document.title if document else None,
        "author": document.author if document else None,
        "created": document.created if document else None,
        "pages": document.pages if document else None,
        "repairs": json.dumps(document.repairs if document else [], ensure_ascii=False),
        "reader": document.reader if document else None,
        "version": VERSION,
    }
