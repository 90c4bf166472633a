"""Reads documents in a process beside us, which may die of them: its death is an answer, and another takes its place."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from archiver.errors import ArchiverError
from archiver.extract.documents.matter import DocumentText

MEMORY = 1024 * 1024 * 1024  # bytes of address space
PROCESSOR_SECONDS = 120  # a document; the slowest real one that we know takes three
READY = {"outcome": "ready"}  # what the process says first
LENGTH = 8  # bytes, in front of each message between us
PATIENCE = 900.0  # seconds; the bound on its processor time ends it long before, unless the machine has none to give
MOST_DOCUMENTS = 500  # then a new process: what libraries leave behind in memory must not decide about a document
LONGEST_ANSWER = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document."""

    kind: str  # read, empty, unknown, unreadable, stopped
    detail: str = ""  # why it was not read, in words
    document: DocumentText | None = None


class DocumentReader:
    """One process, started when the first document comes."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, body: bytes) -> Outcome:
        """What a document says; where a process dies of it, a fresh one has the last word."""
        fresh = self._process is None
        outcome = self._ask(body)
        if outcome.kind == "stopped" and not fresh:
            outcome = self._ask(body)
        return outcome

    def close(self) -> None:
        """End the process, also in the middle of a document."""
        process, self._process, self._read = self._process, None, 0
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()
            process.wait()

    def end(self) -> None:
        """From another thread: give up what is being read, and read nothing more."""
        self._ended = True
        if (process := self._process) is not None:
            process.kill()

    def _ask(self, body: bytes) -> Outcome:
        if self._ended:
            return Outcome("stopped", "the work was broken off")
        if self._read >= MOST_DOCUMENTS:
            self.close()
        process = self._process = self._process or _started()
        self._read += 1
        late = threading.Event()
        timer = threading.Timer(self._patience, _end, (process, late))
        timer.start()
        try:
            answer = _exchange(process, body)
        finally:
            timer.cancel()
        if answer is None:
            process.kill()
            why = self._why_ended(process.wait(), late=late.is_set())
            self.close()
            return Outcome("stopped", why)
        if answer["outcome"] == "memory":
            self.close()
            return Outcome("stopped", f"it needs more than {MEMORY >> 20} MB of memory; it was given up")
        document = answer.get("document")
        return Outcome(answer["outcome"], answer.get("detail", ""), _document(document) if document else None)

    def _why_ended(self, code: int, *, late: bool) -> str:
        if late:
            return f"it took more than {self._patience:g} seconds; it was given up"
        if code == -signal.SIGXCPU:
            return f"it takes more than {PROCESSOR_SECONDS} seconds of the processor; it was given up"
        return "the process that read it broke down; it was given up"


def _started() -> subprocess.Popen[bytes]:
    """A new process; that it cannot be started says nothing of any document."""
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "archiver.jobs.document_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise ArchiverError(f"the process that reads documents cannot be started: {error}; they wait unread") from error
    if _received(process) != READY:
        process.kill()
        process.communicate()
        raise ArchiverError(
            "the process that reads documents ends at once, so they wait unread; "
            "`python -m archiver.jobs.document_process` says why"
        )
    return process


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _exchange(process: subprocess.Popen[bytes], body: bytes) -> dict[str, Any] | None:
    """The answer for a document; None where the process ended before it gave one."""
    if process.stdin is None:
        return None
    try:
        process.stdin.write(len(body).to_bytes(LENGTH, "big"))
        process.stdin.write(body)
        process.stdin.flush()
    except OSError:
        return None
    return _received(process)


def _received(process: subprocess.Popen[bytes]) -> dict[str, Any] | None:
    if process.stdout is None:
        return None
    try:
        size = int.from_bytes(process.stdout.read(LENGTH), "big")
        message = process.stdout.read(size) if 0 < size <= LONGEST_ANSWER else b""
        answer = json.loads(message) if message and len(message) == size else None
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("outcome"), str) else None


def _document(facts: dict[str, Any]) -> DocumentText:
    return DocumentText(**facts | {"repairs": tuple(facts["repairs"])})
