"""Transcripts of real State documents, written in the old encodings and read again; and one document as it is."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archiver.demo import encodings as portal
from archiver.vietnamese.repair import repair

pytestmark = pytest.mark.real
_WORD = re.compile(r"\w+")
_GROUP = re.compile(r"\{\\(?:fonttbl|colortbl|stylesheet|info|\*).*?\}\}+", re.DOTALL)
_BYTE = re.compile(r"\\'([0-9a-f]{2})")


def folder() -> Path:
    return Path(os.environ["ARCHIVER_TEST_DATA"]) / "real" / "legacy-documents"


def transcripts() -> Iterator[tuple[str, str]]:
    for path in sorted(folder().glob("*.gold.txt")):
        yield path.name, unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))


def in_bytes(encoding: str) -> Callable[[str], str]:
    return lambda text: portal.on_the_wire(encoding, text.encode())[0].decode("latin-1")


def wrong_words(true: str, got: str) -> tuple[int, int]:
    words, said = (Counter(_WORD.findall(text.casefold())) for text in (true, got))
    return (words - said).total(), words.total()


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("TCVN3", portal.tcvn3),
        ("VNI", portal.vni),
        ("VISCII", in_bytes("VISCII")),
        ("VPS", in_bytes("VPS")),
        ("double UTF-8", portal.double_utf8),
    ],
)
def test_transcripts_come_back(name: str, write: Callable[[str], str]) -> None:
    """The ceiling is a word in a thousand: some transcripts hold a line or two that are still in an old font."""
    counts = [wrong_words(text, repair(write(text))[0]) for _, text in transcripts()]
    wrong, words = (sum(column) for column in zip(*counts, strict=True))
    assert words > 200_000
    assert 1000 * wrong / words < 1, f"{name}: {wrong} of {words} words"


def test_transcripts_as_they_are_stay() -> None:
    changed = {name: names for name, text in transcripts() if (names := repair(text)[1])}
    assert {note for names in changed.values() for note in names} <= {
        "soft hyphens and zero-width spaces removed",
        "Ð (eth) to Đ",
        "ƣ (gha) to ư",
    }


def test_rich_text_of_the_ministry() -> None:
    """The bytes as Word wrote them in 2003 and 2004; every file is in TCVN3."""
    counts = []
    for path in sorted(folder().glob("*.rtf")):
        text, names = repair(_text_of(path.read_bytes().decode("latin-1")))
        assert "TCVN3 to Unicode" in names
        gold = path.with_name(f"{path.name}.gold.txt").read_text(encoding="utf-8")
        counts.append(wrong_words(unicodedata.normalize("NFC", gold), text))
    wrong, words = (sum(column) for column in zip(*counts, strict=True))
    assert words > 30_000
    assert 1000 * wrong / words < 0.5, f"{wrong} of {words} words"


def _text_of(rich: str) -> str:
    """Enough of rich text for these few files."""
    rich = _GROUP.sub("", rich)
    rich = _BYTE.sub(lambda match: bytes.fromhex(match[1]).decode("cp1252", "replace"), rich)
    rich = re.sub(r"[\r\n]", "", rich)
    rich = re.sub(r"\\(?:par|line|cell|row)\b ?", "\n", rich)
    rich = rich.replace("\\-", "\u00ad").replace("\\~", "\u00a0").replace("\\tab", "\t")
    return re.sub(r"\\[a-z]+-?\d* ?|[{}]", "", rich)
