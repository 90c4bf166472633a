"""Where a second copy of an archive stands: a folder, or any address that fsspec knows (s3://, sftp://, file://)."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from archiver.errors import ArchiveError, UsageError
from archiver.layout import ArchiveFolder, legible
from archiver.warc.fixity import sums_in
from archiver.warc.growing import make_folder, sync_folder

_CHUNK = 1 << 20
_UNFINISHED = ".part"
_FOLDERS = ("", "warc", "warc/import")
SUMS = "warc/SHA256SUMS"
_PASSWORD = re.compile(r"(?<=://)([^/:@]*):[^/]*@")


class Shelf(Protocol):
    """A place that holds the files of one archive under their names in its folder, as `warc/x.warc.gz`."""

    address: str

    def sizes(self) -> dict[str, int]:
        """Every file of the archive that is there."""

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Its bytes, from the beginning."""

    def write(self, name: str, data: Iterable[bytes]) -> str:
        """Put bytes under an unfinished name, safe on the disk; gives the digest that they have when read back."""

    def finish(self, name: str) -> None:
        """Give what was written its name, in one step."""


class FolderShelf:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.address = legible(root)

    def sizes(self) -> dict[str, int]:
        folders = [(prefix, self.root / prefix) for prefix in _FOLDERS]
        return {
            f"{prefix}/{path.name}".lstrip("/"): path.stat().st_size
            for prefix, folder in folders
            if folder.is_dir()
            for path in sorted(folder.iterdir())
            if path.is_file() and not path.name.endswith(_UNFINISHED)
        }

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        return (self.root / name).open("rb")

    def write(self, name: str, data: Iterable[bytes]) -> str:
        unfinished = self._unfinished(name)
        make_folder(unfinished.parent)
        with unfinished.open("wb") as file:
            for piece in data:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            if hasattr(os, "posix_fadvise"):  # what is read back comes from the disk, and not from memory
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        with unfinished.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def finish(self, name: str) -> None:
        self._unfinished(name).replace(self.root / name)
        sync_folder((self.root / name).parent)

    def _unfinished(self, name: str) -> Path:
        target = self.root / name
        return target.with_name(target.name + _UNFINISHED)


class FarShelf:
    """A place behind fsspec."""

    def __init__(self, files: Any, root: str, address: str) -> None:
        self._files = files
        self._root = root.rstrip("/")
        self.address = address

    def sizes(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for prefix in _FOLDERS:
            folder = f"{self._root}/{prefix}".rstrip("/")
            try:
                with _reaching():
                    listed = self._files.ls(folder, detail=True, refresh=True)
            except FileNotFoundError:
                continue
            for entry in listed:
                name = str(entry["name"]).rstrip("/").rsplit("/", 1)[-1]
                if entry["type"] == "file" and not name.endswith(_UNFINISHED):
                    found[f"{prefix}/{name}".lstrip("/")] = int(entry["size"])
        return found

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        with _reaching(), self._files.open(f"{self._root}/{name}", "rb") as file:
            yield file

    def write(self, name: str, data: Iterable[bytes]) -> str:
        target = f"{self._root}/{name}"
        with _reaching():
            self._files.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
            with self._files.open(target + _UNFINISHED, "wb") as file:
                for piece in data:
                    file.write(piece)
        return digest_on(self, name + _UNFINISHED)

    def finish(self, name: str) -> None:
        target = f"{self._root}/{name}"
        with _reaching():
            self._files.mv(target + _UNFINISHED, target)


@contextmanager
def _reaching() -> Iterator[None]:
    """What goes wrong at a place that is reached, as an error of the system.

    Each way to a place has errors of its own (`ftplib.error_perm`, `botocore.ClientError`, `paramiko.SSHException`), and
    we import none of them.
    """
    try:
        yield
    except (OSError, ImportError, ArchiveError):
        raise
    except Exception as error:
        raise OSError(errno.EIO, f"{type(error).__name__}: {error}") from error


def shelf_at(address: str) -> Shelf:
    """The place that an archivist names: an archive's folder, or the `warc/` in it."""
    if not address.strip():
        raise UsageError("the place is empty; give a folder, or an address such as s3://bucket/folder.")
    if "://" not in address:
        root = Path(address)
        if root.exists() and not root.is_dir():
            raise UsageError(f"{root}: is no folder; give one, or an address such as s3://bucket/folder.")
        return FolderShelf(root.parent if root.name == "warc" and (root / "SHA256SUMS").is_file() else root)
    shown = _PASSWORD.sub(r"\1@", address)  # where a copy went is kept for ever, and who reads it needs no password
    try:
        with _reaching():
            files, root_there = import_module("fsspec").core.url_to_fs(address)
    except ImportError as error:
        raise UsageError(
            f"{shown}: needs a part that is not installed ({error}); pip install 'portal-archive[copies]', for S3 also s3fs."
        ) from error
    except OSError as error:
        raise UsageError(
            f"{shown}: {error.strerror or error}; give a folder, or an address such as s3://bucket/folder."
        ) from error
    return FarShelf(files, root_there, shown)


def source_at(address: str, folder: ArchiveFolder) -> Shelf:
    """The place of another copy of an archive, from which it is mended."""
    shelf = shelf_at(address)
    if is_itself(shelf, folder):
        raise UsageError(f"{shelf.address}: is the archive itself; give the place of another copy.")
    try:
        held = shelf.sizes()
    except OSError as error:
        raise UsageError(f"{shelf.address}: {error.strerror or error}; see to the place, or give another.") from error
    if not any(name.startswith("warc/") for name in held):
        raise UsageError(
            f"{shelf.address}: holds no copy of an archive; give its folder, or an address such as s3://...."
        )
    return shelf


def is_itself(shelf: Shelf, folder: ArchiveFolder) -> bool:
    """Whether a place is the folder of the archive."""
    return isinstance(shelf, FolderShelf) and shelf.root.resolve() == folder.root.resolve()


def chunks(file: BinaryIO, limit: int | None = None) -> Iterator[bytes]:
    """A file's bytes in pieces, so many at most."""
    left = limit
    while piece := file.read(_CHUNK if left is None else min(_CHUNK, left)):
        yield piece
        if left is not None:
            left -= len(piece)


def digest_on(shelf: Shelf, name: str) -> str:
    """The bare SHA-256 of a file on a shelf, all of it read."""
    digest = hashlib.sha256()
    with shelf.open(name) as file:
        for piece in chunks(file):
            digest.update(piece)
    return digest.hexdigest()


def sums_on(shelf: Shelf) -> dict[str, str]:
    """What the copy itself says of its files."""
    return sums_in(text_on(shelf, SUMS))


def text_on(shelf: Shelf, name: str) -> str:
    """A small file's text; empty where it is not there."""
    try:
        with shelf.open(name) as file:
            return file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ArchiveError(f"{shelf.address}: {name} cannot be read: {error}; see to the place.") from error
