"""One capture at its place, wherever that is: in a file of ours, or in one that others made."""

from __future__ import annotations

from pathlib import Path

from archiver.errors import WarcError
from archiver.layout import is_imported, path_of
from archiver.model import Capture, Place
from archiver.warc import reader
from archiver.warc.foreign.exchanges import read_foreign
from archiver.warc.foreign.region import whole


def read_capture(warc_dir: Path, place: Place) -> Capture:
    """The capture whose answer stands at `place`; WarcError where none does."""
    if not is_imported(place.file):
        return reader.read_capture(warc_dir, place)
    path = path_of(warc_dir, place.file)
    if path is None:
        raise WarcError(f"{place.file!r} is no file name under warc/; run `archiver rebuild`")
    try:
        return read_foreign(whole(path, place.file), place)
    except OSError as error:
        raise WarcError(f"{path}: cannot be read: {error.strerror}; restore the file from a copy") from error
