"""Everything that can go wrong, in one tree.

ArchiverError                 exit code 3: could not do it
├── UsageError                exit code 2: wrong usage
│   └── ProfileError          exit code 2: a site profile is wrong
├── ArchiveError              the archive folder cannot be used
│   ├── ArchiveBusy           another process is writing to it
│   ├── IndexBehind           exit code 1: kept in the record, and the index does not know it yet
│   └── DiskFull              no room left to write the record
├── WarcError                 a WARC record cannot be read at its place
├── DocumentError             a document's text cannot be read
│   └── NoDocument            a file is no document of a kind that we read
├── FetchError                the portal cannot be reached
│   └── LoginError            the portal does not let us in
└── LimitExceeded             foreign input is larger than its promised bound

Every message says what, where and what to do; the command line prints it as it stands.
"""

from __future__ import annotations


class ArchiverError(Exception):
    """Could not do what was asked; the archive is whole."""

    exit_code = 3


class UsageError(ArchiverError):
    """The command was called in a way that cannot be meant."""

    exit_code = 2


class ProfileError(UsageError):
    """A site or platform file says something that cannot be used."""


class ArchiveError(ArchiverError):
    """The archive folder cannot be used for this."""


class ArchiveBusy(ArchiveError):
    """Another process holds the archive's lock."""


class IndexBehind(ArchiveError):
    """What was said is kept in the record; only the index could not take it in."""

    exit_code = 1


class DiskFull(ArchiveError):
    """The record could not be written; what was written before stands."""


class WarcError(ArchiverError):
    """A WARC record cannot be read at its place."""


class DocumentError(ArchiverError):
    """A document's text cannot be read; the message says why, in words for the reader of the archive."""


class NoDocument(DocumentError):
    """A file is no document, or of a kind that we do not read."""


class FetchError(ArchiverError):
    """The portal gave no answer at all."""


class LoginError(FetchError):
    """The portal does not take the archivist's account."""


class LimitExceeded(ArchiverError):
    """Foreign input is larger than the bound that we promise to keep."""
