"""A foreign file becomes part of the archive: copied byte for byte under `warc/import/`, and its digest written down.

Each step may be the last before a crash. A copy has its name only when it is whole on the disk; a whole copy without a line
in SHA256SUMS gets its line next time.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import ArchiveError, LimitExceeded, UsageError, WarcError
from archiver.layout import ArchiveFolder, name_under_warc
from archiver.vietnamese.folding import plain_letters
from archiver.warc.fixity import file_digest, recorded_sums, write_sum
from archiver.warc.foreign.package import entries, is_package, unpack_entry
from archiver.warc.growing import sync_folder

_CHUNK = 1 << 20

Progress = Callable[[int], None]


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


def copy_in(folder: ArchiveFolder, source: Path, name: str, progress: Progress) -> Copied:
    """Copy a file into the archive; one that is there already, under whatever name, stays as it is."""
    digest = _digest(source, progress)
    if (present := _present(folder, digest)) is not None:
        return Copied(present, digest, was_there=True)
    folder.imports.mkdir(parents=True, exist_ok=True)
    target = folder.new_import(plain_letters(name))
    unfinished = target.with_name(f"{target.name}.new")
    copied = _copy(source, unfinished)
    if copied != digest:
        unfinished.unlink()
        raise ArchiveError(f"{source}: changed while it was copied; import it when nothing writes to it any more.")
    _finish(folder, unfinished, target)
    return Copied(target, digest, was_there=False)


def unpack_beside(folder: ArchiveFolder, package: Path) -> tuple[list[Path], list[str]]:
    """What of a package cannot be read in its place, unpacked beside it; and what cannot be had, in words."""
    if not is_package(package):
        return [], []
    found, left = entries(package)
    made: list[Path] = []
    for number, entry in enumerate(found):
        if not entry.deflated:
            continue
        target = folder.new_import(f"{package.name}.{number:05d}{_ending(entry.name)}")
        unfinished = target.with_name(f"{target.name}.new")
        try:
            unpack_entry(package, entry, unfinished)
        except (WarcError, LimitExceeded) as error:
            unfinished.unlink(missing_ok=True)
            left.append(str(error))
            continue
        present = _present(folder, file_digest(unfinished))  # from an import that was cut off
        if present is None:
            _finish(folder, unfinished, target)
        else:
            unfinished.unlink()
        made.append(present or target)
    return made, left


def _present(folder: ArchiveFolder, digest: str) -> Path | None:
    """The file with these bytes: imported before, or one of our own, which somebody gives back to us."""
    files = {name_under_warc(path): path for path in (*folder.warc_files(), *folder.imported_files())}
    return next(
        (files[file] for file, known in recorded_sums(folder).items() if known == digest and file in files), None
    )


def _ending(name: str) -> str:
    return next(ending for ending in (".warc.gz", ".warc", ".arc.gz", ".arc") if name.lower().endswith(ending))


def _finish(folder: ArchiveFolder, unfinished: Path, target: Path) -> None:
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(target)
    sync_folder(target.parent)
    sync_folder(folder.warc)
    write_sum(folder, target)


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
