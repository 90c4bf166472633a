"""A folder of saved pages, or one page: a `wget -r` mirror, or what a browser's 'save as' left; and the address of each file.

A page that a browser saved names its address itself. Of a mirror, the folders are hosts and paths. Where neither tells,
the archivist does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from mimetypes import MimeTypes
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from archiver.errors import UsageError
from archiver.layout import legible
from archiver.sites.profile import SiteProfile
from archiver.sites.urls import absolute, is_http, origin_of
from archiver.warc.foreign.kept import KeptFile, name_by_digest
from archiver.warc.foreign.mhtml import is_mhtml, read_letter

_RECORDS = (".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz")
# As Internet Explorer and Chrome say it, and as SingleFile does.
_SAVED_FROM = re.compile(
    rb"<!--\s*(?:saved from url=\(\d{1,6}\)|Page saved with SingleFile\s{1,20}url:)\s*(https?://[^\s<>]{1,4000})(?:\s|-->)",
    re.IGNORECASE,
)
_HEAD = 1 << 13  # bytes among which a page says where it was saved from
# Nothing is given back: where no page follows, thirty empty comments can be parted in a thousand million ways.
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?><\?xml[^>]{0,200}>\s*|<!--.{0,2000}?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HOST = re.compile(
    r"(?:(?:[a-z0-9\-]+\.)+[a-z0-9\-]{2,}|(?:[0-9]{1,3}\.){3}[0-9]{1,3}|localhost)(?:[:+][0-9]{1,5})?", re.IGNORECASE
)
_PROGRAM = r"\.(?:aspx?|php\d?|jspx?|do|cfm|cgi)"
# `wget --adjust-extension` lets every page end in `.html`, also `news.aspx?id=5`.
_ADJUSTED = re.compile(rf"(\?.*|{_PROGRAM})\.html?$", re.IGNORECASE)
_NO_ADDRESS = "nothing tells its address; give one with --base URL"
# Under Windows no name may hold a `?`, and wget writes `news.aspx@id=5`; behind a program's name an `@` with a `=` says nothing else.
_OF_WINDOWS = re.compile(rf"({_PROGRAM}|\.ashx)@(?=[^/]*=)", re.IGNORECASE)
_PAGES = frozenset((".html", ".htm", ".xhtml", ".mht", ".mhtml"))
_BESIDE = "_files"  # what a browser calls the folder of a page's files, behind the page's name
_LIMIT = 256 * 1024 * 1024
_TYPES = MimeTypes(filenames=())


@dataclass(frozen=True, slots=True)
class SavedFolder:
    """What a folder holds: files of records, or saved pages with their addresses."""

    records: tuple[Path, ...] = ()
    kept: tuple[KeptFile, ...] = ()
    left: tuple[str, ...] = ()  # what is not taken, and why


def read_folder(folder: Path, profile: SiteProfile, base: str | None) -> SavedFolder:
    """Look at every file below a folder; links are not followed."""
    _refuse_no_address(base)
    paths = sorted(_files(folder))
    records = tuple(path for path in paths if path.name.lower().endswith(_RECORDS))
    if records:
        return SavedFolder(records=records)
    addresses = _Addresses(folder, profile, base)
    kept: list[KeptFile] = []
    left: list[str] = []
    for path in paths:
        head = _head_of(path)
        url = addresses.of(path, b"" if is_mhtml(head) else head)
        found, unread = _taken(path, legible(path.relative_to(folder)), url, head)
        kept += found
        left += unread
    return SavedFolder(kept=tuple(kept), left=tuple(left))


def is_page(path: Path) -> bool:
    """Whether a file is a page that somebody saved, and no file of records."""
    head = _head_of(path)  # which in UTF-16 is no markup to a pattern of bytes
    return path.suffix.lower() in _PAGES or is_mhtml(head) or _MARKUP.match(head) is not None


def read_page(path: Path, base: str | None) -> SavedFolder:
    """One page and, where a browser has left them beside it, its files; `base` is its address, if it does not name that itself."""
    _refuse_no_address(base)
    head = _head_of(path)
    page = _saved_from(head) or (absolute(base, base) if base else None)
    kept, left = _taken(path, legible(Path(path.name)), page, head)
    for file in sorted(_files(path.with_name(f"{path.stem}{_BESIDE}"))):
        name = file.relative_to(path.parent)
        url = absolute(_as_path(PurePosixPath(name.as_posix())), page) if page else None
        found, unread = _taken(file, legible(name), url, _head_of(file))
        kept += found
        left += unread
    return SavedFolder(kept=tuple(kept), left=tuple(left))


def _taken(path: Path, name: str, url: str | None, head: bytes) -> tuple[list[KeptFile], list[str]]:
    """What is kept of a file, and what is not, with the reason."""
    media_type = _media_type(path.name, head)
    if path.stat().st_size > _LIMIT:
        return [], [f"{name}: larger than {_LIMIT} bytes"]
    if is_mhtml(head):
        return _of_letter(path, name, url, media_type)
    if url is None:
        return [], [f"{name}: {_NO_ADDRESS}"]
    return [KeptFile(path=path, name=name, url=url, media_type=media_type)], []


def _refuse_no_address(base: str | None) -> None:
    if base is not None and (not is_http(base) or absolute(base, base) is None):
        raise UsageError(f"--base {base!r} is no web address; give the address of the folder, as in 'https://host/'.")


def _of_letter(path: Path, name: str, url: str | None, media_type: str) -> tuple[list[KeptFile], list[str]]:
    """A page that was saved as one file: what it holds at the addresses that it names, and the file itself, byte for byte."""
    letter = read_letter(path)
    left = [f"{name}: {why}" for why in letter.left]
    if url is None and not letter.parts:
        return [], [*left, f"{name}: {_NO_ADDRESS}"]
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


class _Addresses:
    """How files of one folder get their addresses."""

    def __init__(self, folder: Path, profile: SiteProfile, base: str | None) -> None:
        self._folder = folder
        self._base = base
        start = profile.start or "http://"
        self._scheme = start.partition(":")[0]
        self._own = origin_of(start).removeprefix("www.")
        self._pages: dict[str, str] = {}  # a folder `x_files` -> where the page beside it was saved from
        for path in sorted(folder.rglob(f"*{_BESIDE}")):
            if path.is_dir() and not path.is_symlink() and (saved := self._page_beside(path)):
                self._pages[path.relative_to(folder).as_posix()] = saved

    def of(self, path: Path, head: bytes) -> str | None:
        """The address of a file; None where nothing tells it."""
        name = path.relative_to(self._folder)
        if (saved := _saved_from(head)) is not None:
            return saved
        for above in name.parents:
            if (page := self._pages.get(above.as_posix())) is not None:
                return absolute(_as_path(PurePosixPath(above.name) / name.relative_to(above)), page)
        if self._base is not None:
            return _address(self._base, PurePosixPath(name.as_posix()))
        parts = name.parts
        if self._is_host(self._folder.resolve().name) and not (len(parts) > 1 and self._is_own(parts[0])):
            return _address(self._root(self._folder.resolve().name), PurePosixPath(name.as_posix()))
        if len(parts) > 1 and self._is_host(parts[0]):
            return _address(self._root(parts[0]), PurePosixPath(*parts[1:]))
        return None

    def _page_beside(self, files: Path) -> str | None:
        stem = files.name.removesuffix(_BESIDE)
        pages = [files.with_name(f"{stem}{ending}") for ending in (".html", ".htm", ".xhtml")]
        return next((saved for page in pages if page.is_file() and (saved := _saved_from(_head_of(page)))), None)

    def _is_host(self, name: str) -> bool:
        return _HOST.fullmatch(name) is not None

    def _is_own(self, name: str) -> bool:
        return name.replace("+", ":").lower().removeprefix("www.") == self._own

    def _root(self, host: str) -> str:
        return f"{self._scheme}://{host.replace('+', ':')}/"


def _saved_from(head: bytes) -> str | None:
    found = _SAVED_FROM.search(head)
    written = found[1].decode("utf-8", "replace") if found else ""
    return absolute(written, written) if written else None


def _address(base: str, name: PurePosixPath) -> str | None:
    """The address of a file below a folder's address; `index.html` stands for its folder, as wget writes it."""
    if name.name.lower() in {"index.html", "index.htm"}:
        folder = "" if len(name.parts) == 1 else f"{_as_path(name.parent)}/"
        return absolute(folder or "./", _folder_of(base))
    adjusted = name.with_name(_ADJUSTED.sub(r"\1", _OF_WINDOWS.sub(r"\1?", name.name, count=1)))
    return absolute(_as_path(adjusted), _folder_of(base))


def _folder_of(base: str) -> str:
    return base if base.endswith("/") else f"{base}/"


def _as_path(name: PurePosixPath) -> str:
    """A file's name as a link to it; a `?` in it begins the query, as wget writes it."""
    return "./" + quote(os.fsencode(name.as_posix()), safe="/?&=%:;,+@!$'()*~")


def _head_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}; see to its rights.") from error


def _media_type(name: str, head: bytes) -> str:
    if _MARKUP.match(head):
        return "text/html"
    guessed, coding = _TYPES.guess_type(name.partition("?")[0], strict=False)
    return guessed if guessed and not coding else "application/octet-stream"
