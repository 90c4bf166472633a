"""A page's markup with its letters as they were meant: each paragraph is judged by its own words, tags stay as they are."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archiver.vietnamese.legacy import JOINER, Block, Reading, is_capital_font, is_suspected, names_of, read_blocks
from archiver.vietnamese.repair import repair_letters

_REFERENCE = re.compile(r"&(?:#\d{3,7}|#[xX][0-9a-fA-F]{2,6}|(?!nbsp;|amp;|quot;)[A-Za-z]{2,8}\d{0,2});")
_PIECE = re.compile(r"<[^<>]*>|[^<]+|<")
_TAG = re.compile(r"<(/?)([A-Za-z][\w:]*)")
_FONT = re.compile(
    r"""(?:\bface\s*=\s*["']?|font-family\s*:\s*["']?|font-family\s*:\s*&quot;)\s*([^"';,>&]+)""", re.IGNORECASE
)
_VALUE = re.compile(r"""(\b(?:title|alt|content|label|summary)\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
# The values of attributes first, and of those that are not ASCII the names: a search for names stops at every word of the page.
_GIVEN = re.compile(r"""=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)""")
_ADDRESS_BEFORE = re.compile(r"\b(?:href|src|action|background|data|value)\s*$", re.IGNORECASE)
_LONGEST_NAME = 20  # with the blanks behind it
_KEPT = "\x02"  # stands for an address while the rest is mended
_KEPT_PLACE = re.compile(rf"{_KEPT}(\d+);")
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "big",
        "cite",
        "del",
        "em",
        "font",
        "i",
        "ins",
        "label",
        "nobr",
        "o:p",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "wbr",
    ]
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_CLOSED_BY_THE_NEXT = frozenset(("p", "li", "td", "th", "tr", "dd", "dt", "option"))  # whose end pages leave out
_HOLDERS = frozenset(("table", "ul", "ol", "dl", "div", "select", "blockquote"))
_DEPTH = 60  # tags; an end without a beginning is not looked for any further
_UNREAD = frozenset(("script", "style"))
_SPACE = "\x01"  # stands for &nbsp; while words are read: no encoding has a letter there


def mend_markup(markup: str) -> tuple[str, tuple[str, ...]]:
    """The markup with every letter as it was meant, and the names of what had to be mended."""
    markup = _REFERENCE.sub(_letter, markup)
    converted: tuple[str, ...] = ()
    if is_suspected(markup):
        markup, converted = _read_legacy(markup)
    markup, mended = _repair_letters(markup)
    return markup, (*converted, *mended)


def _repair_letters(markup: str) -> tuple[str, tuple[str, ...]]:
    """Letters mended everywhere but in addresses: a file whose name is in NFD is not found under its name in NFC."""
    better, mended = repair_letters(markup)
    if not mended:
        return markup, ()
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        if match[0].isascii():
            return match[0]
        start = match.start()
        if not _ADDRESS_BEFORE.search(match.string, max(0, start - _LONGEST_NAME), start):
            return match[0]
        kept.append(match[0])
        return f"{_KEPT}{len(kept) - 1};"

    apart = _GIVEN.sub(keep, markup.replace(_KEPT, ""))
    if not kept:
        return better, mended
    better, mended = repair_letters(apart)
    return _KEPT_PLACE.sub(lambda match: kept[int(match[1])], better), mended


def _letter(match: re.Match[str]) -> str:
    """The letter that a reference stands for; references to signs of the markup stay."""
    sign = html.unescape(match[0])
    return sign if len(sign) == 1 and sign > "\xa0" else match[0]


@dataclass(slots=True)
class _Paragraph:
    """The pieces of text that only inline tags part, each with the name of its font."""

    places: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    fonts: list[str] = field(default_factory=list)

    @property
    def block(self) -> Block:
        longest = max(range(len(self.texts)), key=lambda place: len(self.texts[place]))
        return Block(JOINER.join(self.texts), self.fonts[longest].removesuffix("H"))


def _read_legacy(markup: str) -> tuple[str, tuple[str, ...]]:
    pieces = _PIECE.findall(markup.replace("&nbsp;", _SPACE).replace(JOINER, ""))
    paragraphs = [paragraph for paragraph in _paragraphs(pieces) if any(text.strip() for text in paragraph.texts)]
    values = [
        (place, match) for place, piece in enumerate(pieces) if piece[0] == "<" and not piece.isascii()
        for match in _VALUE.finditer(piece)
    ]  # fmt: skip
    blocks = [paragraph.block for paragraph in paragraphs]
    readings = read_blocks([*blocks, *(Block(match[2]) for _, match in values)])
    for paragraph, reading in zip(paragraphs, readings, strict=False):
        if reading.encoding:
            _put_back(pieces, paragraph, reading)
    for (place, match), reading in zip(values, readings[len(blocks) :], strict=True):
        if reading.encoding:
            pieces[place] = pieces[place].replace(match[0], match[1] + reading.text)
    return "".join(pieces).replace(_SPACE, "&nbsp;"), names_of(readings)


def _put_back(pieces: list[str], paragraph: _Paragraph, reading: Reading) -> None:
    for place, text, font in zip(paragraph.places, reading.text.split(JOINER), paragraph.fonts, strict=True):
        pieces[place] = text.upper() if is_capital_font(font) and reading.encoding == "TCVN3" else text


def _paragraphs(pieces: list[str]) -> Iterator[_Paragraph]:
    paragraph, tags = _Paragraph(), _OpenTags()
    for place, piece in enumerate(pieces):
        tag = _TAG.match(piece)
        if tag is None:
            if piece[0] != "<" and not tags.is_unread:
                paragraph.places.append(place)
                paragraph.texts.append(piece)
                paragraph.fonts.append(tags.font)
            continue
        name = tag[2].lower()
        if tag[1]:
            tags.close(name)
        elif name not in _VOID:
            tags.open(name, piece)
        if name not in _INLINE and paragraph.places:
            yield paragraph
            paragraph = _Paragraph()
    if paragraph.places:
        yield paragraph


class _OpenTags:
    """The tags round the present place, near enough to know the font of a text."""

    def __init__(self) -> None:
        self._tags: list[tuple[str, str]] = []  # each with the font inside it

    @property
    def font(self) -> str:
        return self._tags[-1][1] if self._tags else ""

    @property
    def is_unread(self) -> bool:
        return bool(self._tags) and self._tags[-1][0] in _UNREAD

    def open(self, name: str, tag: str) -> None:
        if self.is_unread:
            return
        if name in _CLOSED_BY_THE_NEXT:
            self.close(name, until=_HOLDERS)
        named = _FONT.search(tag)
        self._tags.append((name, named[1].strip() if named else self.font))

    def close(self, name: str, until: frozenset[str] = frozenset()) -> None:
        if self.is_unread and name != self._tags[-1][0]:
            return
        for place in range(len(self._tags) - 1, max(-1, len(self._tags) - _DEPTH), -1):
            if self._tags[place][0] == name:
                del self._tags[place:]
                return
            if self._tags[place][0] in until:
                return
