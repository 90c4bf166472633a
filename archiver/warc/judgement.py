"""What a check finds in one WARC file of ours, taken by itself: no database is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from archiver.layout import cdxj_of
from archiver.warc.cdxj import index_from
from archiver.warc.fixity import file_digest
from archiver.warc.inspection import Broken, Damage, Piece, faults_of, pieces
from archiver.warc.member import Fault, Member
from archiver.warc.name import ANSWERS, Name, name_between
from archiver.warc.reader import together
from archiver.warc.record import Record
from archiver.warc.unread import unread_damage

CHANGED = "its SHA-256 is not the one in SHA256SUMS: it was changed after it was closed"
_HEAD = slice(3, 10)  # of a gzip member, behind its signature: flags, time, system


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What was read of a file, and what of it is not as it was written."""

    file: str
    begin: int
    end: int
    size: int  # of the whole file
    digest: str | None  # None: only a part was read
    changed: bool  # its digest is not the one that was written
    trouble: str | None = None  # what the disk says, where it cannot read all of it
    index: str | None = None  # what is wrong with the index of a whole file
    records: int  # that are whole
    damages: tuple[Damage, ...]
    answers: dict[int, Name]  # where answers stand; of a file that is whole, empty

    @property
    def whole(self) -> bool:
        return not (self.damages or self.changed)


def judge_file(path: Path, expected: str | None, end: int | None = None, index_digest: str | None = None) -> FileReport:
    """Read a whole file; `expected` is the digest that it had when it was closed, None for one that is open.

    Of a file that grows meanwhile, `end` says how much is settled. `index_digest` is that of the index that was made of the
    expected bytes: one that has it still is not made again, which takes a third of the time or more.
    """
    makes_index = expected is not None and not _has_digest(cdxj_of(path), index_digest)
    with ThreadPoolExecutor(1) as beside:  # hashing and unpacking leave the interpreter alone, so they run side by side
        digest = beside.submit(file_digest, path) if expected is not None else None
        size = path.stat().st_size if end is None else end
        reading = _Reading()
        made = b""
        if makes_index:
            made = index_from(together(path, _records(path, reading.follow(path, 0, size))), path.name)
        else:
            reading.read(path, 0, size)
    found, trouble = _result(digest)
    changed = found != expected
    damages = [*reading.damages, *reading.other_name(path.name)]
    if expected is None:
        damages += [*reading.odd_heads(), *reading.not_ours()]
    elif changed and not damages and found is not None:
        damages += [*reading.unended(size)] or [*unread_damage(path, expected)]
    return FileReport(
        file=path.name,
        begin=0,
        end=size,
        size=size,
        digest=found,
        changed=changed,
        trouble=trouble,
        index=_index_fault(path, made) if makes_index and not (changed or damages) else None,
        records=reading.whole,
        damages=tuple(sorted(damages, key=lambda damage: damage.offset or 0)),
        answers=_answers(path) if changed or damages else {},
    )


def _result(digest: Future[str] | None) -> tuple[str | None, str | None]:
    """The file's digest, or what the disk says."""
    try:
        return (digest.result() if digest is not None else None), None
    except OSError as error:
        return None, f"the disk cannot read all of it: {error.strerror}"


def judge_part(path: Path, begin: int, length: int) -> FileReport:
    """Read records from one border on, until so many bytes are read."""
    size = path.stat().st_size
    reading = _Reading()
    end = reading.read(path, begin, size, enough=begin + length)
    return FileReport(
        file=path.name,
        begin=begin,
        end=end,
        size=size,
        digest=None,
        changed=False,
        records=reading.whole,
        damages=tuple(reading.damages),
        answers=_answers(path) if reading.damages else {},
    )


def unreadable(path: Path, error: OSError) -> FileReport:
    """A file that cannot be opened at all."""
    trouble = f"cannot be read: {error.strerror}; see to the disk and to the file's rights"
    return FileReport(
        file=path.name,
        begin=0,
        end=0,
        size=0,
        digest=None,
        changed=True,
        trouble=trouble,
        records=0,
        damages=(),
        answers={},
    )


def _records(path: Path, found: Iterable[Piece | Broken]) -> Iterator[tuple[Record, Member] | Fault]:
    """The same pieces, for who reads what they say."""
    for one in found:
        if isinstance(one, Piece):
            yield one.record, Member(offset=one.offset, length=len(one.packed), data=one.data)
        else:
            yield Fault(file=path.name, offset=one.offset, length=one.length, reason=one.reason)


def _has_digest(index: Path, digest: str | None) -> bool:
    return digest is not None and index.is_file() and file_digest(index) == digest


def _index_fault(path: Path, made: bytes) -> str | None:
    """What is wrong with an index; None where it is as it would be made now."""
    index = cdxj_of(path)
    if not index.is_file():
        return "is missing"
    return None if index.read_bytes() == made else "is not what its WARC file says"


def _answers(path: Path) -> dict[int, Name]:
    """Where answers stand that can still be read."""
    names = ((piece.offset, piece.name) for piece in pieces(path) if isinstance(piece, Piece))
    return {offset: name for offset, name in names if name.type in ANSWERS}


@dataclass(slots=True)
class _Reading:
    """A file while it is read."""

    first: Piece | None = None
    before: Piece | None = None
    pending: list[Broken] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)
    whole: int = 0
    heads: Counter[bytes] = field(default_factory=Counter)
    first_with: dict[bytes, Piece] = field(default_factory=dict)

    def read(self, path: Path, begin: int, size: int, *, enough: int | None = None) -> int:
        """Take records until enough is read; gives where it stopped."""
        end = begin
        for found in self.follow(path, begin, size, enough=enough):
            end = found.end
        return end

    def follow(self, path: Path, begin: int, size: int, *, enough: int | None = None) -> Iterator[Piece | Broken]:
        """The pieces as they are read, each judged before it is handed on."""
        for found in pieces(path, begin, size):
            if isinstance(found, Broken):
                self.pending.append(found)
            else:
                self._take(found)
            yield found
            if enough is not None and found.end >= enough:
                break
        self._settle(None)

    def other_name(self, file: str) -> Iterator[Damage]:
        """A file of ours says in its first record how it is called."""
        if self.first is None or self.first.offset != 0 or self.first.record.type != "warcinfo":
            return
        called = self.first.record.field("WARC-Filename")
        if called not in {None, file}:
            what = f"holds what was written as {called}: its first record says so"
            yield Damage(kind="swapped", offset=0, name=self.first.name, what=what)

    def not_ours(self) -> Iterator[Damage]:
        """A file that SHA256SUMS does not name must at least begin as ours do."""
        if self.first is not None and self.first.offset == 0 and self.first.record.type != "warcinfo":
            what = "is not in SHA256SUMS, and does not begin as a file of ours: it was put here by others"
            yield _damage("unlisted", 0, 0, self.first.name, what)

    def unended(self, size: int) -> Iterator[Damage]:
        """A file that ends between the records of one exchange was cut there."""
        if self.before is not None and self.before.name.type in {*ANSWERS, "request"}:
            what = "the file ends within the exchange of which this record is a part"
            yield _damage("torn", size, 0, name_between(self.before.name, b"", None), what)

    def odd_heads(self) -> Iterator[Damage]:
        """A gzip head that is like no other: nothing reads it, so no checksum speaks for it."""
        usual = self.heads.most_common(1)
        for head, piece in self.first_with.items():
            if head != usual[0][0] and self.heads[head] == 1:
                what = "its gzip head is not like that of the other records; the record itself reads as it was written"
                yield _damage("damaged", piece.offset, len(piece.packed), piece.name, what)

    def _take(self, piece: Piece) -> None:
        self._settle(piece)
        faults = [] if piece.whole else [*faults_of(piece.record)]
        self.damages += (_damage("damaged", piece.offset, len(piece.packed), piece.name, fault) for fault in faults)
        self.whole += not faults
        self.heads[piece.packed[_HEAD]] += 1
        self.first_with.setdefault(piece.packed[_HEAD], piece)
        self.first = self.first or piece
        self.before = piece

    def _settle(self, after: Piece | None) -> None:
        """Now it is known between which records the broken places stand."""
        for broken in self.pending:
            name = name_between(
                self.before.name if self.before else None, broken.head, after.name if after is not None else None
            )
            self.damages.append(
                _damage("torn" if broken.torn else "damaged", broken.offset, broken.length, name, broken.reason)
            )
        self.pending.clear()


def _damage(kind: str, offset: int, length: int, name: Name, what: str) -> Damage:
    return Damage(kind=kind, offset=offset, length=length, name=name, what=what)
