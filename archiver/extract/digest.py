"""What two drafts have to share to be the same wording, or the same article."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from archiver.model import Draft
from archiver.vietnamese.dates import folded_line
from archiver.vietnamese.repair import repair

_WORD = re.compile(r"[^\W_]+")
_PLACE_AND_DAY = re.compile(
    r"[^\W\d][^\d:|]{1,40}, ngay \d{1,2}(?: ?[-/.] ?\d{1,2} ?[-/.] ?\d{2,4}| thang \d{1,2} nam \d{4})\W*$"
)
_PLACE_AND_DAY_LENGTH = 80  # characters
_ENOUGH = 40  # words; shorter texts are alike by chance
_LEAST = 8  # words, below which nothing is told at all
SHORT = "short"


def version_digest(draft: Draft) -> str:
    """The digest of title and body words: letters count, punctuation, spacing and the lines that date a text do not."""
    return _digest(words_of(draft.title or ""), words_of(_undated(draft.text)))


def likeness(draft: Draft) -> str | None:
    """Equal for two pages that may be one article under two addresses; None where there is too little to tell.

    Of a short text it begins with `short`: two such pages are one only where the one went as the other came. Of any other
    it tells title and words, and not what is `Printed` beside them. Without the title a thousand pages that show nothing but
    one and the same notice would be looked at together, each time that one of them is seen.
    """
    title, words = words_of(draft.title or ""), words_of(draft.text)
    if len(words) < _LEAST:
        return None
    if len(words) >= _ENOUGH:
        return _digest(title, words)
    return f"{SHORT} {_digest(title, words, [Printed.of(draft).in_words])}"


class Printed(NamedTuple):
    """What a page prints of a text beside its title and words; "" where it does not."""

    published: str
    number: str
    files: frozenset[str]  # their names

    @classmethod
    def of(cls, draft: Draft) -> Printed:
        names = (unquote(urlsplit(link.url).path.rpartition("/")[2]) for link in draft.links if link.kind)
        return cls(draft.published or "", draft.document_number or "", frozenset(names))

    @property
    def in_words(self) -> str:
        return "\n".join((self.published, self.number, *sorted(self.files)))

    def is_part_of(self, other: Printed) -> bool:
        """Whether another page prints all of this, and may print more: a print view often leaves the date out, or the files."""
        return (
            other.published.startswith(self.published)
            and self.number in {"", other.number}
            and self.files <= other.files
        )


def _undated(text: str) -> str:
    """Without "Đồng Nai, ngày 2/5/2009" at its end: where it stands alone, it comes and goes with what is round the text."""
    head, _, last = text.rstrip().rpartition("\n")
    return head if head and len(last) < _PLACE_AND_DAY_LENGTH and _PLACE_AND_DAY.match(folded_line(last)) else text


def words_of(text: str) -> list[str]:
    """The words of a text: letters count, punctuation and spacing do not, and faults of encoding are mended."""
    mended, _ = repair(unicodedata.normalize("NFC", text))
    return _WORD.findall(mended)


def _digest(*rows: list[str]) -> str:
    joined = "\n".join(" ".join(row) for row in rows)
    return "sha256:" + hashlib.sha256(joined.encode("utf-8", errors="replace")).hexdigest()
