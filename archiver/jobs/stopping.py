"""The wish to stop, which a signal brings, and a sleep that it ends."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Asked for once, it stays asked for."""

    def __init__(self) -> None:
        self.asked = False
        # A pipe and not an Event: an Event that a signal handler sets can lock up the thread that waits for it.
        self._readable, self._writable = os.pipe()

    def ask(self) -> None:
        if not self.asked:
            self.asked = True
            os.write(self._writable, b".")

    def pause(self, seconds: float) -> None:
        """Sleep, but no longer than until someone asks to stop."""
        select.select([self._readable], [], [], seconds)

    def close(self) -> None:
        os.close(self._readable)
        os.close(self._writable)


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """SIGTERM and SIGINT ask to stop, and do nothing else; a second SIGINT is an interrupt as always."""
    stop = Stop()

    def ask(number: int, _frame: FrameType | None) -> None:
        stop.ask()
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop.close()


@contextmanager
def out_of_earshot() -> Iterator[None]:
    """Processes that begin within do not hear ^C, which a terminal tells all of them: else each tells of it in its own way.

    One that is to end by it, and at once, asks for it by `end_at_once`. This process hears it afterwards: one that was
    half begun would be known to nobody, and who waits for it waits for ever.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    heard: list[int] = []  # another thread of ours may be told, and then the first one runs the handler all the same
    handler = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if heard:
            signal.raise_signal(signal.SIGINT)


def end_at_once() -> None:
    """From now on ^C ends this process without a word: who began it tells what there is to tell."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
