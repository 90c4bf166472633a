"""One scheduled run, as a process of its own: it holds the archive's lock, runs the command, and writes how it ended.

    python -m archiver.jobs.schedule_run DATABASE RUN LOCK LOG COMMAND...

The scheduler hands over the open lock, so there is no moment at which a living run holds none; the command inherits it
in turn. So the scheduler's death changes nothing, and a lock that is free proves that nothing of the run is alive.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from archiver.store.schedule_db import Outcome, end_run, open_calendar, writing

_TAIL = 2000  # bytes of what the command said last, kept when it did not go well
_STOPPED = (130, 143)  # how a shell reports an end by SIGINT and SIGTERM


class Stoppable:
    """A command that passes on to its own process the wish to stop."""

    def __init__(self, command: Sequence[str], lock: int) -> None:
        self.asked_to_stop = False
        self._command = command
        self._lock = lock
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """The command's exit code; negative for a signal."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._process = subprocess.Popen(self._command, pass_fds=(self._lock,), stdin=subprocess.DEVNULL)
        if self.asked_to_stop:  # while the process was being made
            self._process.terminate()
        return self._process.wait()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True
        if self._process is not None:
            self._process.terminate()


def outcome_of(exit_code: int, *, asked_to_stop: bool) -> Outcome:
    if exit_code == 0:
        return "done"
    if asked_to_stop or exit_code < 0 or exit_code in _STOPPED:
        return "interrupted"
    return "expectations broken" if exit_code == 1 else "failed"


def run_and_record(database: Path, run_id: int, lock: int, command: Sequence[str], log: Path) -> None:
    stoppable = Stoppable(command, lock)
    try:
        code = stoppable.run()
    except OSError as error:
        outcome: Outcome = "failed"
        code, detail = 3, f"{command[0]} could not be started: {error.strerror}."
    else:
        outcome = outcome_of(code, asked_to_stop=stoppable.asked_to_stop)
        detail = "" if outcome == "done" else last_words(log)
    db = open_calendar(database)
    with writing(db):
        end_run(db, run_id, outcome, exit_code=code, detail=detail or None)
        os.close(lock)  # before others can read of the end, so that who reads of it finds the archive free


def last_words(log: Path) -> str:
    """The end of a log, from the beginning of a line."""
    try:
        with log.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - _TAIL))
            tail = stream.read().decode(errors="replace")
    except FileNotFoundError:  # tidied away while the run went on
        return ""
    return (tail.partition("\n")[2] if size > _TAIL else tail).strip()


if __name__ == "__main__":
    _database, _run_id, _lock, _log, *_command = sys.argv[1:]
    run_and_record(Path(_database), int(_run_id), int(_lock), _command, Path(_log))
