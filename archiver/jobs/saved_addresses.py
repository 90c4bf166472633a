"""Where a saved file stood on the web: it names that itself, or the folders say it in which it lies."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from archiver.errors import UsageError
from archiver.sites.profile import SiteProfile
from archiver.sites.urls import absolute, origin_of

# As Internet Explorer and Chrome say it, and as SingleFile does.
_SAVED_FROM = re.compile(
    rb"<!--\s*(?:saved from url=\(\d{1,6}\)|Page saved with SingleFile\s{1,20}url:)\s*(https?://[^\s<>]{1,4000})(?:\s|-->)",
    re.IGNORECASE,
)
_HEAD = 1 << 13  # bytes among which a page says where it was saved from
_HOST = re.compile(
    r"(?:(?:[a-z0-9\-]+\.)+[a-z0-9\-]{2,}|(?:[0-9]{1,3}\.){3}[0-9]{1,3}|localhost)(?:[:+][0-9]{1,5})?", re.IGNORECASE
)
_PROGRAM = r"\.(?:aspx?|php\d?|jspx?|do|cfm|cgi)"
# `wget --adjust-extension` lets every page end in `.html`, also `news.aspx?id=5`.
_ADJUSTED = re.compile(rf"(\?.*|{_PROGRAM})\.html?$", re.IGNORECASE)
# Under Windows no name may hold a `?`, and wget writes `news.aspx@id=5`; behind a program's name an `@` with a `=` says nothing else.
_OF_WINDOWS = re.compile(rf"({_PROGRAM}|\.ashx)@(?=[^/]*=)", re.IGNORECASE)
BESIDE = "_files"  # what a browser calls the folder of a page's files, behind the page's name


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a file stood."""

    url: str
    mirror: Path | None = None  # the folder of the host, where nothing but the names of folders tells it


class Addresses:
    """How files of one folder get their addresses."""

    def __init__(self, folder: Path, profile: SiteProfile, base: str | None) -> None:
        self._folder = folder
        self._base = base
        start = profile.start or "http://"
        self._scheme = start.partition(":")[0]
        self._own = origin_of(start).removeprefix("www.")
        self._pages: dict[str, str] = {}  # a folder `x_files` -> where the page beside it was saved from
        for path in sorted(folder.rglob(f"*{BESIDE}")):
            if path.is_dir() and not path.is_symlink() and (saved := self._page_beside(path)):
                self._pages[path.relative_to(folder).as_posix()] = saved

    def of(self, path: Path, head: bytes) -> Stood | None:
        """The address of a file that begins so; None where nothing tells it."""
        name = path.relative_to(self._folder)
        if (url := saved_from(head) or self._with_its_page(name)) is not None:
            return Stood(url)
        if self._base is not None:
            return _stood(_address(self._base, name))
        parts = name.parts
        own = self._folder.resolve().name
        if self._is_host(own) and not (len(parts) > 1 and self._is_own(parts[0])):
            return _stood(_address(self._root(own), name), self._folder)
        if len(parts) > 1 and self._is_host(parts[0]):
            return _stood(_address(self._root(parts[0]), Path(*parts[1:])), self._folder / parts[0])
        return None

    def _with_its_page(self, name: Path) -> str | None:
        for above in name.parents:
            if (page := self._pages.get(above.as_posix())) is not None:
                return beside(Path(above.name) / name.relative_to(above), page)
        return None

    def _page_beside(self, files: Path) -> str | None:
        stem = files.name.removesuffix(BESIDE)
        pages = [files.with_name(f"{stem}{ending}") for ending in (".html", ".htm", ".xhtml")]
        return next((saved for page in pages if page.is_file() and (saved := saved_from(head_of(page)))), None)

    def _is_host(self, name: str) -> bool:
        return _HOST.fullmatch(name) is not None

    def _is_own(self, name: str) -> bool:
        return name.replace("+", ":").lower().removeprefix("www.") == self._own

    def _root(self, host: str) -> str:
        return f"{self._scheme}://{host.replace('+', ':')}/"


def head_of(path: Path) -> bytes:
    """How a file begins: enough to know what it is, and where it was saved from."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}; see to its rights.") from error


def saved_from(head: bytes) -> str | None:
    """The address that a page names which begins so."""
    found = _SAVED_FROM.search(head)
    written = found[1].decode("utf-8", "replace") if found else ""
    return absolute(written, written) if written else None


def beside(name: Path, page: str) -> str | None:
    """The address of a file that lies so beside a page with this one."""
    return absolute(_as_path(PurePosixPath(name.as_posix())), page)


def _stood(url: str | None, mirror: Path | None = None) -> Stood | None:
    return Stood(url, mirror) if url is not None else None


def _address(base: str, path: Path) -> str | None:
    """The address of a file below a folder's address; `index.html` stands for its folder, as wget writes it."""
    name = PurePosixPath(path.as_posix())
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
