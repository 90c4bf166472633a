"""What a folder holds that others left: files of records, saved pages, a `wget -r` mirror; or one saved page.

Files are known by how they begin, whatever they are called. What is not taken is named, with the reason.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What one file is."""

    record: Path | None = None  # it holds records
    kept: tuple[KeptFile, ...] = ()
    mirror: Path | None = None  # the folder of a host that alone says where it stood
    left: tuple[str, ...] = ()
    nowhere: str | None = None  # its name: nothing tells its address


def read_folder(folder: Path, profile: SiteProfile, base: str | None) -> SavedFolder:
    """Look at the beginning of every file below a folder; links are not followed."""
    _refuse_no_address(base)
    addresses = Addresses(folder, profile, base)
    looked = [_look(path, legible(path.relative_to(folder)), addresses) for path in sorted(_files(folder))]
    records = tuple(one.record for one in looked if one.record)
    mirrors = _of_the_crawl(looked)
    left = [why for one in looked for why in one.left]
    left += _without_address([one.nowhere for one in looked if one.nowhere], folder, beside_records=bool(records))
    left += [
        f"{legible(mirror.relative_to(folder))}/: {counted(number, 'file')} {_OF_THE_CRAWL}"
        for mirror, number in mirrors.items()
    ]
    kept = tuple(file for one in looked if one.mirror not in mirrors for file in one.kept)
    return SavedFolder(records=records, kept=kept, left=tuple(sorted(left)))


def _look(path: Path, name: str, addresses: Addresses) -> _Looked:
    if path.name.lower().endswith(_RECORDS):
        return _Looked(record=path)
    try:
        head = head_of(path)
    except UsageError as error:
        return _Looked(left=(str(error),))
    if begins_with_records(path, head):
        return _Looked(record=path)
    is_letter = is_mhtml(head)
    stood = addresses.of(path, b"" if is_letter else head)
    if stood is None and not is_letter:
        packing = packing_of(path, head)
        return _Looked(left=(f"{name}: {packed_folder(packing)}",)) if packing else _Looked(nowhere=name)
    kept, left = _taken(path, name, stood, head)
    return _Looked(kept=tuple(kept), left=tuple(left), mirror=stood.mirror if stood and not is_letter else None)


def _of_the_crawl(looked: Sequence[_Looked]) -> Counter[Path]:
    """The mirrors that are not taken, since a record of the same crawl lies beside them, and how many files each holds.

    `wget --warc-file` writes both. Records within a mirror are files that the site offered, and say nothing of the others.
    """
    mirrors = Counter(one.mirror for one in looked if one.mirror is not None)
    beside = any(mirrors.keys().isdisjoint(one.record.parents) for one in looked if one.record)
    return mirrors if beside else Counter()


def _without_address(names: list[str], folder: Path, *, beside_records: bool) -> list[str]:
    if names and _is_archive(folder):
        return [f"{counted(len(names), 'file')} {_OF_AN_ARCHIVE}"]
    return [f"{name}: {_NO_RECORDS if beside_records else NO_ADDRESS}" for name in names]


def _is_archive(folder: Path) -> bool:
    """Whether this program made the folder: then its databases, locks and reports are not named one by one."""
    archive = ArchiveFolder(folder)
    return archive.warc.is_dir() and archive.schema.is_file()


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
