"""A WACZ package (a ZIP file): where its WARC files stand within it, and whether it is what it says of itself.

What it stores as it is, as the standard asks, is read in its place; what it deflates must be unpacked beside it first.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.errors import LimitExceeded, WarcError

PACKAGE = b"PK\x03\x04"  # how a ZIP file begins
_ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz")
_LOCAL_HEAD = struct.Struct("<4s22xHH")
_CHUNK = 1 << 20
_DESCRIPTION_LIMIT = 16 * 1024 * 1024
_ENTRIES = 100_000
_RATIO = 200  # text in WARC deflates to a tenth; a bomb to a thousandth
_ALWAYS = 1 << 20
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What reading a hostile ZIP file may end in; an encrypted entry is a RuntimeError, of which RecursionError is one too.
_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, ValueError, OverflowError, RuntimeError),
    OSError,  # an entry that begins before the file does
)
_HASHES = frozenset({"sha256", "sha512", "sha1", "md5", "sha384", "sha224"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of records in the package."""

    name: str
    begin: int  # of its bytes in the package
    end: int
    deflated: bool
    size: int  # unpacked, as the package says


def is_package(path: Path) -> bool:
    """Whether it begins as a ZIP file does."""
    with path.open("rb") as file:
        return file.read(len(PACKAGE)) == PACKAGE


def entries(path: Path) -> tuple[list[Entry], list[str]]:
    """The files of records in a package, in its order, and what of it cannot be taken."""
    with path.open("rb") as file, _opened(path) as package:
        found: list[Entry] = []
        left: list[str] = []
        end_before = 0
        size = file.seek(0, 2)
        if len(package.infolist()) > _ENTRIES:
            raise LimitExceeded(f"{path.name}: holds {len(package.infolist())} files, more than {_ENTRIES}")
        for info in sorted(package.infolist(), key=lambda info: info.header_offset):
            name = info.filename
            if not name.lower().endswith(_ENDINGS) or "archive" not in name.split("/")[:-1]:
                if name.lower().endswith(".wacz"):
                    left.append(f"{name}: a package in the package; import it by itself")
                continue
            begin = _begin_of(file, info)
            if begin is None or begin + info.compress_size > size:
                left.append(f"{name}: its bytes do not stand where the package says")
            elif info.header_offset < end_before:
                left.append(f"{name}: overlaps another file, as in a bomb")
            elif info.flag_bits & 1 or info.compress_type not in _PACKINGS:
                left.append(f"{name}: is encrypted, or packed in a way that is not read")
            else:
                deflated = info.compress_type == zipfile.ZIP_DEFLATED
                end_before = begin + info.compress_size
                found.append(Entry(name, begin, end_before, deflated, info.file_size))
        return found, left


def names_in(path: Path) -> list[str]:
    """What the files in a ZIP file are called."""
    with _opened(path) as package:
        return package.namelist()


def unpack_entry(path: Path, entry: Entry, target: Path) -> None:
    """Write a deflated entry beside the package, byte for byte; what is a bomb is not written to its end."""
    limit = max(_RATIO * (entry.end - entry.begin), _ALWAYS)
    written = 0
    try:
        with _opened(path) as package, package.open(entry.name) as packed, target.open("wb") as out:
            while piece := packed.read(_CHUNK):
                written += len(piece)
                if written > limit:
                    raise LimitExceeded(f"{path.name}: {entry.name} unpacks to more than {_RATIO} times its size")
                out.write(piece)
    except _ERRORS as error:
        raise WarcError(f"{path.name}: {entry.name} cannot be unpacked: {error}") from error


def differences(path: Path) -> Iterator[str]:
    """What in the package is not as its `datapackage.json` says."""
    try:
        with _opened(path) as package:
            yield from _differences(package)
    except _ERRORS as error:
        yield f"its description cannot be read: {error}"


def _differences(package: zipfile.ZipFile) -> Iterator[str]:
    names = set(package.namelist())
    if "datapackage.json" not in names:
        yield "it has no datapackage.json"
        return
    with package.open("datapackage.json") as file:
        text = file.read(_DESCRIPTION_LIMIT)
    described: Any = json.loads(text)
    resources = described.get("resources", []) if isinstance(described, dict) else []
    if "datapackage-digest.json" in names:
        yield from _description_difference(package, text)
    for resource in resources[:_ENTRIES] if isinstance(resources, list) else []:
        if not isinstance(resource, dict):
            continue
        name, told = str(resource.get("path", "")), _told_hash(resource)
        if name not in names:
            yield f"{name!r} is described and missing"
        elif told is not None and _entry_hash(package, name, told[0]) != told[1]:
            yield f"{name!r} has not the {told[0]} that its description names"


def _description_difference(package: zipfile.ZipFile, text: bytes) -> Iterator[str]:
    with package.open("datapackage-digest.json") as file:
        signed: Any = json.loads(file.read(_DESCRIPTION_LIMIT))
    told = str(signed.get("hash", "")) if isinstance(signed, dict) else ""
    algorithm, _, value = told.partition(":")
    if algorithm in _HASHES and hashlib.new(algorithm, text, usedforsecurity=False).hexdigest() != value:
        yield f"datapackage.json has not the {algorithm} that datapackage-digest.json names"


def _told_hash(resource: dict[str, Any]) -> tuple[str, str] | None:
    """Algorithm and value; before version 1.1 they stood elsewhere."""
    stats = resource.get("stats")
    old = stats if isinstance(stats, dict) else {}
    algorithm, mark, value = str(resource.get("hash", old.get("hash", ""))).partition(":")
    if not mark:
        algorithm, value = str(resource.get("hashing", "")), algorithm
    return (algorithm, value.lower()) if algorithm in _HASHES else None


def _entry_hash(package: zipfile.ZipFile, name: str, algorithm: str) -> str:
    """Of an entry, unpacked; of a bomb, none."""
    info = package.getinfo(name)
    if info.compress_type not in _PACKINGS:
        return ""
    digest, left = hashlib.new(algorithm, usedforsecurity=False), max(_RATIO * info.compress_size, _ALWAYS)
    with package.open(info) as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
            left -= len(piece)
            if left < 0:
                return ""
    return digest.hexdigest()


def _begin_of(file: Any, info: zipfile.ZipInfo) -> int | None:
    """Where an entry's bytes begin: behind its own head, whose length the directory does not know."""
    if info.header_offset < 0:
        return None
    file.seek(info.header_offset)
    head = file.read(_LOCAL_HEAD.size)
    if len(head) < _LOCAL_HEAD.size:
        return None
    mark, name_length, extra_length = _LOCAL_HEAD.unpack(head)
    return info.header_offset + _LOCAL_HEAD.size + name_length + extra_length if mark == PACKAGE else None


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except _ERRORS as error:
        raise WarcError(f"{path.name}: is no ZIP file that can be read: {error}") from error
