"""A ZIP file as far as it can be trusted: read in memory, with a bound on all that it grows to."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archiver.errors import DocumentError
from archiver.extract.decode import plain_text
from archiver.extract.documents.matter import reason_of
from archiver.vietnamese.repair import repair, repair_letters

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
MOST_FILES = 10_000
EXPANDED_LIMIT = 256 * 1024 * 1024  # bytes of all files in it together, those in inner packages included
_CHUNK = 64 * 1024
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, struct.error, IndexError,
    OverflowError,
)  # fmt: skip


@dataclass(slots=True)
class Allowance:
    """What may still be unpacked."""

    left: int = EXPANDED_LIMIT


class Package:
    """An open package. Names in it are words and never paths: nothing is written anywhere."""

    def __init__(self, body: bytes, allowance: Allowance) -> None:
        if body.count(_ENTRY) > MOST_FILES:
            raise DocumentError(f"the package holds more than {MOST_FILES} files; it was not opened")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        except _BROKEN as error:
            raise DocumentError(f"the package is damaged: {reason_of(error)}") from error
        self._allowance = allowance
        self._members = {member.filename: member for member in self._zip.infolist() if not member.is_dir()}

    def names(self) -> list[str]:
        return list(self._members)

    def printed_names(self) -> dict[str, str]:
        """Each file's name as its maker wrote it. Few say in which encoding; those that do not tell it together."""
        silent = {name: raw for name, member in self._members.items() if (raw := _unsaid(name, member.flag_bits))}
        printed = {name: repair_letters(name)[0] for name in self._members}
        read, mended = repair(plain_text(b"\n".join(silent.values()))[0])
        lines = read.split("\n")
        if len(lines) == len(silent) and (mended or _is_utf_8(silent.values())):
            printed |= zip(silent, lines, strict=True)
        return printed

    def is_locked(self, name: str) -> bool:
        return bool(self._members[name].flag_bits & _ENCRYPTED)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A file's bytes, portion by portion."""
        if name not in self._members:
            raise DocumentError(f"the package has no {name!r}")
        if self.is_locked(name):
            raise DocumentError("the package is protected by a password")
        try:
            with self._zip.open(self._members[name]) as stream:
                while portion := stream.read(_CHUNK):
                    self._allowance.left -= len(portion)
                    if self._allowance.left < 0:
                        raise DocumentError(
                            f"the package grows to more than {EXPANDED_LIMIT} bytes; it was not read to its end"
                        )
                    yield portion
        except _BROKEN as error:
            raise DocumentError(f"the package is damaged at {name!r}: {reason_of(error)}") from error

    def read(self, name: str) -> bytes:
        return b"".join(self.chunks(name))


def _unsaid(name: str, flags: int) -> bytes:
    """The letters beyond ASCII in which a name is written without a word about them; Python takes them for those of DOS."""
    try:
        return b"" if flags & _UTF_8 or name.isascii() else name.encode("cp437")
    except UnicodeEncodeError:  # another field of the file told them
        return b""


def _is_utf_8(names: Iterable[bytes]) -> bool:
    try:
        return bool([name.decode("utf-8") for name in names])
    except UnicodeDecodeError:
        return False


def beside(name: str, target: str) -> str:
    """The name of a part to which another part refers."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
