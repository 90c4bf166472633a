"""A foreign file becomes part of the archive: copied byte for byte under `warc/import/`, and its digest written down.

Each step may be the last before a crash. A copy has its name only when it is whole on the disk; a whole copy without a line
in SHA256SUMS gets its line next time.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from archiver.errors import ArchiveError, LimitExceeded, UsageError, WarcError
from archiver.layout import ArchiveFolder, name_under_warc, plain_name
from archiver.vietnamese.folding import plain_letters
from archiver.warc.fixity import append_sum, file_digest, recorded_sums, write_sum
from archiver.warc.foreign.package import entries, is_package, unpack_entry
from archiver.warc.growing import sync_folder
from archiver.watching import Progress

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Copied:
    """A foreign file in the archive."""

    path: Path
    sha256: str
    was_there: bool


def adopt(folder: ArchiveFolder) -> None:
    """Give every whole copy its line in SHA256SUMS, and remove what an import that was cut off has left."""
    if not folder.imports.is_dir():
        return
    for left in folder.imports.glob("*.new"):
        left.unlink()
    sums = recorded_sums(folder)
    for path in folder.imported_files():
        if name_under_warc(path) not in sums:
            write_sum(folder, path)


class Holdings:
    """What an archive holds, by digest; and how files of others are added to it, by one import at a time."""

    def __init__(self, folder: ArchiveFolder) -> None:
        self._folder = folder
        files = {name_under_warc(path): path for path in (*folder.warc_files(), *folder.imported_files())}
        sums = recorded_sums(folder)
        self._by_digest = {digest: files[file] for file, digest in sums.items() if file in files}
        self._next: dict[str, int] = {}  # plain name -> the first number that is not known to be given

    def copy_in(self, source: Path, name: str, progress: Progress) -> Copied:
        """Copy a file into the archive; one that is there already, under whatever name, stays as it is."""
        digest = _digest(source, progress)
        if (present := self._by_digest.get(digest)) is not None:  # also one of our own, which somebody gives back to us
            return Copied(present, digest, was_there=True)
        self._folder.imports.mkdir(parents=True, exist_ok=True)
        target = self._new(plain_letters(name))
        unfinished = target.with_name(f"{target.name}.new")
        copied = _copy(source, unfinished)
        if copied != digest:
            unfinished.unlink()
            raise ArchiveError(f"{source}: changed while it was copied; import it when nothing writes to it any more.")
        self._finish(unfinished, target, digest)
        return Copied(target, digest, was_there=False)

    def unpack_beside(self, package: Path) -> tuple[list[Copied], list[str]]:
        """What of a package cannot be read in its place, unpacked beside it; and what cannot be had, in words."""
        if not is_package(package):
            return [], []
        found, left = entries(package)
        made: list[Copied] = []
        for number, entry in enumerate(found):
            if not entry.deflated:
                continue
            target = self._new(f"{package.name}.{number:05d}{_ending(entry.name)}")
            unfinished = target.with_name(f"{target.name}.new")
            try:
                unpack_entry(package, entry, unfinished)
            except (WarcError, LimitExceeded) as error:
                unfinished.unlink(missing_ok=True)
                left.append(str(error))
                continue
            digest = file_digest(unfinished)
            present = self._by_digest.get(digest)  # from an import that was cut off
            if present is None:
                self._finish(unfinished, target, digest)
            else:
                unfinished.unlink()
            made.append(Copied(present or target, digest, was_there=present is not None))
        return made, left

    def _new(self, name: str) -> Path:
        """A path that nothing has yet; also none that differs in its letters' case, where the file system knows no other."""
        plain = plain_name(name)
        numbers = count(self._next.get(plain, 1))
        number = next(one for one in numbers if not self._folder.new_import(plain, one).exists())
        self._next[plain] = number + 1
        return self._folder.new_import(plain, number)

    def _finish(self, unfinished: Path, target: Path, digest: str) -> None:
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
        sync_folder(target.parent)
        sync_folder(self._folder.warc)
        append_sum(self._folder, name_under_warc(target), digest)
        self._by_digest[digest] = target


def _ending(name: str) -> str:
    return next(ending for ending in (".warc.gz", ".warc", ".arc.gz", ".arc") if name.lower().endswith(ending))


def _digest(source: Path, progress: Progress) -> str:
    digest = hashlib.sha256()
    try:
        with source.open("rb") as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
                progress(len(piece))
    except OSError as error:
        raise UsageError(f"{source}: cannot be read: {error.strerror}; give the path of a file that can.") from error
    return digest.hexdigest()


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as file, target.open("wb") as out:
        while piece := file.read(_CHUNK):
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()
