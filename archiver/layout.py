"""Where every file of an archive lies; nobody else builds a path.

output/<site>/
    README.md  profile.toml  schema.sql     what this folder is, for the reader in twenty years
    warc/<site>-<UTC time>-<serial>.warc.gz  the archive itself
    warc/import/                             files that others made, as they came: WARC, ARC, WACZ
    warc/damaged/                            damaged files whose place a whole copy has taken
    warc/*.cdxj                              an index per WARC file
    warc/SHA256SUMS                          the digest of each closed WARC file, append-only
    warc/INDEXSUMS                           the digest of its index, as it was made of these bytes
    archive.db                               what Datasette opens; made again by `archiver rebuild`
    archive.db.before                        the one of before, where a rebuild found less than should be there
    crawl.db                                 frontier and ledger of committed captures
    reports/<start of a crawl>.html          what the crawl brought, and what was expected of it; imports.html without one
    exports/                                 what `archiver export` wrote
    .shown-*/                                while the reading room is open: archive.db without what may not be shown
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

OUTPUT = Path("output")
_IMPORT = "import/"
_NAME_LENGTH = 150
_UNFIT = re.compile(r"[^A-Za-z0-9_.\-+@=]+")


def _is_ours(name: str) -> bool:
    """An index, or what an import that was cut off has left."""
    return name.endswith((".cdxj", ".new")) or name.startswith(".")


@dataclass(frozen=True, slots=True)
class ArchiveFolder:
    """One site's folder."""

    root: Path

    @property
    def name(self) -> str:
        """As it is told and recorded."""
        return legible(self.root.resolve()).rpartition(os.sep)[2]

    @property
    def warc(self) -> Path:
        return self.root / "warc"

    @property
    def imports(self) -> Path:
        return self.warc / "import"

    @property
    def sha256sums(self) -> Path:
        return self.warc / "SHA256SUMS"

    @property
    def index_sums(self) -> Path:
        return self.warc / "INDEXSUMS"

    @property
    def archive_db(self) -> Path:
        return self.root / "archive.db"

    @property
    def archive_db_before(self) -> Path:
        return self.root / "archive.db.before"

    @property
    def crawl_db(self) -> Path:
        return self.root / "crawl.db"

    @property
    def profile(self) -> Path:
        return self.root / "profile.toml"

    @property
    def readme(self) -> Path:
        return self.root / "README.md"

    @property
    def schema(self) -> Path:
        return self.root / "schema.sql"

    @property
    def is_begun(self) -> bool:
        """Whether anything of an archive stands here, however little is left of it."""
        return self.warc.is_dir() or any(
            path.is_file() for path in (self.profile, self.archive_db, self.crawl_db, self.schema)
        )

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def report(self, started_at: str | None) -> Path:
        """Of the crawl that began then (ISO 8601, UTC); a name that every file system takes. None: of an archive of imports only."""
        if started_at is None:
            return self.reports / "imports.html"
        begun = "".join(sign for sign in started_at[:19] if sign.isalnum())
        return self.reports / f"{begun}Z.html"

    def lock(self, purpose: str) -> Path:
        """The file that a process locks while it does `purpose` (crawl, ingest)."""
        return self.root / f".{purpose}.lock"

    def warc_files(self) -> list[Path]:
        """The WARC files in the order in which they were begun; what a Mac leaves beside them (`._x.warc.gz`) is none."""
        return sorted(path for path in self.warc.glob("*.warc.gz") if not path.name.startswith(".") and path.exists())

    def indexes(self) -> list[Path]:
        """The indexes of our own WARC files, whether these are here or not."""
        return sorted(path for path in self.warc.glob("*.cdxj") if not path.name.startswith("."))

    def imported_files(self) -> list[Path]:
        """The files that others made, whole."""
        if not self.imports.is_dir():
            return []
        return sorted(path for path in self.imports.iterdir() if not _is_ours(path.name) and path.is_file())

    def new_import(self, name: str, number: int) -> Path:
        """Where a file of this plain name is kept; from the second number on, the name tells the number."""
        stem, dot, ending = name.partition(".")
        return self.imports / (name if number == 1 else f"{stem}-{number}{dot}{ending}")

    def new_warc(self, site: str, begun: datetime, serial: int) -> Path:
        return self.warc / f"{site}-{begun:%Y%m%d%H%M%S}-{serial:05d}.warc.gz"


def legible(path: Path) -> str:
    """A path as text, for people and the record; a name of before UTF-8 loses the letters that nobody can read."""
    return os.fsencode(path).decode("utf-8", "replace")


def plain_name(name: str) -> str:
    """The name of a file of others as every system takes it."""
    plain = _UNFIT.sub("_", name).strip("._ ")[-_NAME_LENGTH:].lstrip("._ ") or "file"
    return f"{plain}_" if _is_ours(plain) else plain


def name_under_warc(path: Path) -> str:
    """How places and SHA256SUMS name a file: `x.warc.gz` for one of ours, `import/x.warc.gz` for one of others."""
    return f"{_IMPORT}{path.name}" if path.parent.name == _IMPORT.strip("/") else path.name


def is_imported(file: str) -> bool:
    """Whether a place so named stands in a file that others made."""
    return file.startswith(_IMPORT)


def path_of(warc: Path, file: str) -> Path | None:
    """The file that a place names; None for a name that leads elsewhere, as a row from anywhere may."""
    name = file.removeprefix(_IMPORT)
    if Path(name).name != name or name in {"", ".", ".."} or "\0" in name:
        return None
    return warc / file


def cdxj_of(warc: Path) -> Path:
    """`x.warc.gz` has its index in `x.cdxj`; a file of others in one that is named after all of its name."""
    if is_imported(name_under_warc(warc)):
        return warc.with_name(f"{warc.name}.cdxj")
    return warc.with_name(warc.name.removesuffix(".gz").removesuffix(".warc") + ".cdxj")


def warc_of(index: str) -> str:
    """The name of the file whose index is so named, both as places name them: the other way of `cdxj_of`."""
    name = index.removesuffix(".cdxj")
    return name if is_imported(index) else f"{name}.warc.gz"


def torn_of(warc: Path, offset: int) -> Path:
    """Where the bytes of a torn tail, cut from `offset`, are kept."""
    return warc.with_name(f"{warc.name}.{offset}.torn")


def damaged_of(warc_dir: Path, file: Path, digest: str) -> Path:
    """Where a damaged file is kept when a whole one takes its place."""
    return warc_dir / "damaged" / f"{file.name}.{digest[:16]}"


def archive_of(site: str) -> ArchiveFolder:
    """The default folder of a site."""
    return ArchiveFolder(OUTPUT / site)


def archives(output: Path = OUTPUT) -> list[ArchiveFolder]:
    """Every archive below a folder."""
    return [ArchiveFolder(path.parent) for path in sorted(output.glob("*/warc")) if path.is_dir()]


def schedule_db(output: Path = OUTPUT) -> Path:
    """The calendar of all sites, beside their archives."""
    return output / "schedule.db"
