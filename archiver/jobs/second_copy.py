"""A second copy, made and kept: what is new is copied, read back and compared; nothing there is deleted or written over.

A file has its name there only when it is whole. While a crawl runs, what is committed of the open file is copied, and the
rest next time.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archiver.errors import ArchiveError, UsageError
from archiver.jobs.copy_report import Copied, Refusal
from archiver.jobs.shelf import SUMS, Shelf, chunks, digest_on, is_itself, sums_on, text_on
from archiver.layout import ArchiveFolder, name_under_warc, warc_of
from archiver.store.ledger import committed_ends_in
from archiver.store.lock import is_held
from archiver.warc.fixity import index_digests, recorded_sums, sums_in
from archiver.watching import Progress, unwatched

_SMALL = ("profile.toml", "README.md", "schema.sql")  # the profile first: by it a copy is known


def copy_to(folder: ArchiveFolder, shelf: Shelf, *, reread: bool = False, progress: Progress = unwatched) -> Copied:
    """Bring what is new; with `reread` all that is there is read again. `progress` is told the bytes that are done."""
    if is_itself(shelf, folder):
        raise UsageError(f"{shelf.address}: is the archive itself; give another place.")
    try:
        run = _Run(folder, shelf, reread=reread, progress=progress)
        run.refuse_strangers()
        run.small_files()
        run.files_of_record()
        run.sums()
    except OSError as error:
        raise ArchiveError(
            f"{shelf.address}: {error.strerror or error}; see to the place, then start the command again: it goes on."
        ) from error
    return run.copied


class _Run:
    """One copy from an archive to a shelf."""

    def __init__(self, folder: ArchiveFolder, shelf: Shelf, *, reread: bool, progress: Progress) -> None:
        self.copied = Copied(shelf.address)
        self._folder = folder
        self._shelf = shelf
        self._reread = reread
        self._progress = progress
        self._there = shelf.sizes()
        self._ours = recorded_sums(folder)
        self._indexes = index_digests(folder)
        self._theirs = sums_on(shelf)
        self._verified: dict[str, str] = {}

    def refuse_strangers(self) -> None:
        """A place that holds something else is left alone."""
        place = self._shelf.address
        if not self._there:
            return
        text = text_on(self._shelf, "profile.toml")
        if not text and not any(name.startswith("warc/") for name in self._there):
            raise ArchiveError(f"{place}: holds files, and no archive; give an empty folder, or that of a copy.")
        try:
            name = tomllib.loads(text.removeprefix("\ufeff")).get("name")  # which editors of Windows write
        except tomllib.TOMLDecodeError as error:
            raise ArchiveError(
                f"{place}: its profile.toml is damaged ({error}); see to it, then copy again."
            ) from error
        own = self._own_name()
        if text and own and name != own:
            raise ArchiveError(f"{place}: holds the archive of {name!r}, not of {own!r}; give another place.")
        if self._theirs and self._ours and not self._theirs.keys() & self._ours.keys():
            raise ArchiveError(f"{place}: holds another archive of {own!r}: no file is in both; give another place.")

    def _own_name(self) -> str | None:
        """Whose archive this is; nothing where its profile is lost: then the files alone say it."""
        if not self._folder.profile.is_file():
            return None
        try:
            return tomllib.loads(self._folder.profile.read_text(encoding="utf-8-sig")).get("name")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            return None

    def small_files(self) -> None:
        """What explains the archive, as it is now."""
        for name in _SMALL:
            self._small_file(name, self._folder.root / name)
        if self._folder.profile.is_file() and self._own_name() is None:
            self._refuse("profile.toml", "is damaged here; mend it, or bring the copy's own back")

    def _small_file(self, name: str, path: Path) -> None:
        if not path.is_file() or (path == self._folder.profile and self._own_name() is None):
            return
        if text_on(self._shelf, name) != path.read_text(encoding="utf-8", errors="replace"):
            self._bring(name, path, path.stat().st_size, None)
        else:
            self.copied.already += 1

    def files_of_record(self) -> None:
        """The WARC files with what a crash has cut from them, then their indexes."""
        warc = self._folder.warc
        ends = committed_ends_in(self._folder.crawl_db)
        running = is_held(self._folder.lock("crawl"))
        for path in (*self._folder.warc_files(), *self._folder.imported_files()):
            name = path.relative_to(warc).as_posix()
            if name in self._ours:
                with self._going_on(name):
                    self._file(name, path, path.stat().st_size, self._ours[name])
            elif ends.get(name):
                self.copied.open.append(name)
                with self._going_on(name):
                    self._file(name, path, min(ends[name], path.stat().st_size), None)
            elif running:  # a file that has just been begun
                self.copied.open.append(name)
            else:
                self._refuse(
                    name,
                    "is neither closed nor committed: archiver verify --repair, or the next crawl or import, closes it",
                )
        for path in sorted(warc.glob("*.torn")):
            with self._going_on(path.name):
                self._file(path.name, path, path.stat().st_size, None)
        for name in sorted(self._ours.keys() - self._verified.keys() - {one.file for one in self.copied.refused}):
            if not (warc / name).exists():
                self._refuse(name, "is missing here; archiver verify --repair FROM brings it back")
        for path in (*self._folder.indexes(), *sorted(warc.glob("import/*.cdxj"))):
            with self._going_on(name_under_warc(path)):
                self._index(name_under_warc(path), path, path.stat().st_size)
        sums = self._folder.index_sums
        self._small_file(sums.relative_to(self._folder.root).as_posix(), sums)
        here = {name_under_warc(path) for path in (*self._folder.warc_files(), *warc.glob("import/*"))}
        held = [name.removeprefix("warc/") for name in self._there if name.startswith(("warc/import/", "warc/"))]
        record = [name for name in held if name.endswith(".warc.gz") or name.startswith("import/")]
        self.copied.only_there = sorted(set(record) - here)

    def sums(self) -> None:
        """The copy says of its files what was read back of them; its lines of before stay."""
        text = text_on(self._shelf, SUMS)
        new = {name: digest for name, digest in self._verified.items() if sums_in(text).get(name) != digest}
        if not new:
            return
        text += "" if text.endswith("\n") or not text else "\n"
        data = (text + "".join(f"{digest}  {name}\n" for name, digest in new.items())).encode()
        if self._shelf.write(SUMS, [data]) != hashlib.sha256(data).hexdigest():
            raise ArchiveError(f"{self._shelf.address}: {SUMS} reads otherwise than it was written; see to the place.")
        self._shelf.finish(SUMS)

    def _file(self, name: str, path: Path, size: int, expected: str | None) -> None:
        """One file of the record, or what is committed of it; `expected`: the digest with which it was closed."""
        there = self._there.get(f"warc/{name}")
        stated = self._theirs.get(name)
        if expected is not None and stated not in {None, expected}:
            self._refuse(name, f"the copy's SHA256SUMS states {stated}, ours {expected}: one of them is damaged")
        elif there == size and stated == expected and expected is not None and not self._reread:
            self._verified[name] = expected
            self.copied.already += 1
            self._progress(size)
        elif there is None:
            self._bring(f"warc/{name}", path, size, expected)
        else:
            self._grown(name, path, size, there, expected)

    def _index(self, file: str, path: Path, size: int) -> None:
        """An index is no record: where the copy has another one, ours takes its place, if it is as it was made."""
        name = f"warc/{file}"
        here = self._there.get(name) == size
        if here and not (self._reread and digest_on(self._shelf, name) != _digest(_beginning(path, size))):
            self.copied.already += 1
            return
        stated = self._indexes.get((self._ours.get(warc_of(file), ""), path.name))
        if stated is not None and _digest(_beginning(path, size)) != stated:
            self._refuse(file, "is damaged here, and not copied; archiver verify --repair makes it again")
        else:
            self._bring(name, path, size, None)

    def _grown(self, name: str, path: Path, size: int, there: int, expected: str | None) -> None:
        """What is there must be the beginning of what is here, or all of it."""
        digest = digest_on(self._shelf, f"warc/{name}")
        if digest == expected and digest != _digest(_beginning(path, size)):
            self._refuse(
                name,
                "is damaged here; the copy holds the bytes that SHA256SUMS states: archiver verify --repair FROM brings them back",
            )
        elif there > size or digest != _digest(_beginning(path, there)):
            whose = f"its SHA-256 there is {digest}"
            self._refuse(name, f"the copy holds other bytes under this name ({whose}); nothing was written over")
        elif there < size:
            self._bring(f"warc/{name}", path, size, expected)
        elif expected is not None and digest != expected:
            self._refuse(name, "is damaged here and there alike: SHA256SUMS states another digest")
        else:
            if expected is not None:
                self._verified[name] = expected
            self.copied.already += 1
            self._progress(size)

    def _bring(self, name: str, path: Path, size: int, expected: str | None) -> None:
        """Write, read back, compare, and only then give it its name."""
        digest = hashlib.sha256()

        def read() -> Iterator[bytes]:
            for piece in _beginning(path, size):
                digest.update(piece)
                self._progress(len(piece))
                yield piece

        back = self._shelf.write(name, read())
        short = name.removeprefix("warc/")
        if expected is not None and digest.hexdigest() != expected:
            self._refuse(short, "is damaged here, and not copied; archiver verify --repair FROM mends it")
        elif back != digest.hexdigest():
            self._refuse(short, f"reads otherwise in {self._shelf.address} than it was written; see to the place")
        else:
            self._shelf.finish(name)
            self.copied.files.append(short)
            self.copied.bytes += size
            if expected is not None:
                self._verified[short] = expected

    @contextmanager
    def _going_on(self, file: str) -> Iterator[None]:
        """What cannot be read here is named, and what stands behind it is copied all the same."""
        try:
            yield
        except _CannotBeReadHere as error:
            self._refuse(file, f"cannot be read here: {error}; archiver verify --repair FROM brings it back")

    def _refuse(self, file: str, why: str) -> None:
        self.copied.refused.append(Refusal(file=file, why=why))


class _CannotBeReadHere(ArchiveError):
    """The disk of the archive cannot read a file; the place of the copy is not concerned."""


def _beginning(path: Path, length: int) -> Iterator[bytes]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise _CannotBeReadHere(error.strerror or str(error)) from error
    with file:
        pieces = chunks(file, length)
        while True:
            try:
                piece = next(pieces, None)
            except OSError as error:
                raise _CannotBeReadHere(error.strerror or str(error)) from error
            if piece is None:
                return
            yield piece


def _digest(data: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in data:
        digest.update(piece)
    return digest.hexdigest()
