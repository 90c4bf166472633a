"""Damage done to an archive on purpose: `python -m tests.endurance.corruption [N] [SEED]`.

N times a byte is turned, or bytes are cut, put in, swapped or taken away, in WARC files, indexes and databases of a crawled
archive. Each time what the check says is held against what was done, the other commands must work or end with a clear error,
and the record must come back from a second copy with the digests that it had. The exit code is 1 where one falls short.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner

from archiver.cli import main
from archiver.demo.server import Portal
from archiver.jobs.findings import Finding
from archiver.jobs.repair import repair
from archiver.jobs.second_copy import copy_to
from archiver.jobs.shelf import FolderShelf
from archiver.jobs.verify import Verdict, verify
from archiver.layout import ArchiveFolder, cdxj_of
from archiver.warc.fixity import file_digest
from archiver.warc.inspection import Piece, pieces
from archiver.warc.name import ANSWERS, Name

sys.path.insert(0, str(Path(__file__).parent.parent))
from command import run_archiver, write_profile

REBUILDS = 25  # one case in so many is also rebuilt, which takes long


@dataclass(frozen=True, slots=True)
class Spot:
    """A record as it stood before the damage."""

    file: str
    begin: int
    end: int
    name: Name


@dataclass(slots=True)
class Case:
    """One damage."""

    what: str
    file: Path
    spots: list[Spot] = field(default_factory=list)  # the records that are hit; each must be named
    somewhere: bool = False  # one of the spots is enough: where bytes were put in, two records meet
    opened: bool = False  # the file is not closed: no digest speaks for it


@dataclass(slots=True)
class Tally:
    """What came of all cases."""

    done: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


class Ground:
    """An archive that is damaged and made whole again, and its second copy."""

    def __init__(self, folder: ArchiveFolder, copy: Path) -> None:
        self.folder = folder
        self.copy = FolderShelf(copy)
        self.warcs = folder.warc_files()
        self.spots = {path.name: list(_spots(path)) for path in self.warcs}
        self.digests = {path.name: file_digest(path) for path in self.warcs}
        self._bytes = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}

    def restore(self) -> None:
        """As it was: what came is gone, what changed is back."""
        shutil.rmtree(self.folder.warc / "damaged", ignore_errors=True)
        for path in self.folder.root.rglob("*"):
            if path.is_file() and path not in self._bytes:
                path.unlink()
        for path, data in self._bytes.items():
            if not path.exists() or path.read_bytes() != data:
                path.write_bytes(data)


def prepare(base: Path) -> Ground:
    """Two crawls of the tiny portal: two large WARC files, with revisits, and a copy."""
    with Portal(size="tiny") as portal:
        profile = write_profile(base, "dang-bo-khoi", portal.base)
        for options in (("--limit", "60"), ()):
            done = run_archiver("crawl", profile, *options, cwd=base)
            if done.returncode not in (0, 1):
                raise SystemExit(done.stderr)
    folder = ArchiveFolder(base / "output" / "dang-bo-khoi")
    return ground_of(folder, base / "copy")


def ground_of(folder: ArchiveFolder, copy: Path) -> Ground:
    """An archive that nobody else uses, with a copy."""
    if not copy_to(folder, FolderShelf(copy)).whole:
        raise SystemExit("the copy is not whole")
    for journal in folder.root.glob("*.db-*"):  # closed in order, they are empty, and the bytes are in the databases
        journal.unlink()
    return Ground(folder, copy)


def _spots(path: Path) -> Iterator[Spot]:
    for piece in pieces(path):
        if isinstance(piece, Piece):
            yield Spot(path.name, piece.offset, piece.end, piece.name)


# The damages


def flip(ground: Ground, chance: random.Random) -> Case:
    path, data = _some(ground, chance)
    place = chance.randrange(len(data))
    data[place] ^= chance.randrange(1, 256)
    path.write_bytes(data)
    return Case(f"byte {place} turned", path, _hit(ground, path, place, place + 1))


def flip_in_head(ground: Ground, chance: random.Random) -> Case:
    path, data = _some(ground, chance)
    spot = chance.choice(ground.spots[path.name])
    place = spot.begin + chance.randrange(10)
    data[place] ^= chance.randrange(1, 256)
    path.write_bytes(data)
    return Case(f"byte {place} turned, of a gzip head", path, [spot])


def flip_in_open(ground: Ground, chance: random.Random) -> Case:
    """The file is as it is while a crawl runs: no index, no line in SHA256SUMS."""
    path, data = _some(ground, chance)
    lines = ground.folder.sha256sums.read_text().splitlines(keepends=True)
    ground.folder.sha256sums.write_text("".join(line for line in lines if path.name not in line))
    cdxj_of(path).unlink()
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    return Case(f"byte {place} turned, in an open file", path, _hit(ground, path, place, place + 1), opened=True)


def cut_end(ground: Ground, chance: random.Random) -> Case:
    path, data = _some(ground, chance)
    place = chance.choice([chance.randrange(len(data)), chance.choice(ground.spots[path.name]).begin])
    path.write_bytes(data[:place])
    return Case(f"cut at {place}", path, _hit(ground, path, place, len(data)))


def cut_within(ground: Ground, chance: random.Random) -> Case:
    path, data = _some(ground, chance)
    place = chance.randrange(len(data) - 1)
    length = chance.randint(1, min(5000, len(data) - place - 1))
    path.write_bytes(data[:place] + data[place + length :])
    return Case(f"{length} bytes cut out at {place}", path, _hit(ground, path, place, place + length))


def put_in(ground: Ground, chance: random.Random) -> Case:
    path, data = _some(ground, chance)
    place = chance.randrange(len(data) + 1)
    path.write_bytes(data[:place] + chance.randbytes(chance.randint(1, 50)) + data[place:])
    return Case(f"bytes put in at {place}", path, _around(ground, path, place), somewhere=True)


def put_in_record(ground: Ground, chance: random.Random) -> Case:
    """A whole record, a second time, where two records meet."""
    path, data = _some(ground, chance)
    again, at = (chance.choice(ground.spots[path.name]) for _ in range(2))
    path.write_bytes(data[: at.begin] + data[again.begin : again.end] + data[at.begin :])
    return Case(
        f"the record at {again.begin} put in at {at.begin}", path, [again, *_around(ground, path, at.begin)], True
    )


def swap_within(ground: Ground, chance: random.Random) -> Case:
    path, data = _some(ground, chance)
    length = chance.randint(4, 64)
    first, second = sorted(chance.sample(range(0, len(data) - length, length), 2))
    data[first : first + length], data[second : second + length] = (
        data[second : second + length],
        data[first : first + length],
    )
    path.write_bytes(data)
    hit = _hit(ground, path, first, first + length) + _hit(ground, path, second, second + length)
    return Case(f"{length} bytes at {first} and {second} swapped", path, hit)


def swap_exchanges(ground: Ground, chance: random.Random) -> Case:
    """Two exchanges, each whole, change places: every record reads well."""
    path, data = _some(ground, chance)
    starts = [spot for spot in ground.spots[path.name] if spot.name.type in {"response", "revisit"}]
    first, second = sorted(chance.sample(starts, 2), key=lambda spot: spot.begin)
    a, b = (_end_of(ground, path, spot) for spot in (first, second))
    path.write_bytes(
        data[: first.begin] + data[second.begin : b] + data[a : second.begin] + data[first.begin : a] + data[b:]
    )
    return Case(f"the exchanges at {first.begin} and {second.begin} swapped", path, [first, second], somewhere=True)


def swap_files(ground: Ground, chance: random.Random) -> Case:
    one, other = chance.sample(ground.warcs, 2)
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)
    return Case(f"swapped with {other.name}", one)


def take_away(ground: Ground, chance: random.Random) -> Case:
    path = chance.choice(ground.warcs)
    path.unlink()
    return Case("taken away", path)


def sums(ground: Ground, chance: random.Random) -> Case:
    path = ground.folder.sha256sums
    data = bytearray(path.read_bytes())
    place = chance.randrange(len(data))
    data[place] ^= chance.randrange(1, 128)
    path.write_bytes(data)
    return Case(f"byte {place} turned", path)


def beside(*names: str) -> Callable[[Ground, random.Random], Case]:
    """Damage to what can be made again."""

    def damage(ground: Ground, chance: random.Random) -> Case:
        path = chance.choice([path for name in names for path in sorted(ground.folder.root.glob(name))])
        data = bytearray(path.read_bytes())
        place = chance.choice([chance.randrange(len(data)), chance.randrange(min(len(data), 4096))])
        kind = chance.choice(["turned", "cut", "put in", "away", "swapped"])
        if kind == "turned":
            data[place] ^= chance.randrange(1, 256)
        elif kind == "cut":
            del data[place:]
        elif kind == "put in":
            data[place:place] = chance.randbytes(chance.randint(1, 50))
        elif kind == "swapped":
            other = chance.randrange(len(data) - 16)
            data[place : place + 16], data[other : other + 16] = data[other : other + 16], data[place : place + 16]
        path.write_bytes(data)
        if kind == "away":
            path.unlink()
        return Case(f"{kind} at {place}", path)

    return damage


INDEXES, DATABASES = beside("warc/*.cdxj"), beside("archive.db", "crawl.db")
DAMAGES: tuple[tuple[str, int, Callable[[Ground, random.Random], Case]], ...] = (
    ("byte", 24, flip),
    ("byte of a gzip head", 6, flip_in_head),
    ("byte of an open file", 6, flip_in_open),
    ("cut at the end", 6, cut_end),
    ("cut within", 6, cut_within),
    ("bytes put in", 7, put_in),
    ("record put in", 3, put_in_record),
    ("bytes swapped", 6, swap_within),
    ("exchanges swapped", 4, swap_exchanges),
    ("files swapped", 3, swap_files),
    ("file away", 3, take_away),
    ("SHA256SUMS", 4, sums),
    ("CDXJ", 10, INDEXES),
    ("database", 12, DATABASES),
)


def _some(ground: Ground, chance: random.Random) -> tuple[Path, bytearray]:
    path = chance.choice(ground.warcs)
    return path, bytearray(path.read_bytes())


def _hit(ground: Ground, path: Path, begin: int, end: int) -> list[Spot]:
    return [spot for spot in ground.spots[path.name] if spot.begin < end and begin < spot.end]


def _around(ground: Ground, path: Path, place: int) -> list[Spot]:
    return [spot for spot in ground.spots[path.name] if spot.begin <= place <= spot.end]


def _end_of(ground: Ground, path: Path, answer: Spot) -> int:
    return max(spot.end for spot in ground.spots[path.name] if spot.name.about == answer.name.id)


# What is asked of each


def attempt(ground: Ground, number: int, seed: int, tally: Tally) -> None:
    """One damage, what is said of it, and the way back."""
    chance = random.Random(f"{seed}-{number}")
    kinds = [kind for kind, weight, _ in DAMAGES for _ in range(weight)]
    kind = chance.choice(kinds)
    damage = next(one for name, _, one in DAMAGES if name == kind)
    blind = chance.random() < 0.25  # without any database or index
    case = damage(ground, chance)
    if blind and case.spots:
        for path in (ground.folder.archive_db, ground.folder.crawl_db):
            path.unlink()
    told = f"case {number} of seed {seed}: {kind}: {case.file.name}: {case.what}{', no databases' if blind else ''}"
    try:
        for failure in (
            *_located(ground, case, kind, blind=blind),
            *_commands(ground, number, kind),
            *_back(ground, case),
        ):
            tally.failures.append(f"{told}: {failure}")
    finally:
        ground.restore()
    tally.done[kind] += 1


def _located(ground: Ground, case: Case, kind: str, *, blind: bool) -> Iterator[str]:
    """What the check does not say, and should."""
    verdict = verify(ground.folder)
    if case.file.suffix == ".db":
        return  # a byte that SQLite does not read is no damage to it; that nothing crashes is asked below
    if case.file not in ground.warcs:
        concerned = {case.file.name} if kind == "CDXJ" else None
        if kind == "CDXJ" and not any(finding.file in concerned and finding.mend for finding in verdict.findings):
            yield "not found, or without the command that makes it again"
        if kind == "SHA256SUMS" and verdict.record_whole:
            yield "not found"
        return
    found = [finding for finding in verdict.findings if finding.file == case.file.name and not finding.rebuildable]
    if not found:
        yield "not found"
        return
    spots = [spot for spot in case.spots if not blind or _neighbours_tell(case, spot)]
    missing = [spot for spot in spots if not any(_names(finding, spot, blind=blind) for finding in found)]
    if missing and (not case.somewhere or len(missing) == len(spots)):
        yield f"{len(missing)} of {len(spots)} records are not named, the first {missing[0]}"
    if not blind and not _articles_hit(ground, case, verdict):
        yield "no article is named"


def _neighbours_tell(case: Case, spot: Spot) -> bool:
    """Without any database a record is known by those beside it; of many that are gone, by the first."""
    return spot is case.spots[0] and not case.somewhere


def _names(finding: Finding, spot: Spot, *, blind: bool) -> bool:
    """Whether a finding speaks of this record: of its place, or of the exchange that it belongs to."""
    if blind:
        return finding.offset == spot.begin
    if spot.name.type not in ANSWERS:
        covered = finding.offset is not None and finding.offset <= spot.begin < finding.offset + (finding.length or 1)
        return covered or finding.capture_id == spot.name.about != ""
    return spot.name.id == finding.capture_id and spot.name.url == finding.url


def _articles_hit(ground: Ground, case: Case, verdict: Verdict) -> bool:
    """Articles are named where whole files are hit: each of ours holds some."""
    whole_file = case.what == "taken away" or case.what.startswith("swapped with")
    return not whole_file or any(finding.articles for finding in verdict.findings)


def _commands(ground: Ground, number: int, kind: str) -> Iterator[str]:
    """No command may crash; a clear error is an answer."""
    asked = [("verify",), ("search", "hội nghị"), ("why", "http://portal.example/x"), ("report",)]
    asked = asked if kind == "database" else [asked[number % len(asked)]]
    if number % REBUILDS == 0:
        asked.append(("rebuild",))
    for command in asked:
        done = CliRunner().invoke(main, [*command, "--archive", str(ground.folder.root)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            yield f"archiver {command[0]} crashed: {done.exception!r}"
        elif done.exit_code not in (0, 1, 3):
            yield f"archiver {command[0]} ended with {done.exit_code}: {done.output[-300:]}"
        elif done.exit_code == 3 and "archiver: " not in done.output:
            yield f"archiver {command[0]} does not say why: {done.output[-300:]}"


def _back(ground: Ground, case: Case) -> Iterator[str]:
    """From the copy every WARC file has its old digest again."""
    if case.file.suffix == ".db":
        return
    repaired = repair(ground.folder, verify(ground.folder), ground.copy)
    for path in ground.warcs:
        if not path.exists() or file_digest(path) != ground.digests[path.name]:
            yield f"{path.name} is not restored: {repaired.left}"
            return
    if case.opened:
        return
    after = [finding for finding in verify(ground.folder).findings if finding.kind not in {"database", "ledger"}]
    if after:
        yield f"not whole after the repair: {after[0]}"


def campaign(ground: Ground, cases: int, seed: int) -> Tally:
    """So many damages, one after another."""
    tally = Tally()
    for number in range(cases):
        attempt(ground, number, seed, tally)
    return tally


def run(cases: int, seed: int) -> int:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as base:
        tally = campaign(prepare(Path(base)), cases, seed)
    told = [f"{count:5}  {kind}" for kind, count in sorted(tally.done.items())] + tally.failures
    told.append(f"{cases} damages in {time.monotonic() - begun:.0f} s, seed {seed}: {len(tally.failures)} fell short")
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, int(sys.argv[2]) if len(sys.argv) > 2 else 2008))
