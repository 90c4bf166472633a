"""What a document's reader finds, and what is told of it: runs of text become text as it was meant."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from archiver.errors import ArchiverError
from archiver.vietnamese.legacy import Block, is_capital_font, names_of, read_blocks
from archiver.vietnamese.repair import repair_letters
from archiver.vietnamese.tables import ENCODINGS

TEXT_LIMIT = 4_000_000  # characters: a thousand printed pages have three million

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u3000]")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_TRAILING = re.compile(r"[ \t]+(?=\n|$)")
_EMPTY_LINES = re.compile(r"\n{3,}")


class DocumentError(ArchiverError):
    """A document cannot be read; the message says why, in words for the reader of the archive."""


class NoDocument(DocumentError):
    """A file of a kind that is no document, or that we do not read."""


# What the libraries and our own readers stumble over in a damaged file.
DAMAGE = (
    struct.error, IndexError, KeyError, ValueError, TypeError, AttributeError, AssertionError, OverflowError, OSError, EOFError,
    RecursionError, zlib.error, DocumentError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one font; "\\n" ends a paragraph, "\\t" a cell."""

    text: str
    font: str = ""


@dataclass(slots=True, kw_only=True)
class Found:
    """What the reader of a format found in a file."""

    runs: Iterable[Run]
    title: str = ""
    author: str = ""
    created: str | None = None
    pages: int | None = None
    notes: list[str] = field(default_factory=list)  # what else was mended or left out; complete when the runs are read


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """What a document says."""

    text: str
    title: str | None
    author: str | None
    created: str | None  # ISO 8601, as far as the file tells
    pages: int | None  # of slides and sheets: how many
    repairs: tuple[str, ...]  # what had to be mended or was left out
    reader: str  # which way it was read


def told(found: Found, reader: str, limit: int = TEXT_LIMIT) -> DocumentText:
    """The same for every format: legacy encodings, letters, control characters and empty lines."""
    runs = _gathered(found, limit)
    heading = [Run(_one_line(found.title)), Run("\n"), Run(_one_line(found.author)), Run("\n")]
    whole, repairs = _meant([*heading, *runs])
    title, author, text = whole.split("\n", 2)
    return DocumentText(
        text=_tidy(text),
        title=_tidy(title) or None,
        author=_tidy(author) or None,
        created=found.created,
        pages=found.pages,
        repairs=tuple(dict.fromkeys((*found.notes, *repairs))),
        reader=reader,
    )


def _gathered(found: Found, limit: int) -> list[Run]:
    """The runs, as far as they can be read and are not too many."""
    runs: list[Run] = []
    size = 0
    try:
        for run in found.runs:
            runs.append(Run(run.text[: limit - size], run.font))
            size += len(run.text)
            if size > limit:
                found.notes.append(f"cut after {limit} characters")
                break
    except DAMAGE as error:
        why = str(error) or type(error).__name__
        if not any(run.text.strip() for run in runs):
            raise DocumentError(f"the document is damaged: {why}") from error
        found.notes.append(f"the rest is damaged: {why}")
    return runs


def _meant(runs: Iterable[Run]) -> tuple[str, tuple[str, ...]]:
    """The text of the runs in Unicode: each line is a block, and each change between kinds of fonts within it."""
    blocks, joints = [], []
    for text, font, joint in _lines(runs):
        blocks.append(Block(text, font))
        joints.append(joint)
    readings = read_blocks(blocks)
    text = "".join(f"{reading.text}{joint}" for reading, joint in zip(readings, joints, strict=True))
    text, mended = repair_letters(text)
    return text, (*names_of(readings), *mended)


def _lines(runs: Iterable[Run]) -> Iterator[tuple[str, str, str]]:
    """Text without line ends, the font that tells of its encoding, and what comes behind it: "\\n" or nothing."""
    pieces: list[str] = []
    current = ""
    for run in runs:
        text, font = _LINE_ENDS.sub("\n", run.text.replace("\0", "")), _telling(run.font)
        if font != current and pieces:
            head, text = _rest_of_word(pieces[-1], text)
            pieces.append(head)
            if text:
                yield "".join(pieces), current, ""
                pieces = []
        if text:
            current = font
            *whole, rest = text.split("\n")
            for line in whole:
                yield "".join((*pieces, line)), current, "\n"
                pieces = []
            if rest:
                pieces.append(rest)
    yield "".join(pieces), current, ""


def _rest_of_word(before: str, text: str) -> tuple[str, str]:
    """A word that changes its font halfway (a large first letter) belongs to where it begins."""
    if not before or before[-1].isspace():
        return "", text
    end = next((place for place, sign in enumerate(text) if sign.isspace()), len(text))
    return text[:end], text[end:]


def _telling(font: str) -> str:
    """The font's name where it says something about the encoding, so that others need no border between them."""
    name = font.strip("\"' ")
    if is_capital_font(name) or any(encoding.font and encoding.font.match(name) for encoding in ENCODINGS):
        return name
    return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    text = _SPACES.sub(" ", _CONTROL.sub("", text))
    return _EMPTY_LINES.sub("\n\n", _TRAILING.sub("", text)).strip("\n")
