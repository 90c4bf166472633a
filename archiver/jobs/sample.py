"""Which part of the record a daily check reads: what was checked least recently comes first, so that in time all is read.

The choice is by chance where nothing else decides, and the same all through a day: it follows from the day, from the files,
and from the checks of the days before.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from archiver.layout import ArchiveFolder, is_imported, name_under_warc
from archiver.store.ledger import committed_ends_in
from archiver.store.lock import is_held
from archiver.warc.fixity import recorded_sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a file that is to be read; all of it, where it begins at 0 and is as long as the file."""

    file: str  # under warc/
    size: int  # of the file
    begin: int = 0
    length: int

    @property
    def whole(self) -> bool:
        return self.begin == 0 and self.length >= self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A stretch of a file that an earlier check has read."""

    file: str
    begin: int
    end: int
    size: int
    checked_at: str


def whole_files(folder: ArchiveFolder) -> tuple[Part, ...]:
    """All of the record; of a file that a crawl is writing now, what is committed."""
    paths = (*folder.warc_files(), *folder.imported_files())
    sizes = {name_under_warc(path): path.stat().st_size for path in paths}
    if is_held(folder.lock("crawl")):
        ends, closed = committed_ends_in(folder.crawl_db), recorded_sums(folder)
        growing = {file for file in sizes if file not in closed and not is_imported(file)}
        sizes |= {file: min(ends.get(file, 0), sizes[file]) for file in growing}
    return tuple(Part(file=file, size=size, length=size) for file, size in sizes.items())


def sample(everything: Sequence[Part], past: Iterable[Past], share: float, day: date) -> tuple[Part, ...]:
    """About so much of all bytes; a file that is larger than what is left of the share is read in stretches, day after day."""
    covered, reached = _history(past, day.isoformat())
    chance = random.Random(day.isoformat())  # noqa: S311  a choice that anyone may make again
    lots = {part.file: chance.random() for part in sorted(everything, key=lambda part: part.file)}
    left = max(1, round(share * sum(part.size for part in everything)))
    chosen: list[Part] = []
    for part in sorted(everything, key=lambda part: (covered.get(part.file, ""), lots[part.file])):
        if left <= 0:
            break
        begin = min(reached.get(part.file, 0), part.size)
        length = min(left, part.size - begin)
        if is_imported(part.file):  # it is judged by its digest alone, which is that of all of it
            begin, length = 0, part.size
        chosen.append(Part(file=part.file, size=part.size, begin=begin, length=length))
        left -= length
    return tuple(chosen)


def _history(past: Iterable[Past], today: str) -> tuple[dict[str, str], dict[str, int]]:
    """When each file was last read to its end, and how far it has been read since then."""
    covered: dict[str, str] = {}
    reached: dict[str, int] = {}
    for one in sorted(past, key=lambda one: one.checked_at):
        if one.checked_at[:10] >= today:
            continue
        if one.begin <= reached.get(one.file, 0) and one.end >= one.size:
            covered[one.file] = one.checked_at
            reached.pop(one.file, None)
        elif one.begin <= reached.get(one.file, 0):
            reached[one.file] = max(one.end, reached.get(one.file, 0))
    return covered, reached
