"""Work that is cut off by SIGKILL, in a process of its own: after some time, or before a certain step on the disk."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import NoReturn

_STEPS = frozenset({"os.remove", "os.rename", "sqlite3.connect", "os.truncate"})


def cut_off(action: Callable[[], object], *, after: float | None = None, before_step: int | None = None) -> bool:
    """Whether it was; what failed by itself is an error. No connection to its database may be open here meanwhile."""
    process = os.fork()
    if process == 0:
        _run(action, after, before_step)
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the work failed; what it said stands in the output"
    return False


def _run(action: Callable[[], object], after: float | None, before_step: int | None) -> NoReturn:
    """Never to return: what called us goes on in the parent alone."""
    failed = True
    try:
        if before_step is not None:
            _kill_before(before_step)
        if after is not None:
            clock = threading.Timer(after, _kill)
            clock.daemon = True
            clock.start()
        action()
        failed = False
    finally:
        if failed:
            traceback.print_exc()
        os._exit(failed)


def _kill_before(step: int) -> None:
    """Python tells of each step that changes names, before it is taken."""
    left = step

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in _STEPS and "archive.db" in str(arguments[0]):
            left -= 1
            if left == 0:
                _kill()

    sys.addaudithook(count)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
