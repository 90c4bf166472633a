"""Several processes that answer at one port: Python lets one thread run at a time, and half of a search is Python.

Whichever is idle lets the next reader in. They share nothing but what the program held when they were begun.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from types import FrameType

from archiver.errors import ArchiverError

_ENDING = (signal.SIGINT, signal.SIGTERM)


def in_processes(count: int, serve: Callable[[], None]) -> None:
    """Serve in so many processes, until a signal ends this one, and so all.

    One that is killed (the system does so where memory is short) is begun anew; one that ends by itself has said why,
    and ends the others. Where this process is killed, the others end as well.

    Raises:
        ArchiverError: one ended by itself.
    """
    others = _Others(serve)
    with _told_to_end(others) as told:
        for _ in range(count):
            others.begin()
        failed = others.keep(told)
    if told and told[0] == signal.SIGTERM:
        signal.raise_signal(signal.SIGTERM)  # who asked for it sees that it was heard
    if failed:
        raise ArchiverError("The reading room is closed, because a process of it could not go on; it has said why.")


class _Others:
    """The processes that serve."""

    def __init__(self, serve: Callable[[], None]) -> None:
        self._serve = serve
        self._running: set[int] = set()
        self._is_alive, self._kept_open = os.pipe()  # reading from it ends when this process does

    def begin(self) -> None:
        _flush()
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)  # or one that is just begun would hear it as this one does
        if child := os.fork():
            self._running.add(child)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
            return
        os.close(self._kept_open)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        Thread(target=_end_with, args=(self._is_alive,), daemon=True).start()
        status = 1
        try:
            self._serve()
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        except Exception:  # noqa: BLE001 - nobody above could tell it
            traceback.print_exc()
        finally:
            _flush()
            os._exit(status)  # what this process inherited is not its to clear up

    def keep(self, told: list[int]) -> bool:
        """See to it that all run until they are told to end; whether one ended by itself before."""
        failed = False
        while self._running:
            if told:  # perhaps while one was being begun, which was not told
                self.end()
            child, status = os.wait()
            self._running.discard(child)
            if told or failed:
                continue
            if os.WIFSIGNALED(status):
                self.begin()
            else:
                failed = True
                self.end()
        return failed

    def end(self) -> None:
        for child in list(self._running):
            os.kill(child, signal.SIGTERM)


@contextmanager
def _told_to_end(others: _Others) -> Iterator[list[int]]:
    """The signals that told this process to end, which are handed on."""
    told: list[int] = []

    def hear(number: int, _frame: FrameType | None) -> None:
        told.append(number)
        others.end()

    before = {number: signal.signal(number, hear) for number in _ENDING}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_with(is_alive: int) -> None:
    """End this process when the one that began it is gone."""
    os.read(is_alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _flush() -> None:
    """What waits to be written would be written by each process."""
    sys.stdout.flush()
    sys.stderr.flush()
