"""The parts of a foreign file that hold records, and what kind of file it is."""

from __future__ import annotations

from pathlib import Path

from archiver.errors import LimitExceeded, WarcError
from archiver.warc.foreign.heads import EITHER, REACH
from archiver.warc.foreign.package import PACKAGE, entries, is_package
from archiver.warc.foreign.packing import is_tar, packing_of, unpacked
from archiver.warc.foreign.records import Found, records
from archiver.warc.foreign.stream import BETWEEN, Region


def regions(path: Path, file: str) -> list[Region]:
    """Where records stand in a file: all of it, or what a package stores as it is."""
    if not is_package(path):
        return [whole(path, file)]
    stored = [entry for entry in entries(path)[0] if not entry.deflated]
    return [Region(path=path, file=file, begin=entry.begin, end=entry.end) for entry in stored]


def whole(path: Path, file: str) -> Region:
    """From the beginning to the end, whatever stands there: for one record, whose place is known."""
    return Region(path=path, file=file, begin=0, end=path.stat().st_size)


def kind_of(path: Path) -> str:
    """WARC or ARC with its version ("WARC 1.0"), or WACZ, by what it holds and not by its name; WarcError where it is none of them."""
    with path.open("rb") as file:
        head = file.read(REACH)
    if is_package(path):
        found, left = entries(path)
        if found:
            return "WACZ"
        _refuse_packed(path, head)
        why = f" ({'; '.join(left[:3])})" if left else ""
        raise WarcError(f"{path.name}: a ZIP file without WARC files under archive/{why}; nothing to import")
    form = None if is_tar(head) else form_of(whole(path, path.name))
    if form is None:
        _refuse_packed(path, head)
        raise WarcError(f"{path.name}: holds no record of a WARC, ARC or WACZ file; nothing to import")
    return form


def _refuse_packed(path: Path, head: bytes) -> None:
    if packing := packing_of(path, head):
        raise WarcError(f"{path.name}: {packed_folder(packing)}")


def packed_folder(packing: str) -> str:
    """What is said of a file that is packed so."""
    return f"is a packed folder ({packing}): unpack it and import the folder"


def begins_with_records(path: Path, head: bytes) -> bool:
    """Whether a file is WARC, ARC or WACZ by its first bytes, without a look at the rest; `head`: the bytes, 8 KB or more."""
    if head.startswith(PACKAGE):
        try:
            return bool(entries(path)[0])
        except (WarcError, LimitExceeded):
            return False
    begin = unpacked(head, REACH)
    blank = BETWEEN.match(begin)
    return EITHER.begins.match(begin, blank.end() if blank else 0) is not None


def form_of(region: Region) -> str | None:
    """WARC or ARC with its version, as the first record says that can be read; None where there is none."""
    first = next((found for found in records(region) if isinstance(found, Found)), None)
    return first.record.version.replace("/", " ") if first is not None else None
