"""The compound file, a file system in a file, in which Word, Excel and PowerPoint wrote until 2007."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import datetime

import olefile

from archiver.errors import DocumentError
from archiver.extract.documents.matter import Found, reason_of
from archiver.extract.documents.summary import AUTHOR, CODEPAGE, CREATED, PAGES, TITLE, properties

MAGIC = olefile.MAGIC
_SUMMARY = "\x05SummaryInformation"
_ASKED = frozenset((CODEPAGE, TITLE, AUTHOR, CREATED, PAGES))


class Compound:
    """An open compound file."""

    def __init__(self, body: bytes) -> None:
        try:
            self._file = olefile.OleFileIO(io.BytesIO(body))
        except (OSError, ValueError, IndexError, TypeError, AttributeError) as error:
            raise DocumentError(f"the compound file is damaged: {reason_of(error)}") from error

    def has(self, name: str) -> bool:
        return bool(self._file.exists(name)) and self._file.get_type(name) == olefile.STGTY_STREAM

    def stream(self, name: str) -> bytes:
        """A stream's bytes; as many as there are where the file is cut off."""
        try:
            with self._file.openstream(name) as stream:
                return bytes(stream.read())
        except (OSError, ValueError, IndexError, TypeError) as error:
            raise DocumentError(f"the compound file is damaged at {name!r}: {reason_of(error)}") from error

    def describe(self, found: Found) -> Found:
        """Fill in what the file's summary says of its title, author, time and pages."""
        if not self.has(_SUMMARY):
            return found
        with suppress(DocumentError):  # a text that was read is not lost for its summary
            facts = properties(self.stream(_SUMMARY), _ASKED)
            codepage = facts.get(CODEPAGE, 1252)
            found.title, found.author = _text(facts.get(TITLE), codepage), _text(facts.get(AUTHOR), codepage)
            pages, created = facts.get(PAGES), facts.get(CREATED)
            if found.pages is None and isinstance(pages, int) and 0 < pages < 100_000:
                found.pages = pages
            if isinstance(created, datetime) and created.year > 1980:  # some write the year 1601 for "never"
                found.created = created.replace(microsecond=0).isoformat().replace("+00:00", "Z")
        return found


def _text(value: object, codepage: object) -> str:
    if isinstance(value, str):
        return value.rstrip("\0")
    if not isinstance(value, bytes):
        return ""
    number = codepage % 65536 if isinstance(codepage, int) else 1252  # 65001 is stored as a negative number
    name = {1200: "utf-16-le", 65001: "utf-8", 10000: "mac-roman"}.get(number, f"cp{number}")
    try:
        return value.decode(name, errors="replace").rstrip("\0")
    except LookupError:
        return value.decode("cp1252", errors="replace").rstrip("\0")
