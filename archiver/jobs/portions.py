"""Captures are read in portions, in order, by several processes: what takes time is what single pages say."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread

from archiver.errors import ArchiverError
from archiver.extract.layouts import ALONE, Templates
from archiver.jobs.examine import Finding
from archiver.jobs.payload import may_be_markup
from archiver.jobs.stopping import end_at_once, out_of_earshot
from archiver.jobs.taking import look_at
from archiver.model import Capture
from archiver.processors import usable_processors
from archiver.sites.profile import SiteProfile

PORTION_CAPTURES = 64
PORTION_BYTES = 4 * 1024 * 1024
WORTH_A_POOL = 2 * 1024 * 1024  # bytes of WARC; below, starting processes costs more than they save

Reading = Callable[[list[Capture], Templates], Callable[[], list[Finding]]]


def processes_for(size: int) -> int:
    """How many processes read so many bytes of WARC."""
    return usable_processors() if size >= WORTH_A_POOL else 1


def findings_of(
    captures: Iterable[Capture],
    reading: Reading,
    profile: SiteProfile,
    *,
    ahead_at_most: int,
    templates: Callable[[], Templates] = lambda: ALONE,
) -> Iterator[list[Finding]]:
    """What the captures say, in portions and in order; a few portions are always being read ahead, with the templates of then."""
    ahead: deque[tuple[list[Finding], Callable[[], list[Finding]]]] = deque()
    for portion in portions(captures):
        pages = [capture for capture in portion if may_be_markup(capture)]
        others = [look_at(capture, profile) for capture in portion if not may_be_markup(capture)]
        ahead.append((others, reading(pages, templates())))
        if len(ahead) > ahead_at_most:
            ready, awaited = ahead.popleft()
            yield ready + awaited()
    for ready, awaited in ahead:
        yield ready + awaited()


def portions(captures: Iterable[Capture]) -> Iterator[list[Capture]]:
    portion: list[Capture] = []
    size = 0
    for capture in captures:
        portion.append(capture)
        size += len(capture.body)
        if len(portion) >= PORTION_CAPTURES or size >= PORTION_BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


@contextmanager
def readers(processes: int, profile: SiteProfile) -> Iterator[Reading]:
    """How pages are read: by this process, or by several beside it."""
    if processes == 1:
        yield lambda captures, templates: lambda: _read(captures, profile, templates)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_end_with_parent) as pool:

        def submit(captures: list[Capture], templates: Templates) -> Callable[[], list[Finding]]:
            with out_of_earshot():  # a pool begins its processes when there is work
                future = pool.submit(_read, captures, profile, templates)
            return lambda: _awaited(future)

        yield submit


def _end_with_parent() -> None:
    """A reader waits for work from a pipe whose other end it holds too: of a parent that was killed it hears nothing."""
    end_at_once()
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def _read(captures: list[Capture], profile: SiteProfile, templates: Templates) -> list[Finding]:
    return [look_at(capture, profile, templates) for capture in captures]


def _awaited(future: Future[list[Finding]]) -> list[Finding]:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise ArchiverError(
            "a process that reads pages was ended from outside (is memory short?); the old index stands; try again"
        ) from error
