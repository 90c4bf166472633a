"""Where a saved file stood on the web: it names that itself, or the folders say it in which it lies."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from archiver.errors import UsageError
from archiver.sites.profile import SiteProfile
from archiver.sites.urls import absolute, is_http, is_one_host, origin_of

# As Internet Explorer and Chrome say it, and as SingleFile does.
_SAVED_FROM = re.compile(
    rb"<!--\s*(?:saved from url=\(\d{1,6}\)|Page saved with SingleFile\s{1,20}url:)\s*(https?://[^\s<>]{1,4000})(?:\s|-->)",
    re.IGNORECASE,
)
# As HTTrack does, which says no scheme.
_MIRRORED = re.compile(
    rb"<!--\s*Mirrored from\s{1,20}([^\s<>]{1,4000})\s{1,20}by HTTrack Website Copier/([^<>]{0,200})-->", re.IGNORECASE
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
    """Where a file stood, and when it was taken from there."""

    url: str
    mirror: Path | None = None  # the folder of the host, where nothing but the names of folders tells it
    saved_at: datetime | None = None  # as the file says


class Addresses:
    """How files of one folder get their addresses."""

    def __init__(self, folder: Path, profile: SiteProfile, base: str | None) -> None:
        self._folder = folder
        self._base = base
        start = profile.start or "http://"
        self._scheme = start.partition(":")[0]
        self._own = origin_of(start)
        self._pages: dict[str, str] = {}  # a folder `x_files` -> where the page beside it was saved from
        self._roots = {Path()}  # folders in which the folders of hosts stand
        for path in _folders_in(folder):
            if path.name.endswith(BESIDE) and (saved := _page_beside(path)):
                self._pages[path.relative_to(folder).as_posix()] = saved
            if self._is_own(path.name):
                self._roots.add(path.relative_to(folder).parent)

    def of(self, path: Path, head: bytes) -> Stood | None:
        """The address of a file that begins so; None where nothing tells it."""
        name = path.relative_to(self._folder)
        if (told := told_in(head)) is not None:
            return told
        if (url := self._with_its_page(name)) is not None:
            return Stood(url)
        if self._base is not None:
            return _stood(_address(self._base, name))
        return self._in_a_mirror(name)

    def _in_a_mirror(self, name: Path) -> Stood | None:
        """By the innermost folder of a host. Beside the portal's own, others with a host's name are hosts; elsewhere few are: `bai.viet`."""
        own = self._folder.resolve().name
        for root in name.parents:
            host, *below = name.relative_to(root).parts
            if root not in self._roots or not below:
                continue
            if root == Path() and self._is_host(own) and not self._is_own(host):
                break
            if self._is_own(host) or self._is_host(host):
                return _stood(_address(self._root(host), Path(*below)), self._folder / root / host)
        return _stood(_address(self._root(own), name), self._folder) if self._is_host(own) else None

    def _with_its_page(self, name: Path) -> str | None:
        for above in name.parents:
            if (page := self._pages.get(above.as_posix())) is not None:
                return beside(Path(above.name) / name.relative_to(above), page)
        return None

    def _is_host(self, name: str) -> bool:
        return _HOST.fullmatch(name) is not None

    def _is_own(self, name: str) -> bool:
        return is_one_host(name.replace("+", ":").lower(), self._own)

    def _root(self, host: str) -> str:
        return f"{self._scheme}://{host.replace('+', ':')}/"


def head_of(path: Path) -> bytes:
    """How a file begins: enough to know what it is, and where it was saved from."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}; see to its rights.") from error


def told_in(head: bytes) -> Stood | None:
    """The address that a page names which begins so, and the moment if it names one."""
    saved, mirrored = _SAVED_FROM.search(head), _MIRRORED.search(head)
    found = saved or mirrored
    if found is None:
        return None
    written = found[1].decode("utf-8", "replace")
    written = written if saved or is_http(written) else f"http://{written}"
    url = absolute(written, written)
    return Stood(url, saved_at=_moment(mirrored[2]) if mirrored and not saved else None) if url else None


def _moment(words: bytes) -> datetime | None:
    """Of `3.x [XR&CO'2014], Mon, 05 May 2014 08:00:00 GMT`; without a zone it may be any hour."""
    try:
        moment = parsedate_to_datetime(words.decode("utf-8", "replace").partition("],")[2].strip())
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _folders_in(folder: Path) -> Iterator[Path]:
    """Links are not followed."""
    for root, names, _ in os.walk(folder):
        yield from (Path(root) / name for name in names if not (Path(root) / name).is_symlink())


def _page_beside(files: Path) -> str | None:
    stem = files.name.removesuffix(BESIDE)
    pages = [files.with_name(f"{stem}{ending}") for ending in (".html", ".htm", ".xhtml")]
    told = (told_in(head_of(page)) for page in pages if page.is_file())
    return next((one.url for one in told if one), None)


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
