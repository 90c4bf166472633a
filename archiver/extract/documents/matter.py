"""What a document's reader finds, and what is told of it: runs of text become text as it was meant."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from archiver.errors import DocumentError
from archiver.vietnamese.legacy import Block, Reading, is_capital_font, names_of, read_blocks
from archiver.vietnamese.repair import repair_letters
from archiver.vietnamese.tables import ENCODINGS, western

VERSION = 2  # of all readers: a higher number has every document read again
TEXT_LIMIT = 4_000_000  # characters: a thousand printed pages have three million

_CONTEXT = 50  # lines: enough to tell what a title is written in
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SYMBOLS = str.maketrans(
    {chr(0xF000 + byte): western(byte) for byte in range(0x20, 0x100)}
)  # letters in a font of symbols
_BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓"})
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u3000]")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_EMPTY_LINES = re.compile(r"\n{3,}")
_NAME_OF_A_FILE = re.compile(
    r"(?:Microsoft (?:Office )?(?:Word|Excel|PowerPoint|Publisher) - .*|\S.*\.(?:docx?|dot|xlsx?|pptx?|pps|rtf|odt|ods|odp|txt|pdf|html?|pmd|indd|qxd|cdr|dwg))",
    re.IGNORECASE,
)
# What programs write where nobody wrote a title, with the number of the new file: "Book1", "Slide 1".
_OF_NO_DOCUMENT = re.compile(
    r"\(?(?:untitled|no title|không có tiêu đề|(?:new )?(?:(?:microsoft )?(?:office )?(?:word|excel) )?(?:document|worksheet)|tài liệu|book|sổ làm việc|"
    r"sheet|slide|trang chiếu|presentation|bản trình bày|powerpoint presentation|bản trình bày powerpoint|title|print)\)?(?:[ -]?\d+)?",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"\(?(?:anonymous|unspecified|unknown|author)\)?", re.IGNORECASE)


# What the libraries and our own readers stumble over in a damaged file.
DAMAGE = (
    struct.error, LookupError, ValueError, TypeError, AttributeError, AssertionError, OverflowError, OSError, EOFError,
    RecursionError, zlib.error, DocumentError,
)  # fmt: skip


def reason_of(error: BaseException) -> str:
    """What an error says, or what it is: a failed assertion of a library says nothing."""
    return str(error) or type(error).__name__


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
    lines = list(_lines(_gathered(found, limit)))
    readings = _read(lines)
    text = "".join(f"{reading.text}{joint}" for reading, (_, joint) in zip(readings, lines, strict=True))
    title, author = _read_beside([found.title, found.author], [block for block, _ in lines], readings)
    text, mended = repair_letters(text)
    called, written_by = tidy(repair_letters(title.text)[0]), tidy(repair_letters(author.text)[0])
    repairs = (*names_of((*readings, title, author)), *mended)
    return DocumentText(
        text=tidy(text),
        title=None if _NAME_OF_A_FILE.fullmatch(called) or _OF_NO_DOCUMENT.fullmatch(called) else called or None,
        author=None if _NOBODY.fullmatch(written_by) else written_by or None,
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
        why = reason_of(error)
        if not any(run.text.strip() for run in runs):
            if isinstance(error, DocumentError):
                raise
            raise DocumentError(f"the document is damaged: {why}") from error
        found.notes.append(f"the rest is damaged: {why}")
    return runs


def _read(lines: Sequence[tuple[Block, str]]) -> list[Reading]:
    """Each block as it was meant, told by those of its kind of font.

    Text in a font that was made for an old encoding says nothing of text in others: who opens the document sees each
    as its font shows it, and many a file of 2005 has both.
    """
    readings = [Reading(block.text) for block, _ in lines]
    kinds = [_encoding_of(block.font) for block, _ in lines]
    for kind in set(kinds):
        places = [place for place, one in enumerate(kinds) if one == kind]
        for place, reading in zip(places, read_blocks([lines[place][0] for place in places]), strict=True):
            readings[place] = reading
    return readings


def _read_beside(said: Sequence[str], blocks: Sequence[Block], readings: Sequence[Reading]) -> list[Reading]:
    """Title and author, which are short and in no font, as the text that was in an old encoding."""
    told_by = [block for block, reading in zip(blocks, readings, strict=True) if reading.encoding][:_CONTEXT]
    font = told_by[0].font if told_by else ""
    font = font.removesuffix("H") if is_capital_font(font) else font  # a heading's, which says nothing of a title
    return read_blocks([*told_by, *(Block(" ".join(one.replace("\0", "").split()), font) for one in said)])[
        len(told_by) :
    ]


def _lines(runs: Iterable[Run]) -> Iterator[tuple[Block, str]]:
    """Text without line ends in fonts that tell of an encoding, and what comes behind it: "\\n" or nothing."""
    pieces: list[str] = []
    current = ""
    for run in runs:
        text, font = _LINE_ENDS.sub("\n", run.text.replace("\0", "")), _telling(run.font)
        text = text.translate(_SYMBOLS) if font and _PRIVATE.search(text) else text
        if font != current and pieces:
            head, text = _rest_of_word(pieces[-1], text)
            pieces.append(head)
            if text:
                yield Block("".join(pieces), current), ""
                pieces = []
        if text:
            current = font
            *whole, rest = text.split("\n")
            for line in whole:
                yield Block("".join((*pieces, line)), current), "\n"
                pieces = []
            if rest:
                pieces.append(rest)
    yield Block("".join(pieces), current), ""


def _rest_of_word(before: str, text: str) -> tuple[str, str]:
    """A word that changes its font halfway (a large first letter) belongs to where it begins."""
    if not before or before[-1].isspace():
        return "", text
    end = next((place for place, sign in enumerate(text) if sign.isspace()), len(text))
    return text[:end], text[end:]


def _telling(font: str) -> str:
    """The font's name where it says something about the encoding, so that others need no border between them."""
    name = font.strip("\"' ")
    return name if _encoding_of(name) else ""


@lru_cache(maxsize=1024)
def _encoding_of(font: str) -> str:
    """The encoding for which a font was made."""
    return next((encoding.name for encoding in ENCODINGS if encoding.font and encoding.font.match(font)), "")


def tidy(text: str) -> str:
    """Without letters that are none, blanks at the ends of lines, and more than one empty line."""
    text = _PRIVATE.sub("", text.translate(_BULLETS)) if _PRIVATE.search(text) else text
    text = _SPACES.sub(" ", _CONTROL.sub("", text))
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.rstrip(" \t") for line in text.split("\n"))).strip("\n")
