"""Archived bytes as a browser may have them: pictures shown, everything else saved."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from archiver.errors import WarcError
from archiver.extract.coding import unpack
from archiver.layout import path_of
from archiver.model import Capture, Place
from archiver.warc.places import read_capture

# A picture is what its first bytes say; what the server called it is only hearsay.
_PICTURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"BM....\0\0\0\0", re.DOTALL), "image/bmp"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "image/avif"),
    (re.compile(rb"\0\0\x01\0[\x01-\x40]\0", re.DOTALL), "image/x-icon"),
)
# Types that a saved file may keep; a browser runs none of them.
_SAVED = re.compile(r"application/(?:pdf|msword|rtf|zip|vnd\.[\w.+-]+)|(?:audio|video)/[\w.+-]+|text/plain")
_MARKUP = re.compile(r"xml|html|script")
_UNFIT = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|]+')
_REVISITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One archived file, ready to be sent."""

    body: bytes
    media_type: str
    disposition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A capture's row with the rows of those it revisits, the payload's own last."""

    rows: tuple[sqlite3.Row, ...]
    filename: str
    media_type: str | None

    @property
    def row(self) -> sqlite3.Row:
        return self.rows[-1]


def holding(connection: sqlite3.Connection, capture_id: str) -> Holding | None:
    """Where the bytes of a capture stand; None for an unknown capture."""
    rows: list[sqlite3.Row] = []
    wanted: str | None = capture_id
    while wanted is not None and len(rows) < _REVISITS:
        row = connection.execute("SELECT * FROM captures WHERE id = ?", (wanted,)).fetchone()
        if row is None:
            break
        rows.append(row)
        wanted = row["revisit_of"]
    if not rows:
        return None
    named = connection.execute(
        "SELECT filename, media_type FROM attachments WHERE url = ? ORDER BY capture_id = ? DESC, id LIMIT 1",
        (rows[0]["url"], capture_id),
    ).fetchone()
    return Holding(
        rows=tuple(rows),
        filename=named["filename"] if named else _name_in(rows[0]["url"]),
        media_type=(named["media_type"] if named else None) or rows[-1]["media_type"],
    )


def read_file(warc: Path, held: Holding) -> File:
    """The file's bytes from the record; WarcError where they are not what the index says."""
    capture = read_payload(warc, held)
    return _file(unpack(capture.body, capture.header("content-encoding")), held)


def read_payload(warc: Path, held: Holding) -> Capture:
    """The capture that holds the bytes, as the record has it; WarcError where they are not what the index says."""
    if (missing := held.row["revisit_of"]) is not None:
        raise WarcError(f"the bytes stand in capture {missing}, which is not in this archive; import its WARC file")
    return _read(warc, held.row)


def as_it_came(capture: Capture, held: Holding) -> File:
    """The payload to be saved, not a byte of it changed."""
    return File(
        body=capture.body,
        media_type="application/octet-stream",
        disposition=_disposition("attachment", held.filename),
    )


def picture_type(body: bytes) -> str | None:
    """The media type of a picture, by its first bytes."""
    return next((media_type for magic, media_type in _PICTURES if magic.match(body)), None)


def _read(warc: Path, row: sqlite3.Row) -> Capture:
    name = row["warc_file"]
    # The row may come from anywhere: a path in it must not lead out of the archive.
    if path_of(warc, name) is None:
        raise WarcError(f"{name!r} is no file name under warc/; run `archiver rebuild`")
    place = Place(file=name, offset=row["warc_offset"], length=row["warc_length"], within=row["warc_within"])
    try:
        capture = read_capture(warc, place)
    except OSError as error:
        raise WarcError(f"warc/{name} cannot be read: {error.strerror}") from error
    found = f"sha256:{hashlib.sha256(capture.body).hexdigest()}"
    if row["digest"].startswith("sha256:") and found != row["digest"]:
        raise WarcError(f"the bytes there are {found}, the index says {row['digest']}; run `archiver verify`")
    return capture


def _file(body: bytes, held: Holding) -> File:
    picture = picture_type(body)
    return File(
        body=body,
        media_type=picture or _saved_type(held.media_type),
        disposition=_disposition("inline" if picture else "attachment", held.filename),
    )


def _saved_type(media_type: str | None) -> str:
    known = media_type and _SAVED.fullmatch(media_type) and not _MARKUP.search(media_type)
    return media_type if known and media_type else "application/octet-stream"


def _name_in(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])


def _disposition(manner: str, filename: str) -> str:
    """RFC 6266: a plain name for old programs, the real one in UTF-8."""
    name = _UNFIT.sub("_", filename).strip(" .")[:150] or "file"
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"{manner}; filename=\"{plain}\"; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}"
