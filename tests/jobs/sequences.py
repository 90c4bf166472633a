"""Whatever way leads from a record to its index, the index is the same: `python -m tests.jobs.sequences N SEED`.

A seed chooses how a record is taken in: beside its crawls in batches of any size, by a rebuild with one process or two, from
copies that are imported in any order, from files in another order; cut off by SIGKILL at any instant and begun again. The
record is that of the simulated portal through some of its epochs, crawled with kills, or of a portal made up from a seed.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import TimeoutExpired

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))
import made_up
import recorded
from command import run_archiver, start_archiver, write_profile
from killing import cut_off

import archiver.jobs.ingest as ingesting
from archiver.crawl.recovery import recover
from archiver.demo.server import Portal
from archiver.jobs.importing import Incoming, import_files
from archiver.jobs.ingest import ingest
from archiver.jobs.profile import profile_of
from archiver.jobs.rebuild import rebuild
from archiver.layout import ArchiveFolder
from archiver.sites.profile import SiteProfile
from archiver.store.dump import canonical_dump
from archiver.store.ledger import Ledger

SITE = "dang-bo-khoi"
EPOCHS = (0, 2, 3, 4, 5, 5)
_PLACE = ("warc_file", "warc_offset", "warc_length", "warc_within")
# What a rebuild must give again beside the canonical dump. Of the events, faults of the record tell when they were found.
_TABLES = (
    *("observations", "drafts", "mentions", "files", "homes", "redirects", "listed", "list_entries", "list_totals"),
    *(
        "crawls",
        "sections",
        "url_states",
        "outcomes",
        "article_passages",
        "article_marks",
        "redressed",
        "templates",
        "to_read",
    ),
    "(SELECT * FROM events WHERE type <> 'unreadable')",
)


@dataclass(frozen=True, slots=True)
class Record:
    """An archive that was crawled, and what its index must be: whole, and as far as the ledger had come after each crawl."""

    folder: ArchiveFolder
    profile: SiteProfile
    ledgers: tuple[Path, ...]
    lines: frozenset[str]  # of the index, with all tables
    bare: frozenset[str] = field(default=frozenset())  # of the canonical dump, without the places


def lines_of(folder: ArchiveFolder) -> frozenset[str]:
    """Every row that must be the same."""
    with closing(sqlite3.connect(f"file:{folder.archive_db}?mode=ro", uri=True)) as db:
        rows = {f"{table} {row!r}" for table in _TABLES for row in db.execute(f"SELECT * FROM {table}")}
    return frozenset(rows | {line.decode() for line in canonical_dump(folder.archive_db)})


def bare_lines_of(folder: ArchiveFolder) -> frozenset[str]:
    """The canonical dump, without the places: of files under other names these are others."""
    found = (json.loads(line) for line in canonical_dump(folder.archive_db))
    return frozenset(
        json.dumps([table, {name: value for name, value in row.items() if name not in _PLACE}], ensure_ascii=False)
        for table, row in found
    )


# The records


def crawl_epochs(cwd: Path, epochs: tuple[int, ...], seed: int) -> Record:
    """Crawl the tiny portal, each epoch until it is done, most of them cut off once or twice."""
    chance = random.Random(seed)
    folder = ArchiveFolder(cwd / "output" / SITE)
    ledgers = []
    with Portal(size="tiny") as portal:
        profile = write_profile(cwd, SITE, portal.base)
        for number, epoch in enumerate(epochs):
            portal.epoch = epoch
            for _ in range(chance.choice((0, 1, 1, 2))):
                _crawl_and_kill(profile, cwd, chance.uniform(0.5, 5))
            done = run_archiver("crawl", profile, cwd=cwd)
            assert done.returncode in {0, 1}, done.stderr  # 1: a section is gone, and what was expected of it
            ledgers.append(_copy_of_ledger(folder, cwd / f"ledger-{number}.db"))
    return Record(folder, profile_of(folder), tuple(ledgers), lines_of(folder), bare_lines_of(folder))


def _crawl_and_kill(profile: Path, cwd: Path, after: float) -> None:
    process = start_archiver("crawl", profile, cwd=cwd)
    with suppress(TimeoutExpired):
        process.communicate(timeout=after)
    process.kill()
    process.communicate()


def make_up(cwd: Path, seed: int) -> Record:
    """The record of a made-up portal, taken in while it was made, now and then."""
    profile = recorded.profile()
    folder = made_up.live_through(cwd / "made-up", seed, between=lambda folder: ingest(folder, profile))
    ingest(folder, profile)
    ledger = _copy_of_ledger(folder, cwd / "ledger.db")
    return Record(folder, profile, (ledger,), lines_of(folder), bare_lines_of(folder))


def _copy_of_ledger(folder: ArchiveFolder, target: Path) -> Path:
    with closing(sqlite3.connect(folder.crawl_db)) as ledger, closing(sqlite3.connect(target)) as copy:
        ledger.backup(copy)
    return target


# The ways


def go_a_way(record: Record, root: Path, seed: int, *, longest: float = 2.0) -> str:
    """Make the index anew in the way that the seed chooses, hold it against what it must be, and say which way it was."""
    chance = random.Random(seed)
    shutil.rmtree(root, ignore_errors=True)
    folder = ArchiveFolder(root / record.folder.name)
    folder.root.mkdir(parents=True)
    if record.folder.profile.exists():
        shutil.copy(record.folder.profile, folder.profile)
    way = chance.choice((_beside_the_crawls, _by_rebuild, _by_rebuild, _from_files_in_another_order, _by_import))
    told, exact = way(record, folder, chance, longest)
    same = lines_of(folder) == record.lines if exact else bare_lines_of(folder) == record.bare
    assert same, f"{told}: {_difference(record, folder, exact=exact)}"
    return told


def _difference(record: Record, folder: ArchiveFolder, *, exact: bool) -> str:
    wanted, found = (record.lines, lines_of(folder)) if exact else (record.bare, bare_lines_of(folder))
    return "".join(f"\n{sign} {line[:300]}" for sign, some in (("-", wanted - found), ("+", found - wanted)) for line in sorted(some)[:5])  # fmt: skip


def _beside_the_crawls(
    record: Record, folder: ArchiveFolder, chance: random.Random, longest: float
) -> tuple[str, bool]:
    shutil.copytree(record.folder.warc, folder.warc)
    batch, told = chance.choice((1, 7, 64, 1000)), []
    for ledger in record.ledgers:
        if ledger != record.ledgers[-1] and chance.random() < 0.3:
            continue  # nobody ingested then; the next one takes it in too
        for path in folder.root.glob("crawl.db*"):
            path.unlink()
        shutil.copy(ledger, folder.crawl_db)
        with _batches_of(batch):
            told += _cut_off_some(lambda: ingest(folder, record.profile), chance, longest)
            ingest(folder, record.profile)
            again = ingest(folder, record.profile)
        assert again.captures == 0
    return f"ingest, {batch} at once, cut off {told}", True


def _by_rebuild(record: Record, folder: ArchiveFolder, chance: random.Random, longest: float) -> tuple[str, bool]:
    shutil.copytree(record.folder.warc, folder.warc)
    processes = chance.choice((1, 2))
    told = _cut_off_some(lambda: rebuild(folder, record.profile, processes=processes), chance, longest)
    processes = chance.choice((1, 2))
    rebuild(folder, record.profile, processes=processes)
    return f"rebuild with {processes}, cut off {told}", True


def _from_files_in_another_order(
    record: Record, folder: ArchiveFolder, chance: random.Random, _: float
) -> tuple[str, bool]:
    folder.warc.mkdir()
    files = record.folder.warc_files()
    chance.shuffle(files)
    for number, path in enumerate(files):
        os.link(path, folder.warc / f"{SITE}-{number:014}-00000.warc.gz")
    rebuild(folder, record.profile, processes=1)
    return f"rebuild of {[path.name for path in files]}", False


def _by_import(record: Record, folder: ArchiveFolder, chance: random.Random, longest: float) -> tuple[str, bool]:
    files = [Incoming(path, path.name, str(path)) for path in record.folder.warc_files()]
    chance.shuffle(files)
    told: list[str] = []
    while files:
        count = chance.randint(1, len(files))
        some, files = files[:count], files[count:]
        told += _cut_off_some(lambda some=some: _import(folder, record.profile, some), chance, longest)
        _import(folder, record.profile, some)
    if chance.random() < 0.3:
        told += _cut_off_some(lambda: rebuild(folder, record.profile, processes=1), chance, longest)
        rebuild(folder, record.profile, processes=1)
    return f"import, cut off {told}", False


def _import(folder: ArchiveFolder, profile: SiteProfile, files: list[Incoming]) -> None:
    done = import_files(folder, profile, files, recover=_close_what_is_open)
    assert not any(one.damaged for one in done), done


def _close_what_is_open(folder: ArchiveFolder, profile: SiteProfile) -> None:
    with Ledger(folder.crawl_db) as ledger:
        recover(folder, ledger, profile)


def _cut_off_some(action: object, chance: random.Random, longest: float) -> list[str]:
    """Kill it at up to two instants; those at which it was still at work."""
    moments = [chance.uniform(0, longest) for _ in range(chance.choice((0, 1, 1, 2)))]
    return [f"{moment:.2f}" for moment in moments if cut_off(action, after=moment)]  # type: ignore[arg-type]


@contextmanager
def _batches_of(size: int) -> Iterator[None]:
    before, ingesting.BATCH = ingesting.BATCH, size
    try:
        yield
    finally:
        ingesting.BATCH = before


def main(count: int, seed: int) -> int:
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        cwd = Path(folder)
        portal = crawl_epochs(cwd, EPOCHS, seed)
        for number in range(seed, seed + count):
            made = cwd / f"made-{number}"
            made.mkdir()
            for name, record, longest in (("portal", portal, 6.0), ("made up", make_up(made, number), 0.5)):
                begun = time.monotonic()
                try:
                    told = go_a_way(record, cwd / "way", number, longest=longest)
                except AssertionError as error:
                    told, wrong = f"WRONG: {error}", wrong + 1
                sys.stdout.write(f"{number} {name}: {told} ({time.monotonic() - begun:.1f} s)\n")
                sys.stdout.flush()
            shutil.rmtree(made)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
