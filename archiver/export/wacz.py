"""A WACZ package (1.1.1): the WARC files as they are, an index, the pages, and a description with the digest of each part.

Anybody opens it in a browser (ReplayWeb.page), from a disk or a web server, with no program of ours.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archiver.errors import ArchiveBusy, ArchiveError, UsageError
from archiver.export.packed_files import index_lines, packed_files
from archiver.export.zipnum import Blocks
from archiver.layout import ArchiveFolder, cdxj_of
from archiver.sites.catalog import title_in
from archiver.store.access import withheld
from archiver.store.database import address_to_read, read_archive
from archiver.store.disk import disk_errors
from archiver.store.lock import is_held
from archiver.warc.fixity import file_digest, recorded_sums
from archiver.warc.foreign.stream import Region
from archiver.warc.writer import SOFTWARE, warc_date
from archiver.watching import Progress, unwatched

VERSION = "1.1.1"
_CHUNK = 1 << 20
_DESCRIPTION = "datapackage.json"
# A player finds what has a line in the index: what stands in a file that is packed, in a gzip member of its own.
_PAGES = """
SELECT c.url, c.fetched_at, a.title, a.text FROM articles a JOIN captures c ON c.id = a.capture_id
WHERE c.method = 'GET' AND c.warc_within IS NULL AND c.warc_file NOT IN (SELECT value FROM json_each(?))
ORDER BY a.published, a.id
"""
_SIZE = "SELECT 2 * total(length(CAST(text AS BLOB))) + 1000 * count(*) FROM articles"  # more than the pages will be
_MAIN = """
SELECT url, fetched_at FROM captures
WHERE role = 'start' AND status = 200 AND method = 'GET' AND warc_within IS NULL AND warc_file NOT IN (SELECT value FROM json_each(?))
ORDER BY fetched_at DESC
"""
_UNPLAYED = "SELECT DISTINCT warc_file FROM captures WHERE warc_within IS NOT NULL ORDER BY 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What is in the package, and what of the record is not."""

    path: Path
    bytes: int
    warc_files: int
    pages: int
    left_out: tuple[str, ...]  # files of others that no WACZ can hold: ARC
    unplayed: tuple[str, ...]  # files in it of which no player finds all: records that share a gzip member


def pack(folder: ArchiveFolder, target: Path, *, whole: bool = False, progress: Progress = unwatched) -> Packed:
    """Write the package; the one of before stays until it is done. `whole`: with what access rules withhold."""
    if is_held(folder.lock("crawl")):
        raise ArchiveBusy(f"{folder.root}: a crawl is writing there; wait for its end, then export again.")
    _refuse_withheld(folder, whole=whole)
    if target.is_dir():
        raise UsageError(f"{target}: is a folder; give the file that is to be written with --to.")
    if target.is_file() and not _is_package(target):
        raise UsageError(f"{target}: stands there and is no WACZ, so it is not replaced; give another file with --to.")
    files, left_out = packed_files(folder)
    unfinished = target.with_name(f"{target.name}.new")
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as package:
                pages, shared = _Package(package, folder, files, left_out, progress).write()
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    return Packed(
        path=target,
        bytes=target.stat().st_size,
        warc_files=len(files),
        pages=pages,
        left_out=tuple(left_out),
        unplayed=tuple(name for name in shared if name not in left_out),
    )


def _is_package(path: Path) -> bool:
    """A letter in .docx is a ZIP file too."""
    try:
        with zipfile.ZipFile(path) as package:
            return _DESCRIPTION in package.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _refuse_withheld(folder: ArchiveFolder, *, whole: bool) -> None:
    """A WARC file goes out as it is, so one that holds what may not be shown stays here."""
    if whole:
        return
    with closing(read_archive(folder.archive_db)) as db:
        found = withheld(db)
    if found:
        raise ArchiveError(
            f"{folder.root}: access rules withhold something (articles: {len(found.articles)}, captures: {len(found.captures)}), and the "
            "package holds the record as it is; --whole exports it with them, for a reader who may see them."
        )


@dataclass(slots=True)
class _Package:
    """One package while it is written."""

    package: zipfile.ZipFile
    folder: ArchiveFolder
    files: dict[str, Region]
    left_out: list[str]
    progress: Progress
    resources: list[dict[str, Any]] = field(default_factory=list)

    def write(self) -> tuple[int, list[str]]:
        """All parts, the description of them last; gives how many pages there are, and the files with records that share a member."""
        sums = recorded_sums(self.folder)
        found: dict[str, str] = {}  # the digests of packages that were imported: none is known of a part alone
        for name, part in self.files.items():
            digest = self._put(f"archive/{name}", self._read(part), part.end - part.begin)
            if part.end - part.begin < part.path.stat().st_size:
                digest = found[part.file] = found.get(part.file) or file_digest(part.path)
            if digest != sums[part.file]:
                raise ArchiveError(f"{part.path}: is damaged: SHA256SUMS states another digest; see archiver verify.")
        lines = heapq.merge(*(index_lines(name, part) for name, part in self.files.items()))
        blocks = Blocks(lines, "index.cdx.gz")
        size = sum(cdxj_of(part.path).stat().st_size for part in self.files.values())
        self._put("indexes/index.cdx.gz", blocks, size)
        self._put("indexes/index.idx", [blocks.listed.encode()])
        with closing(sqlite3.connect(address_to_read(self.folder.archive_db), uri=True)) as db:
            pages = _Pages(db, title_in(self.folder.profile) or self.folder.name, self.left_out)
            shared = [str(name) for (name,) in db.execute(_UNPLAYED)]
            self._put("pages/pages.jsonl", pages, pages.size_about)
            main = pages.main
        description = json.dumps(self._description(main), ensure_ascii=False, indent=1).encode()
        digest = self._put(_DESCRIPTION, [description])
        self._put("datapackage-digest.json", [json.dumps({"path": _DESCRIPTION, "hash": f"sha256:{digest}"}).encode()])
        return pages.count, shared

    def _description(self, main: tuple[str, str] | None) -> dict[str, Any]:
        told = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": title_in(self.folder.profile) or self.folder.name,
            "created": warc_date(datetime.now(UTC)),
            "software": SOFTWARE,
            "resources": list(self.resources),
        }
        return told | ({"mainPageUrl": main[0], "mainPageDate": _seconds(main[1])} if main else {})

    def _put(self, name: str, data: Iterable[bytes], size_about: int = 0) -> str:
        """One part, stored as it is: a player reads records at their offsets. Gives its digest.

        Players take the field that ZIP has for sizes above 2 GB for the beginning of the part, so it stands only where it must.
        """
        entry = zipfile.ZipInfo(name, _ZIP_TIME)
        entry.file_size = size_about
        digest, size = hashlib.sha256(), 0
        with self.package.open(entry, "w") as part:
            for piece in data:
                part.write(piece)
                digest.update(piece)
                size += len(piece)
        short = name.rpartition("/")[2]
        told = {"name": short.lower(), "path": name, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}
        self.resources.append(told)
        return digest.hexdigest()

    def _read(self, part: Region) -> Iterator[bytes]:
        with part.path.open("rb") as file:
            file.seek(part.begin)
            while piece := file.read(min(_CHUNK, part.end - file.tell())):
                self.progress(len(piece))
                yield piece


_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the description says when; two packages of one record differ in nothing else


class _Pages:
    """The list of pages that a reader of the package is shown: where the portal begins, then its articles, with their text."""

    def __init__(self, db: sqlite3.Connection, title: str, left_out: list[str]) -> None:
        self._db = db
        self._left_out = (json.dumps(left_out),)
        self._title = title  # of the portal
        self.count = 0
        self.main: tuple[str, str] | None = db.execute(_MAIN, self._left_out).fetchone()
        self.size_about = int(db.execute(_SIZE).fetchone()[0])

    def __iter__(self) -> Iterator[bytes]:
        yield _json_line({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"})
        if self.main is not None:
            yield self._page(*self.main, self._title, "")
        for row in self._db.execute(_PAGES, self._left_out):
            yield self._page(*row)

    def _page(self, url: str, fetched_at: str, title: str | None, text: str) -> bytes:
        self.count += 1
        told = {"id": str(self.count), "url": url, "ts": _seconds(fetched_at), "title": title or url}
        return _json_line(told | ({"text": text} if text else {}))


def _json_line(told: dict[str, Any]) -> bytes:
    return f"{json.dumps(told, ensure_ascii=False)}\n".encode()


def _seconds(fetched_at: str) -> str:
    return f"{fetched_at[:19]}Z"
