"""By what captures were read: the digest of our own code that reads them, and of what the profile tells it.

An index that was made by several readers is not what a rebuild would make; `archiver ingest --changed` makes it so.
"""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from sqlite_utils import Database

import archiver
from archiver.sites.catalog import platforms
from archiver.sites.profile import SiteProfile
from archiver.warc.writer import SOFTWARE

# What decides what a capture says, and what articles are made of it.
_PACKAGES = ("extract", "sites", "vietnamese")
MODULES = (
    "examine", "foreign", "identity", "import_reading", "leaves", "lessons", "naming", "payload", "presence", "settle", "taking",
)  # fmt: skip
_FOR_CRAWLS = frozenset({"politeness", "budget", "expect"})
_FOR_SECTIONS = frozenset({"every", "expect"})
_PARTS = ("selectolax", "lxml", "beautifulsoup4", "numpy")


def reader_of(profile: SiteProfile) -> str:
    """The digest of what reads pages today, for an archive of this profile."""
    platform = platforms().get(profile.platform.name, "")
    told = f"{_code_digest()} {_told_to_readers(profile)} {platform}"
    return f"sha256:{sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _told_to_readers(profile: SiteProfile) -> str:
    """The profile without what only the crawl and its report ask: a longer pause is no reason to read ten years again."""
    said = tomllib.loads(profile.source)
    sections = [
        {key: value for key, value in one.items() if key not in _FOR_SECTIONS} for one in said.get("section", ())
    ]
    kept = {key: value for key, value in said.items() if key not in _FOR_CRAWLS} | {"section": sections}
    return json.dumps([profile.start, kept], default=str)


def note_reader(db: Database, profile: SiteProfile) -> None:
    """Captures are being read by us."""
    db.execute("INSERT OR IGNORE INTO readers (digest, software) VALUES (?, ?)", [reader_of(profile), SOFTWARE])


def is_all_read_by(db: Database, profile: SiteProfile) -> bool:
    """Whether all that the index holds was read by what reads pages today."""
    return [digest for (digest,) in db.execute("SELECT digest FROM readers")] == [reader_of(profile)]


@lru_cache(maxsize=1)
def _code_digest() -> str:
    root = Path(archiver.__file__).parent
    inside = [path for name in _PACKAGES for path in (root / name).rglob("*") if _is_source(path)]
    digest = sha256(" ".join(f"{part} {version(part)}" for part in _PARTS).encode())
    for path in sorted((*inside, *(root / "jobs" / f"{name}.py" for name in MODULES))):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _is_source(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc"
