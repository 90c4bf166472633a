"""The day of publication in the data that a page holds of itself, and whether a printed day is the same."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from archiver.extract.dateline import Dateline
from archiver.extract.head import Head
from archiver.vietnamese.dates import NumericOrder, read_date

_METAS = (
    "article:published_time", "datepublished", "og:article:published_time", "og:published_time", "publishdate", "pubdate", "publish-date",
    "publish_date", "published", "date.published", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date",
    "dcterms.date", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "article_date_original", "published_on", "displaydate", "article.published",
    "citation_publication_date", "citation_date", "citation_online_date", "published-date", "published_date", "published_time", "date", "dc.created", "originalpublicationdate",
)  # fmt: skip
_REVISED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified")
_BEHIND, _AHEAD = timedelta(hours=-12), timedelta(hours=14)  # of UTC, the clocks of the world
_TO_THE_MINUTE = 16  # characters: 2008-06-18T10:35

# What makes manuals: their pages are not published on a day, and state that of their making.
_OF_NO_DAY = re.compile(r"javadoc|doxygen|sphinx|mkdocs|docusaurus", re.IGNORECASE)


def stated_date(head: Head, timezone: str, order: NumericOrder) -> Dateline | None:
    """What the page's data say: JSON-LD, then metas."""
    if _OF_NO_DAY.search(head.meta("generator") or ""):
        return None
    stated = head.article.get("datePublished")
    if isinstance(stated, str) and (iso := read_date(stated, timezone, order)):
        return Dateline(iso, stated, "json-ld")
    built = head.article.get("dateModified") if not isinstance(stated, str) else None
    revised = read_date(built, timezone, order) if isinstance(built, str) else None
    for name in _METAS:
        value = head.metas.get(name)
        if value and (iso := read_date(value, timezone, order)):
            if (
                iso == revised and len(iso) > _TO_THE_MINUTE
            ):  # a manual has no day of publication, and states that of its making
                return None
            return Dateline(iso, value, f"meta {name}")
    return None


def is_revision_by_data(printed: str, head: Head, timezone: str, order: NumericOrder) -> bool:
    """Whether a printed moment is the one at which, by the page's data, the page was last changed."""
    if len(printed) <= _TO_THE_MINUTE:
        return False
    stated = (head.article.get("dateModified"), *(head.metas.get(name) for name in _REVISED))
    return printed in {read_date(text, timezone, order) for text in stated if isinstance(text, str)}


def is_day_beside(printed: str, stated: str) -> bool:
    """Whether what a page prints may be the same instant as one in UTC, on the day before or after."""
    apart = date.fromisoformat(printed[:10]) - date.fromisoformat(stated[:10])
    if abs(apart.days) != 1 or len(printed) < _TO_THE_MINUTE:
        return abs(apart.days) == 1
    one, other = (datetime.fromisoformat(clock).replace(tzinfo=None) for clock in (printed, stated))
    return abs(one - other) <= _AHEAD


def is_same_instant(printed: str, stated: str) -> bool:
    """Whether two clocks of different zones show one moment, to the minute."""
    if len(printed) < _TO_THE_MINUTE or len(stated) < _TO_THE_MINUTE:
        return False
    one, other = (datetime.fromisoformat(clock).replace(tzinfo=None) for clock in (printed, stated))
    apart = abs(one.replace(second=0) - other.replace(second=0))
    return apart <= _AHEAD and not apart % timedelta(minutes=15)


def is_day_somewhere(day: str, stated: str) -> bool:
    """Whether an instant in UTC is of another day by some clock of the world: 23:01 on the first is the second in Rome."""
    moment = datetime.fromisoformat(stated)
    return day != stated[:10] and day in {(moment + apart).date().isoformat() for apart in (_BEHIND, _AHEAD)}
