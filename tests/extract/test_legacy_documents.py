"""Real documents of Vietnamese offices of 2002-2009, in TCVN3 and VNI, against their transcripts."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from archiver.extract.documents.reading import read_document

pytestmark = pytest.mark.real
RECALL = 0.97
# Of 47: one transcript has "l ý" and "v ùng" for words that the PDF has whole, one the number 7 for each #DIV/0!, one each
# sentence with what its editor had deleted from it.
ENOUGH = 44


def test_the_words_of_real_documents() -> None:
    folder = Path(os.environ["ARCHIVER_TEST_DATA"]) / "real" / "legacy-documents"
    recalls = {
        path.name.removesuffix(".gold.txt"): _recall(
            read_document(path.with_name(path.name.removesuffix(".gold.txt")).read_bytes()).text,
            path.read_text(encoding="utf-8"),
        )
        for path in sorted(folder.glob("*.gold.txt"))
    }
    for name, recall in sorted(recalls.items(), key=lambda one: one[1]):
        print(f"{recall:.4f} {name}")  # noqa: T201  the figures are the point
    assert len(recalls) == 47
    assert sum(recall >= RECALL for recall in recalls.values()) >= ENOUGH


def _recall(text: str, gold: str) -> float:
    wanted, found = _words(gold), _words(text)
    return (wanted & found).total() / wanted.total()


def _words(text: str) -> Counter[str]:
    """Words without regard to case, which TCVN3 cannot tell: its capitals are a matter of fonts."""
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))
