"""What an archivist may say of what was kept, and in which form: checked before it enters the record."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from archiver.errors import UsageError
from archiver.sites.table import nearest

CORRECTED = ("title", "published", "author", "section", "source", "issued", "document_number")
SAID = ("note", "description", "collection", "rights", "retention", "review")
REVIEWS = ("accepted", "rejected", "signed-off")
LONGEST = 100_000  # characters: a note is no document
EARLIEST, LATEST = 1000, 2999  # years: a document that was scanned may be older than every portal
_DATES = ("published", "issued")
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_SPAN = re.compile(r"([1-9]\d{0,3}) years?")


def corrections(pairs: Collection[str], sections: Collection[str]) -> dict[str, str]:
    """`published=2008-06-18` as field and value; UsageError says what is wrong and what may be meant."""
    said: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip()
        if not equals:
            raise UsageError(f"--field {pair!r}: has no '='; write it as --field published=2008-06-18.")
        if name not in CORRECTED:
            raise UsageError(
                f"--field {name}: is no field that can be corrected; {nearest(name, CORRECTED, otherwise='take another')}"
            )
        if name in said:
            raise UsageError(f"--field {name}: stands there twice; give it once.")
        said[name] = checked(name, value, sections)
    return said


def checked(field: str, value: str, sections: Collection[str] = ()) -> str:
    """The value of a field in the form in which the record keeps it."""
    value = value.strip()
    if not value or "\0" in value:
        raise UsageError(f"{field}: is empty; say something, or take an earlier word back with --withdraw ID.")
    if len(value) > LONGEST:
        raise UsageError(f"{field}: has {len(value)} characters; {LONGEST} are the most, keep the rest as a document.")
    if field in _DATES:
        return date(field, value)
    if field == "section" and value not in sections:
        raise UsageError(
            f"section {value!r}: the archive's profile has none of that name; "
            f"{nearest(value, sections, otherwise='take another')}"
        )
    if field == "review" and value not in REVIEWS:
        raise UsageError(f"review {value!r}: is none; {nearest(value, REVIEWS, otherwise='take one')}")
    if field == "retention" and value != "permanent" and not _SPAN.fullmatch(value):
        try:
            return day("retention", value)
        except UsageError:
            raise UsageError(
                f"retention {value!r}: is no period; give 'permanent', '10 years', or the day on which it ends (2040-12-31)."
            ) from None
    return value


def day(what: str, value: str) -> str:
    """A day, a month or a year that there is; what was published in the year 8 has lost a figure."""
    if _DAY.fullmatch(value) and not EARLIEST <= int(value[:4]) <= LATEST:
        raise UsageError(f"{what} {value!r}: lies in no year that is taken; years from {EARLIEST} to {LATEST} are.")
    if _DAY.fullmatch(value):
        try:
            datetime.fromisoformat(f"{value}-01-01"[:10] if len(value) < 10 else value)
        except ValueError:
            pass
        else:
            return value
    raise UsageError(
        f"{what} {value!r}: is no date; write it as 2008, 2008-06 or 2008-06-18, as precisely as it is known."
    )


def date(what: str, value: str) -> str:
    """A date in its own precision, with or without a time of day; a time says in which zone it is meant."""
    if "T" not in value:
        return day(what, value)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(f"{what} {value!r}: is no time; write it as 2008-06-18T10:35:00+07:00, with its zone.")
    day(what, moment.isoformat()[:10])
    return moment.isoformat()
