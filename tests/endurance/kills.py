"""Kills and power cuts: `python -m tests.endurance.kills [N] [SEED]`.

N times a command is killed at some instant, with all that it has started: crawl, ingest, rebuild, import, verify, copy. After
every second kill the disk also forgets what was not synced: bytes behind the last commit in WARC files, frames behind
the last commit in crawl.db's journal, any transactions at the end of archive.db's, what was being written under an unfinished
name. Then the next command simply runs. In the end nothing that was committed may be missing, nothing stands twice, the
archive and its copy are whole, and a rebuild gives the same rows. The exit code is 1 where that does not hold.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import struct
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from archiver.demo.judge import judge
from archiver.demo.manifest import manifest
from archiver.demo.server import Portal
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump
from archiver.warc.fixity import recorded_sums
from archiver.warc.reader import Exchange, scan

sys.path.insert(0, str(Path(__file__).parent.parent))
from command import run_archiver, start_archiver, write_profile
from foreign_files import http, packed, record

SITE = "dang-bo-khoi"
FOREIGN = 400  # captures of the file that is imported
LONGEST = {
    "crawl": 4.0,
    "ingest": 1.5,
    "rebuild": 3.0,
    "import": 2.5,
    "verify": 1.5,
    "copy": 1.0,
}  # seconds till the kill
OFTEN = ("crawl", "crawl", "crawl", "ingest", "rebuild", "import", "verify", "copy")
_HEAD, _FRAME_HEAD = 32, 24  # bytes, of a journal of SQLite
# where a journal's index says that it is ready, of which journal it is, and how much of that was begun to be copied
_INIT, _SALT, _ATTEMPTED = 12, 32, 128


@dataclass(slots=True)
class Life:
    """An archive, and what it has acknowledged so far."""

    cwd: Path
    profile: Path
    foreign: Path
    acknowledged: dict[str, str] = field(default_factory=dict)  # capture id -> address
    killed: Counter[str] = field(default_factory=Counter)
    power_cuts: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def folder(self) -> ArchiveFolder:
        return ArchiveFolder(self.cwd / "output" / SITE)

    @property
    def copy(self) -> Path:
        return self.cwd / "copy"

    def arguments(self, command: str) -> tuple[object, ...]:
        archive = ("--archive", self.folder.root)
        return {
            "crawl": ("crawl", self.profile),
            "import": ("import", self.foreign, *archive),
            "copy": ("copy", self.copy, *archive),
        }.get(command, (command, *archive))


def kill(life: Life, command: str, patience: float) -> bool:
    """Start a command and kill it with all that it has started; false where it had ended by then."""
    process = start_archiver(*life.arguments(command), cwd=life.cwd, start_new_session=True)
    time.sleep(patience)
    running = process.poll() is None
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        running = False
    _, said = process.communicate()
    if "Traceback" in said:
        life.failures.append(f"{command} crashed: {said[-1000:]}")
    elif not running and process.returncode not in (0, 1):
        life.failures.append(f"{command} ended with {process.returncode}: {said[-500:]}")
    return running


def committed(folder: ArchiveFolder) -> tuple[dict[str, str], dict[str, int]]:
    """The captures and the ends of files that crawl.db has committed, read in a copy: the next command finds it as it is."""
    with tempfile.TemporaryDirectory() as aside:
        for path in folder.root.glob("crawl.db*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, aside)
        if not (Path(aside) / "crawl.db").exists():
            return {}, {}
        with closing(sqlite3.connect(Path(aside) / "crawl.db")) as db:
            try:
                return dict(db.execute("SELECT id, url FROM captures")), dict(
                    db.execute("SELECT warc_file, end FROM files")
                )
            except sqlite3.OperationalError:  # killed before the first table was there
                return {}, {}


def cut_power(folder: ArchiveFolder, ends: dict[str, int], chance: random.Random) -> None:
    """What was not synced is lost, or was written in part, or stands there as zeros."""
    closed = recorded_sums(folder)
    for path in folder.warc_files():
        end, size = ends.get(path.name, 0), path.stat().st_size
        if path.name not in closed and end < size:
            keep = chance.randint(end, size)
            with path.open("r+b") as file:
                file.truncate(keep)
                if chance.random() < 0.3:  # the file's length was written, its last bytes were not
                    file.truncate(size)
    journal = folder.root / "crawl.db-wal"
    if journal.exists():
        forget(journal, chance, synced=True)
    journal = folder.root / "archive.db-wal"
    if journal.exists():
        forget(journal, chance, synced=False, safe=checkpointed(folder.root / "archive.db-shm", journal))
    for index in folder.root.glob("*.db-shm"):
        index.unlink()  # it is in memory, in truth
    for unfinished in (*folder.root.rglob("*.new"), *folder.root.rglob("*.part")):
        with unfinished.open("r+b") as file:
            file.truncate(chance.randint(0, unfinished.stat().st_size))


def checkpointed(index: Path, journal: Path) -> int:
    """How many frames of a journal SQLite may have begun to copy into the database, by the journal's index.

    It syncs them before, so no power cut forgets them; and cutting them off would leave newer pages among older ones. It may be
    all of them where the index tells nothing of this journal: SQLite takes it away before the journal when it is done,
    clears it before it reads the journal anew, and gives it the next journal's salt before that one is begun.
    """
    head = index.read_bytes()[: _ATTEMPTED + 4] if index.exists() else b""
    with journal.open("rb") as file:
        salt = file.read(_HEAD)[16:24]
    if len(head) < _ATTEMPTED + 4 or not head[_INIT] or head[_SALT : _SALT + 8] != salt:
        return journal.stat().st_size // _FRAME_HEAD
    return int(struct.unpack_from("=I", head, _ATTEMPTED)[0])


def forget(journal: Path, chance: random.Random, *, synced: bool, safe: int = 0) -> None:
    """Cut a journal behind a commit: the last one, where each is synced, else any behind so many frames; a torn frame may follow."""
    data = journal.read_bytes()
    if len(data) < _HEAD:
        return
    step = struct.unpack(">I", data[8:12])[0] + _FRAME_HEAD
    salt = data[16:24]
    borders = [_HEAD]
    for begin in range(_HEAD, len(data) - step + 1, step):
        frame = data[begin : begin + _FRAME_HEAD]
        if frame[8:16] != salt:  # left from before the last checkpoint
            break
        if struct.unpack(">I", frame[4:8])[0]:
            borders.append(begin + step)
    keep = (
        borders[-1] if synced else chance.choice([one for one in borders if one >= _HEAD + safe * step] or borders[-1:])
    )
    torn = chance.randint(0, min(step - 1, len(data) - keep))
    journal.write_bytes(data[: keep + torn])


def foreign_file(path: Path, base: str) -> None:
    """What somebody else has kept of the same portal, years ago."""
    pages = (b"<!doctype html><title>Tin %d</title><p>Ban tin cu so %d.</p>" % (n, n) for n in range(FOREIGN))
    records = (
        record("response", f"{base}old/{n}.html", http(page), number=f"old-{n}", date="2012-06-01T08:00:00Z")
        for n, page in enumerate(pages)
    )
    path.write_bytes(packed(records))


def campaign(cwd: Path, kills: int, seed: int) -> Life:
    """So many kills, with a crawl that comes to its end now and then, and a last word."""
    chance = random.Random(seed)
    with Portal(size="tiny") as portal:
        profile = write_profile(cwd, SITE, portal.base)
        profile.write_text(profile.read_text("utf-8").replace("delay = 0", "delay = 0.02"), "utf-8")
        foreign_file(cwd / "old.warc.gz", portal.base)
        life = Life(cwd, profile, cwd / "old.warc.gz")
        while sum(life.killed.values()) < kills and len(life.failures) < 5:
            command = chance.choice(OFTEN) if life.acknowledged else "crawl"
            if kill(life, command, chance.uniform(0.05, LONGEST[command])):
                life.killed[command] += 1
            acknowledged, ends = committed(life.folder)
            if lost := life.acknowledged.keys() - acknowledged.keys():
                life.failures.append(f"{len(lost)} captures are committed no more after {command} was killed")
            life.acknowledged |= acknowledged
            if chance.random() < 0.5 and life.folder.root.exists():
                cut_power(life.folder, ends, chance)
                life.power_cuts += 1
        last_word(life)
        if life.failures:
            return life
        judgement = judge(life.folder.archive_db, manifest(2008, "tiny", 0, portal.base))
        if not judgement.complete:
            life.failures.append(f"not all of the portal is there: {judgement}")
    return life


def last_word(life: Life) -> None:
    """Every command comes to its end, and the archive is whole."""
    for command in ("crawl", "import", "ingest", "verify", "copy"):
        done = run_archiver(*life.arguments(command), cwd=life.cwd)
        if done.returncode != 0:
            life.failures.append(f"{command} ended with {done.returncode}: {done.stdout[-500:]} {done.stderr[-500:]}")
    for folder in (life.folder, ArchiveFolder(life.copy)):
        verdict = verify(folder)
        life.failures += (f"{folder.root}: {finding}" for finding in verdict.findings)
    ours, theirs = (recorded_sums(folder) for folder in (life.folder, ArchiveFolder(life.copy)))
    if ours != theirs:
        life.failures.append(f"the copy has other files: {ours.items() ^ theirs.items()}")
    exchanges = [found for path in life.folder.warc_files() for found in scan(path) if isinstance(found, Exchange)]
    kept = Counter(found.capture.id for found in exchanges)
    if lost := life.acknowledged.keys() - kept.keys():
        life.failures.append(f"{len(lost)} captures that were committed are not in the record, as {min(lost)}")
    life.failures += (f"{number} stands {times} times in the record" for number, times in kept.items() if times > 1)
    if not life.folder.archive_db.is_file():
        life.failures.append("there is no archive.db in the end")
        return
    try:
        live = b"".join(canonical_dump(life.folder.archive_db))
    except sqlite3.DatabaseError as error:
        life.failures.append(f"archive.db cannot be read in the end: {error}")
        return
    if (done := run_archiver(*life.arguments("rebuild"), cwd=life.cwd)).returncode != 0:
        life.failures.append(f"rebuild ended with {done.returncode}: {done.stderr[-500:]}")
    if b"".join(canonical_dump(life.folder.archive_db)) != live:
        life.failures.append("a rebuild gives other rows than the archive had")


def run(kills: int, seed: int) -> int:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as base:
        life = campaign(Path(base), kills, seed)
    told = [f"{count:5}  {command}" for command, count in sorted(life.killed.items())] + life.failures
    spent = time.monotonic() - begun
    fell = len(life.failures)
    told.append(f"{kills} kills, {life.power_cuts} power cuts in {spent:.0f} s, seed {seed}: {fell} fell short")
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if life.failures else 0


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100, int(sys.argv[2]) if len(sys.argv) > 2 else 2008))
