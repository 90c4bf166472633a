"""Everything at once: `python -m tests.endurance.load [SECONDS] [CLIENTS] [SEED]`.

The simulated portal is crawled again and again through its epochs, ingest runs beside each crawl, the reading room is open,
and clients read in it without a pause; now and then somebody checks the record and searches at the command line. No answer
may be an error, none may say that a database is locked, and at the end each crawl has ended well, the archive holds what
the portal has, every committed capture stands in the index, and the record is whole. The exit code is 1 where not.
"""

from __future__ import annotations

import random
import re
import sqlite3
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from archiver.demo.judge import judge
from archiver.demo.manifest import manifest
from archiver.demo.server import Portal
from archiver.layout import ArchiveFolder

sys.path.insert(0, str(Path(__file__).parent.parent))
from command import run_archiver, start_archiver, write_profile

SITE, SIZE, PORTAL_SEED = "dang-bo-khoi", "tiny", 2008
LAST_EPOCH = 3  # the last in which the portal is the same portal
PATIENCE = 120  # seconds for one answer, on a machine where all of this runs on two cores
_LINK = re.compile(r'href="(/[^"#]+)"')
_WORDS = ("dai hoi", "Đại hội", "đảng bộ", "nghị quyết", "37-CT/TW", '"ban chấp hành"', "khong co dau", "xyz")
_SAID = ("database is locked", "Traceback")


@dataclass(slots=True)
class Day:
    """One day in the life of a busy archive: what was asked, and what went wrong."""

    cwd: Path
    seconds: float
    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    crawls: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def folder(self) -> ArchiveFolder:
        return ArchiveFolder(self.cwd / "output" / SITE)

    def complain(self, what: str) -> None:
        with self._lock:
            self.wrong.append(what)

    def count(self, status: int) -> None:
        with self._lock:
            self.answers[status] += 1

    def command(self, *arguments: object, well: frozenset[int] = frozenset((0,))) -> None:
        done = run_archiver(*arguments, cwd=self.cwd, patience=900)
        told = done.stdout + done.stderr
        if done.returncode not in well or any(word in told for word in _SAID):
            self.complain(f"{' '.join(map(str, arguments))}: exit code {done.returncode}: {told[-400:]}")


def live(cwd: Path, seconds: float, clients: int, seed: int) -> Day:
    """The whole day; what went wrong is in `wrong`."""
    day = Day(cwd, seconds)
    with Portal(PORTAL_SEED, SIZE) as portal:
        profile = write_profile(cwd, SITE, portal.base)
        day.command("crawl", profile)
        day.crawls += 1
        end = time.monotonic() + seconds
        with _Room(day) as base:
            readers = [
                threading.Thread(target=_read, args=(day, base, random.Random(seed + number), end))
                for number in range(clients)
            ]
            for reader in readers:
                reader.start()
            archivist = threading.Thread(target=_look_after, args=(day, end))
            archivist.start()
            epoch = 0
            while time.monotonic() < end or day.crawls < LAST_EPOCH + 1:
                epoch = min(epoch + 1, LAST_EPOCH)
                portal.epoch = epoch
                day.command(
                    "crawl", profile, well=frozenset((0, 1))
                )  # 1: what the portal took away breaks expectations
                day.crawls += 1
            for thread in (*readers, archivist):
                thread.join(PATIENCE + 900)
                if thread.is_alive():
                    day.complain("a reader never got an answer")
        _judge(day, portal.base, epoch)
    return day


def _judge(day: Day, base: str, epoch: int) -> None:
    """What the archive holds in the evening."""
    verdict = judge(
        day.folder.archive_db, [truth for truth in manifest(PORTAL_SEED, SIZE, epoch, base) if truth.status == 200]
    )
    for name, missing in (("entries", verdict.missing), ("files", verdict.missing_files)):
        if missing:
            day.complain(f"{name} missing: {list(missing)[:5]}")
    with closing(sqlite3.connect(day.folder.archive_db)) as db, closing(sqlite3.connect(day.folder.crawl_db)) as ledger:
        kept = {row[0] for row in db.execute("SELECT id FROM captures")}
        lost = [row[0] for row in ledger.execute("SELECT id FROM captures") if row[0] not in kept]
    if lost:
        day.complain(f"{len(lost)} committed captures are not in the index, such as {lost[:3]}")
    day.command("verify")


class _Room:
    """The reading room in a process of its own."""

    def __init__(self, day: Day) -> None:
        self._day = day

    def __enter__(self) -> str:
        self._process = start_archiver("serve", self._day.folder.root, "--port", 0, cwd=self._day.cwd)
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        return said.split(" at ")[1].split()[0].rstrip("/")

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is not None:
            self._day.complain(f"the reading room closed by itself, exit code {self._process.returncode}")
        self._process.terminate()
        _, told = self._process.communicate(timeout=60)
        if any(word in told for word in _SAID):
            self._day.complain(f"the reading room said: {told[-400:]}")


def _read(day: Day, base: str, dice: random.Random, end: float) -> None:
    """One reader who follows links, searches, and asks for tables."""
    name = SITE
    page = f"/-/read/{name}"
    while time.monotonic() < end:
        status, text = _get(base + page)
        day.count(status)
        if status >= 500 or any(word in text for word in _SAID):
            day.complain(f"{page}: {status} {text[:300]}")
        links = [link.replace("&amp;", "&") for link in _LINK.findall(text) if ".db" not in link]
        choice = dice.random()
        if choice < 0.5 and links:
            page = dice.choice(links)
        elif choice < 0.75:
            page = f"/-/read/{name}/search?q={quote(dice.choice(_WORDS))}"
        elif choice < 0.9:
            page = f"/{name}/{dice.choice(('articles', 'captures', 'versions', 'attachments', 'events'))}.json?_size=20"
        else:
            page = f"/-/read/{name}/changes"


def _get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # the reading room's own, on loopback
            return answer.status, answer.read(2_000_000).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read(100_000).decode("utf-8", "replace")
    except OSError as error:
        return 599, str(error)


def _look_after(day: Day, end: float) -> None:
    """The archivist at the command line meanwhile."""
    while time.monotonic() < end:
        day.command("search", "dai hoi", "--archive", day.folder.root)
        day.command("verify", "--archive", day.folder.root)
        day.command("report", "--archive", day.folder.root, well=frozenset((0, 1)))


def main(seconds: float, clients: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        day = live(Path(folder), seconds, clients, seed)
    told = ", ".join(f"{count} x {status}" for status, count in sorted(day.answers.items()))
    sys.stdout.write(f"{seconds:.0f} s, {clients} clients, {day.crawls} crawls; answers: {told}\n")
    sys.stdout.write("".join(f"WRONG {one}\n" for one in day.wrong[:50]))
    return 1 if day.wrong else 0


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:4]]
    sys.exit(main(*(numbers + [600, 20, 2008][len(numbers) :])))
