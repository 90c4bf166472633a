"""A folder becomes the archive of one site, and says so: its profile, a README and the schema stand in it."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from archiver.errors import ProfileError, UsageError
from archiver.layout import ArchiveFolder
from archiver.sites.profile import SiteProfile
from archiver.store.disk import disk_errors
from archiver.store.lock import hold
from archiver.store.schema import schema_text
from archiver.warc.growing import write_whole
from archiver.warc.reader import Note, scan

_OF_A_CRAWL = frozenset({"warcinfo", "profile", "crawl-started", "crawl-asked", "url-states", "crawl-finished"})


def claim(folder: ArchiveFolder, profile: SiteProfile) -> None:
    """A folder belongs to one site; its profile stands in it."""
    if folder.profile.exists():
        try:
            name = tomllib.loads(folder.profile.read_text(encoding="utf-8-sig")).get("name")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ProfileError(f"{folder.profile}: {error}; put the archive's own profile back, or mend it.") from error
        if name is None:
            raise ProfileError(f"{folder.profile}: names no site; put the archive's own profile back, or mend it.")
        if name != profile.name:
            raise UsageError(
                f"{folder.root}: holds the archive of site {name!r}, not of {profile.name!r}; "
                "give another folder with --archive."
            )
    with disk_errors(folder.profile):
        _write(folder.profile, profile_text(profile))
        _write(folder.readme, _README.format(title=profile.title, name=profile.name))
        _write(folder.schema, schema_text())


def take_back(folder: ArchiveFolder) -> bool:
    """A folder that a first crawl has begun is no archive where no answer came to it; whether it is gone now.

    Where anything but the crawl's own notes stands in its record, or the record cannot be read, it stays.
    """
    with hold(folder.lock("crawl"), f"{folder.root}: another crawl is writing to this archive."):
        if not all(map(_says_nothing, folder.warc.iterdir())):
            return False
        shutil.rmtree(folder.root)
    return True


def _says_nothing(path: Path) -> bool:
    """An index, a list of digests, or a WARC file in which a crawl says that it began and ended."""
    if path.suffix == ".cdxj" or path.name in {"SHA256SUMS", "INDEXSUMS"}:
        return True
    return path.is_file() and all(isinstance(one, Note) and one.kind in _OF_A_CRAWL for one in scan(path))


def _write(path: Path, text: str) -> None:
    """As a whole: a crawl that was killed between emptying the profile and writing it was refused from then on."""
    data = text.encode("utf-8")
    if not path.exists() or path.read_bytes() != data:
        write_whole(path, data)


def profile_text(profile: SiteProfile) -> str:
    """The profile's text, which names the start even where that was given on the command line."""
    if profile.start is None or "start" in tomllib.loads(profile.source):
        return profile.source
    return f'start = "{profile.start}"\n{profile.source}'


_README = """# {title}

This folder is a web archive, made by the portal archive (`archiver`) from the site profile `{name}`.

| what | is |
|---|---|
| `warc/*.warc.gz` | the archive itself: every HTTP exchange as it went over the wire, WARC 1.1 (ISO 28500), one gzip member a record |
| `warc/import/` | what others had kept, as their files came: WARC, ARC or WACZ; `events` of type `import` tell of each |
| `warc/damaged/` | damaged files whose place a whole copy has taken; `events` of type `repair` tell of each |
| `warc/*.cdxj` | an index of each WARC file by address and time; can be made again |
| `warc/INDEXSUMS` | the digest of each of these indexes, as it was made |
| `warc/SHA256SUMS` | the digest of each closed WARC file: `cd warc && sha256sum -c SHA256SUMS` |
| `archive.db` | articles, versions, attachments and captures as an SQLite database; `archiver rebuild` makes it again from the WARC files |
| `schema.sql` | the tables of `archive.db`, with a word on each column |
| `profile.toml` | where the spider was told to look |
| `crawl.db` | the state of the crawl; not needed to read the archive |
| `reports/*.html` | a page for each crawl: what it brought, what failed and why; `archiver report --html` makes it again |

Keep `warc/`; all the rest follows from it. Each row of `archive.db` names the file, offset and length of its bytes.
"""
