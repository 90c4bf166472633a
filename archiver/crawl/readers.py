"""Pages are read for their links by a process beside the crawl, so that the crawl goes on fetching meanwhile.

The reader remembers which links it has told already and leaves them out: a menu that stands on every page costs once.
One that crashes, or is held up by a page, is replaced; the page is told, and the crawl goes on.
"""

from __future__ import annotations

import asyncio
import fcntl
import io
import os
import pickle
import struct
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import BinaryIO

from archiver.crawl.reading import Found, Received, read_page
from archiver.errors import ArchiverError
from archiver.jobs.stopping import out_of_earshot
from archiver.sites.profile import SiteProfile
from archiver.store.digests import DigestSet, digest_of

PATIENCE = 60.0  # seconds for one page
_PIPE = 2**20  # bytes; what Linux allows everybody
_FRAME = struct.Struct(">Q")


class ReadingError(ArchiverError):
    """A page whose links could not be read."""


@dataclass(slots=True)
class _Asked:
    received: bytes
    answer: asyncio.Future[Found]
    since: float = 0.0


class Readers:
    """The process that reads; started with the first page, or before."""

    def __init__(self, profile: SiteProfile, *, tell_all: bool = False) -> None:
        self._hello = pickle.dumps((profile, tell_all))
        self._process: asyncio.subprocess.Process | None = None
        self._listener: asyncio.Task[None] | None = None
        self._asked: deque[_Asked] = deque()  # answers come in the order of questions
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Begin early: Python takes a moment to load what reads pages."""
        async with self._starting:
            if self._process is None:
                await self._begin()

    async def read(self, received: Received) -> Found:
        """What an answer leads to and was not told before; ReadingError where it cannot be read."""
        await self.start()
        asked = _Asked(pickle.dumps(received, protocol=5), asyncio.get_running_loop().create_future())
        self._asked.append(asked)
        self._send(asked)
        try:
            return await asyncio.wait_for(asyncio.shield(asked.answer), PATIENCE * (1 + len(self._asked)))
        except TimeoutError:
            raise ReadingError("our reader took too long") from None

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _begin(self) -> None:
        with out_of_earshot():  # a crawl that is stopped still reads what is under way
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "archiver.crawl.readers"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=2**24,
            )
        _widen(self._process)
        self._write(self._hello)
        self._listener = asyncio.create_task(self._listen(self._process))

    def _send(self, asked: _Asked) -> None:
        asked.since = asyncio.get_running_loop().time()
        self._write(asked.received)

    def _write(self, data: bytes) -> None:
        assert self._process is not None  # noqa: S101
        assert self._process.stdin is not None  # noqa: S101  it was started with a pipe
        self._process.stdin.write(_FRAME.pack(len(data)) + data)

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Hand out the answers; a reader that is gone or held up is replaced."""
        assert process.stdout is not None  # noqa: S101  it was started with a pipe
        while True:
            try:
                head = await asyncio.wait_for(process.stdout.readexactly(_FRAME.size), PATIENCE)
                told = await asyncio.wait_for(process.stdout.readexactly(_FRAME.unpack(head)[0]), PATIENCE)
            except TimeoutError:
                if self._asked and asyncio.get_running_loop().time() - self._asked[0].since > PATIENCE:
                    await self._replace(process, "our reader took too long")
                    return
                continue
            except (asyncio.IncompleteReadError, OSError):
                await self._replace(process, "our reader broke down")
                return
            asked = self._asked.popleft()
            if self._asked:
                self._asked[0].since = asyncio.get_running_loop().time()
            self._settle(asked, pickle.loads(told))  # noqa: S301  our own process wrote it

    def _settle(self, asked: _Asked, told: Found | str) -> None:
        if asked.answer.done():
            return
        if isinstance(told, str):
            asked.answer.set_exception(ReadingError(told))
        else:
            asked.answer.set_result(told)

    async def _replace(self, process: asyncio.subprocess.Process, why: str) -> None:
        """The page that was being read is given up; those behind it are read by another process."""
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if self._asked:
            self._settle(self._asked.popleft(), why)
        await self._begin()
        for asked in self._asked:
            self._send(asked)


def _widen(process: asyncio.subprocess.Process) -> None:
    """A page goes into the pipe at once where the system can have a wide one; 64 KB of it is less than two pages."""
    pipe = process.stdin.transport.get_extra_info("pipe") if process.stdin else None
    if pipe is not None and hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # more than this user may have
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)


def main() -> None:
    """The reader's side: questions on standard input, answers on standard output."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = io.TextIOWrapper(os.fdopen(os.dup(2), "wb"))  # what prints must not stand between the answers
    profile, tell_all = pickle.loads(_frame(source) or b"")  # noqa: S301  the crawl itself wrote it
    told, refused = DigestSet(), DigestSet()
    while (question := _frame(source)) is not None:
        received: Received = pickle.loads(question)  # noqa: S301
        answer: Found | str
        try:
            if tell_all:
                answer = read_page(received, profile)
            else:
                answer = _news(read_page(received, profile, lambda key: _digest_of(key) in told), told, refused)
        except Exception as error:  # noqa: BLE001  whatever a page does to us, it is one page
            answer = f"our reader failed: {type(error).__name__}: {error}"[:300]
        data = pickle.dumps(answer, protocol=5)
        target.write(_FRAME.pack(len(data)) + data)
        target.flush()


def _news(found: Found, told: DigestSet, refused: DigestSet) -> Found:
    """Without the links that were told before; pagers are few, and each is a step of its own.

    One that something spoke against is told once more where nothing does: a listing names an item which the home page
    names as a page of no section.
    """
    return replace(
        found,
        links=tuple(link for link in found.links if (told if link.skip is None else refused).add(_digest_of(link.key))),
    )


_digest_of = lru_cache(maxsize=1 << 14)(digest_of)  # a site's menu stands on each of its pages


def _frame(source: BinaryIO) -> bytes | None:
    head = source.read(_FRAME.size)
    return source.read(_FRAME.unpack(head)[0]) if len(head) == _FRAME.size else None


if __name__ == "__main__":
    main()
