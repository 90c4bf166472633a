"""Which spellings are one address in an archive: the rules of its profile's platform."""

from __future__ import annotations

from functools import lru_cache

from archiver.errors import ArchiverError
from archiver.jobs.profile import profile_of
from archiver.layout import ArchiveFolder
from archiver.sites.url_key import UrlRules


def rules_of(folder: ArchiveFolder) -> UrlRules:
    """The rules by which the index was made; the plain ones where there is no profile to be read."""
    try:
        changed = folder.profile.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _rules(folder, changed)


@lru_cache(maxsize=256)
def _rules(folder: ArchiveFolder, changed: int) -> UrlRules:  # noqa: ARG001 - a new time is a new answer
    try:
        return profile_of(folder).platform.urls
    except ArchiverError:  # an index without its archive is still read
        return UrlRules()
