"""What a folder holds that others left: files of records, saved pages, a `wget -r` mirror; or one saved page.

Files are known by how they begin, whatever they are called. What is not taken is named, with the reason.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from mimetypes import MimeTypes
from pathlib import Path

from archiver.errors import UsageError
from archiver.jobs.saved_addresses import BESIDE, Addresses, Stood, beside, head_of, told_in
from archiver.layout import ArchiveFolder, legible
from archiver.quantity import counted
from archiver.sites.profile import SiteProfile
from archiver.sites.urls import absolute, is_http
from archiver.warc.foreign.kept import KeptFile, name_by_digest
from archiver.warc.foreign.mhtml import is_mhtml, read_letter
from archiver.warc.foreign.packing import packing_of
from archiver.warc.foreign.region import begins_with_records, packed_folder

_RECORDS = (".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz")  # one that begins otherwise is damaged, and told so
# Nothing is given back: where no page follows, thirty empty comments can be parted in a thousand million ways.
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?><\?xml[^>]{0,200}>\s*|<!--.{0,2000}?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
NO_ADDRESS = "nothing tells its address"
_NO_RECORDS = "is no file of records, and no page that tells its address"
_OF_AN_ARCHIVE = "of an archive, which are no part of its record"
_OF_THE_CRAWL = (
    "of a mirror beside files of records, which hold the same where they are of one crawl; "
    "import this folder by itself to take it too"
)
_PAGES = frozenset((".html", ".htm", ".xhtml", ".mht", ".mhtml"))
_LIMIT = 256 * 1024 * 1024
_TYPES = MimeTypes(filenames=())


@dataclass(frozen=True, slots=True)
class SavedFolder:
    """What a folder holds: files of records, and saved pages with their addresses."""

    records: tuple[Path, ...] = ()
    kept: tuple[KeptFile, ...] = ()
    left: tuple[str, ...] = ()  # what is not taken, and why


@dataclass(frozen=True, slots=True)
class _Saved:
    """What can be kept of one file."""

    kept: tuple[KeptFile, ...]
    mirror: Path | None  # the folder of a host that alone says where the file stood


def read_folder(folder: Path, profile: SiteProfile, base: str | None) -> SavedFolder:
    """Look at the beginning of every file below a folder; links are not followed."""
    _refuse_no_address(base)
    addresses = Addresses(folder, profile, base)
    records: list[Path] = []
    saved: list[_Saved] = []
    nowhere: list[str] = []
    left: list[str] = []
    for path in sorted(_files(folder)):
        name = legible(path.relative_to(folder))
        if path.name.lower().endswith(_RECORDS):
            records.append(path)
            continue
        try:
            head = head_of(path)
        except UsageError as error:
            left.append(str(error))
            continue
        if begins_with_records(path, head):
            records.append(path)
            continue
        is_letter = is_mhtml(head)
        stood = addresses.of(path, b"" if is_letter else head)
        if stood is None and not is_letter:
            packing = packing_of(path, head)
            if packing:
                left.append(f"{name}: {packed_folder(packing)}")
            else:
                nowhere.append(name)
            continue
        kept, unread = _taken(path, name, stood, head)
        saved.append(_Saved(tuple(kept), stood.mirror if stood and not is_letter else None))
        left += unread
    taken, mirrors = _beside(records, saved)
    if nowhere and _is_archive(folder):
        left.append(f"{counted(len(nowhere), 'file')} {_OF_AN_ARCHIVE}")
    else:
        left += [f"{name}: {_NO_RECORDS if records else NO_ADDRESS}" for name in nowhere]
    left += [
        f"{legible(mirror.relative_to(folder))}/: {counted(number, 'file')} {_OF_THE_CRAWL}"
        for mirror, number in mirrors.items()
    ]
    return SavedFolder(records=tuple(records), kept=tuple(taken), left=tuple(sorted(left)))


def _is_archive(folder: Path) -> bool:
    """Whether this program made the folder: then its databases, locks and reports are not named one by one."""
    archive = ArchiveFolder(folder)
    return archive.warc.is_dir() and archive.schema.is_file()


def _beside(records: Iterable[Path], saved: Iterable[_Saved]) -> tuple[list[KeptFile], Counter[Path]]:
    """What is taken beside the files of records, and how many files of which mirrors are not.

    `wget --warc-file` writes a mirror and beside it the record of the same crawl. Records within a mirror are files of that
    site, which say nothing of the others.
    """
    mirrors = {one.mirror for one in saved if one.mirror is not None}
    doubled = {mirror for mirror in mirrors if any(mirror not in path.parents for path in records)}
    kept: list[KeptFile] = []
    left: Counter[Path] = Counter()
    for one in saved:
        if one.mirror in doubled:
            left[one.mirror] += 1
        else:
            kept += one.kept
    return kept, left


def is_page(path: Path) -> bool:
    """Whether a file is a page that somebody saved, and no file of records."""
    head = head_of(path)  # which in UTF-16 is no markup to a pattern of bytes
    return path.suffix.lower() in _PAGES or is_mhtml(head) or _MARKUP.match(head) is not None


def read_page(path: Path, base: str | None) -> SavedFolder:
    """One page and, where a browser has left them beside it, its files; `base` is its address, if it does not name that itself."""
    _refuse_no_address(base)
    head = head_of(path)
    given = absolute(base, base) if base else None
    page = told_in(head) or (Stood(given) if given else None)
    kept, left = _taken(path, legible(Path(path.name)), page, head)
    for file in sorted(_files(path.with_name(f"{path.stem}{BESIDE}"))):
        name = file.relative_to(path.parent)
        url = beside(name, page.url) if page else None
        found, unread = _taken(file, legible(name), Stood(url) if url else None, head_of(file))
        kept += found
        left += unread
    return SavedFolder(kept=tuple(kept), left=tuple(left))


def _taken(path: Path, name: str, stood: Stood | None, head: bytes) -> tuple[list[KeptFile], list[str]]:
    """What is kept of a file, and what is not, with the reason."""
    media_type = _media_type(path.name, head)
    if path.stat().st_size > _LIMIT:
        return [], [f"{name}: larger than {_LIMIT} bytes"]
    if is_mhtml(head):
        return _of_letter(path, name, stood.url if stood else None, media_type)
    if stood is None:
        return [], [f"{name}: {NO_ADDRESS}"]
    return [KeptFile(path=path, name=name, url=stood.url, media_type=media_type, saved_at=stood.saved_at)], []


def _refuse_no_address(base: str | None) -> None:
    if base is not None and (not is_http(base) or absolute(base, base) is None):
        raise UsageError(f"--base {base!r} is no web address; give the address of the folder, as in 'https://host/'.")


def _of_letter(path: Path, name: str, url: str | None, media_type: str) -> tuple[list[KeptFile], list[str]]:
    """A page that was saved as one file: what it holds at the addresses that it names, and the file itself, byte for byte."""
    letter = read_letter(path)
    left = [f"{name}: {why}" for why in letter.left]
    if url is None and not letter.parts:
        return [], [*left, f"{name}: {NO_ADDRESS}"]
    parts = (
        KeptFile(
            path=path, name=name, url=one.url, media_type=one.media_type, part=one.number, saved_at=letter.saved_at
        )
        for one in letter.parts
    )
    return [KeptFile(path=path, name=name, url=url or name_by_digest(path), media_type=media_type), *parts], left


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in names:
            path = Path(root) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _media_type(name: str, head: bytes) -> str:
    if _MARKUP.match(head):
        return "text/html"
    guessed, coding = _TYPES.guess_type(name.partition("?")[0], strict=False)
    return guessed if guessed and not coding else "application/octet-stream"
