"""What two drafts have to share to be the same wording, or the same article."""

from __future__ import annotations

import hashlib
import re
import unicodedata
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

    Of a short text it begins with `short`: two such pages are one only where the one went as the other came.
    """
    words = words_of(draft.text)
    if len(words) < _LEAST:
        return None
    names = sorted(unquote(urlsplit(link.url).path.rpartition("/")[2]) for link in draft.links if link.kind)
    whole = _digest(words_of(draft.title or ""), words, names, [draft.published or "", draft.document_number or ""])
    return whole if len(words) >= _ENOUGH else f"{SHORT} {whole}"


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
