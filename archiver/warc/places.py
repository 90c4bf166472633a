"""One capture at its place, wherever that is: in a file of ours, or in one that others made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from archiver.errors import WarcError
from archiver.layout import is_imported, path_of
from archiver.model import Capture, Place
from archiver.warc import reader
from archiver.warc.foreign.exchanges import exchange_at, read_foreign
from archiver.warc.foreign.region import whole
from archiver.warc.foreign.stream import Region
from archiver.warc.http import HttpMessage, parse

_Read = TypeVar("_Read")


def read_capture(warc_dir: Path, place: Place) -> Capture:
    """The capture whose answer stands at `place`; WarcError where none does."""
    if not is_imported(place.file):
        return reader.read_capture(warc_dir, place)
    return _foreign(warc_dir, place, read_foreign)


def read_request(warc_dir: Path, place: Place) -> HttpMessage | None:
    """The request behind the answer at `place`; None where the record tells of none."""
    if is_imported(place.file):
        request = _foreign(warc_dir, place, exchange_at).request
    elif (path := path_of(warc_dir, place.file)) is None:
        request = b""
    else:
        found = next(reader.scan(path, place.offset), None)
        request = found.request if isinstance(found, reader.Exchange) else b""
    return parse(request) if request else None


def _foreign(warc_dir: Path, place: Place, read: Callable[[Region, Place], _Read]) -> _Read:
    path = path_of(warc_dir, place.file)
    if path is None:
        raise WarcError(f"{place.file!r} is no file name under warc/; run `archiver rebuild`")
    try:
        return read(whole(path, place.file), place)
    except OSError as error:
        raise WarcError(f"{path}: cannot be read: {error.strerror}; restore the file from a copy") from error
