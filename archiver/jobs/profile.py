"""The profile with which an archive was made: it stands in its folder, and in the record itself."""

from __future__ import annotations

from archiver.errors import UsageError
from archiver.layout import ArchiveFolder
from archiver.sites.catalog import find_profile, platforms
from archiver.sites.profile import SiteProfile, parse_profile
from archiver.warc.reader import Note, scan


def profile_of(folder: ArchiveFolder) -> SiteProfile:
    """The profile in the folder; where that is lost, the one that the latest crawl wrote into its WARC file."""
    if folder.profile.exists():
        return find_profile(str(folder.profile))
    for path in reversed(folder.warc_files()):
        kept = [found.data for found in scan(path) if isinstance(found, Note) and found.kind == "profile"]
        if kept:
            return parse_profile(str(kept[-1].get("toml")), where=f"{path.name}: profile", platforms=platforms())
    raise UsageError(
        f"{folder.root}: holds neither a profile.toml nor a WARC file that tells one; is this an archive's folder?"
    )
