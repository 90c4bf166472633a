"""One capture at its place, wherever that is: in a file of ours, or in one that others made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archiver.errors import WarcError
from archiver.layout import ArchiveFolder, is_imported, name_under_warc, path_of
from archiver.model import Capture, Place
from archiver.warc import reader
from archiver.warc.foreign.exchanges import exchange_at
from archiver.warc.foreign.region import whole
from archiver.warc.http import HttpMessage, parse


def read_capture(warc_dir: Path, place: Place) -> Capture:
    """The capture whose answer stands at `place`; WarcError where none does."""
    if not is_imported(place.file):
        return reader.read_capture(warc_dir, place)
    return _foreign(warc_dir, place).capture


def read_request(warc_dir: Path, place: Place) -> HttpMessage | None:
    """The request behind the answer at `place`; None where the record tells of none."""
    if is_imported(place.file):
        request = _foreign(warc_dir, place).request
    elif (path := path_of(warc_dir, place.file)) is None:
        request = b""
    else:
        found = next(reader.scan(path, place.offset), None)
        request = found.request if isinstance(found, reader.Exchange) else b""
    return parse(request) if request else None


def _foreign(warc_dir: Path, place: Place) -> reader.Exchange:
    path = path_of(warc_dir, place.file)
    if path is None:
        raise WarcError(f"{place.file!r} is no file name under warc/; run `archiver rebuild`")
    try:
        return exchange_at(whole(path, place.file), place, _beside(warc_dir))
    except OSError as error:
        raise WarcError(f"{path}: cannot be read: {error.strerror}; restore the file from a copy") from error


def _beside(warc_dir: Path) -> Iterator[tuple[Path, str]]:
    """The files of others; the folder is read for an answer in parts only, since there may be thousands."""
    for path in ArchiveFolder(warc_dir.parent).imported_files():
        yield path, name_under_warc(path)
