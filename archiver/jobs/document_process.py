"""The process in which documents are read: `python -m archiver.jobs.document_process`, one document after the other.

From standard input come documents, from standard output go answers in JSON, each behind its length in eight bytes. What a
document can do to it is bounded by the system: memory, time on the processor, files (it can write none). Its parent ends it
when it is too slow, and takes its end for an answer. It has its user's rights otherwise: a bound, not a jail.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import BinaryIO

from archiver.errors import DocumentError, NoDocument
from archiver.extract.documents.reading import read_document
from archiver.jobs.document_reader import LENGTH, MEMORY, PROCESSOR_SECONDS, READY


def main() -> None:
    answers = _apart(sys.stdout.fileno())
    _bound(resource.RLIMIT_AS, MEMORY)
    _bound(resource.RLIMIT_FSIZE, 0)
    _bound(resource.RLIMIT_CORE, 0)
    with suppress(OSError):
        os.nice(10)
    _send(answers, READY)
    while (body := _received(sys.stdin.buffer)) is not None:
        _allow_time()
        try:
            answer = _answer(body)
        except MemoryError:  # from here on little can be relied on: a new process takes our place
            _send(answers, {"outcome": "memory"})
            return
        _send(answers, answer)


def _apart(descriptor: int) -> BinaryIO:
    """A place for answers that no library's message can get into."""
    apart = os.fdopen(os.dup(descriptor), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return apart


def _bound(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(ValueError, OSError):  # a system that does not know this bound: the others hold
        resource.setrlimit(what, (most, hard))


def _allow_time() -> None:
    """From now on, so many seconds on the processor; after them the system ends us."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _bound(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + PROCESSOR_SECONDS)


def _answer(body: bytes) -> dict[str, object]:
    try:
        document = read_document(body)
    except NoDocument as error:
        return {"outcome": "unknown", "detail": str(error)}
    except DocumentError as error:
        return {"outcome": "unreadable", "detail": str(error)}
    if document.text:
        return {"outcome": "read", "document": asdict(document)}
    return {"outcome": "empty", "detail": "; ".join(document.repairs), "document": asdict(document)}


def _received(source: BinaryIO) -> bytes | None:
    head = source.read(LENGTH)
    if len(head) < LENGTH:
        return None
    size = int.from_bytes(head, "big")
    body = source.read(size)
    return body if len(body) == size else None


def _send(answers: BinaryIO, answer: Mapping[str, object]) -> None:
    message = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    answers.write(len(message).to_bytes(LENGTH, "big") + message)
    answers.flush()


if __name__ == "__main__":
    main()
