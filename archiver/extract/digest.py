"""What two drafts have to share to be the same wording, or the same article."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import unquote, urlsplit

from archiver.model import Draft
from archiver.vietnamese.repair import repair

_WORD = re.compile(r"[^\W_]+")
_ENOUGH = 40  # words; shorter texts are alike by chance
_LEAST = 8  # words, below which nothing is told at all
SHORT = "short"


def version_digest(draft: Draft) -> str:
    """The digest of title and body words: letters count, punctuation and spacing do not."""
    return _digest(words_of(draft.title or ""), words_of(draft.text))


def likeness(draft: Draft) -> str | None:
    """Equal for two pages that may be one article under two addresses; None where there is too little to tell.

    Of a short text it begins with `short`: two such pages are one only where the one went as the other came.
    """
    words = words_of(draft.text)
    if len(words) < _LEAST:
        return None
    names = sorted(unquote(urlsplit(link.url).path.rpartition("/")[2]) for link in draft.links)
    whole = _digest(words_of(draft.title or ""), words, names, [draft.published or "", draft.document_number or ""])
    return whole if len(words) >= _ENOUGH else f"{SHORT} {whole}"


def words_of(text: str) -> list[str]:
    """The words of a text: letters count, punctuation and spacing do not, and faults of encoding are mended."""
    mended, _ = repair(unicodedata.normalize("NFC", text))
    return _WORD.findall(mended)


def _digest(*rows: list[str]) -> str:
    joined = "\n".join(" ".join(row) for row in rows)
    return "sha256:" + hashlib.sha256(joined.encode("utf-8", errors="replace")).hexdigest()
