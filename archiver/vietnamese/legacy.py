"""Finds text in the 8-bit encodings of before Unicode, and reads it as it was meant.

Content decides, block by block: under the right encoding words that were none become Vietnamese syllables, under a
wrong one, or in another language, they do not. The name of a font is a hint at most: `.VnTime` often stands round
plain Unicode. What cannot be told for sure stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from itertools import groupby

from archiver.vietnamese.syllables import is_syllable
from archiver.vietnamese.tables import ENCODINGS, JOINER, Encoding

__all__ = ["JOINER", "Block", "Reading", "from_legacy", "is_suspected", "read_blocks", "repair_name"]

# Signs that Vietnamese in Unicode does not have, beside a letter: every legacy text of a few words has some.
_ODD = re.compile("[¡-¿×÷ÄÅÆÇËÎÏÐÑÖÛÜÞßäåæçëîïðñöøûüþÿØ](?:(?<=[A-Za-zÀ-ÿ].)|(?=[a-zÀ-ÿ]))")
_SAMPLE = 400  # odd places after which nothing new is learned
_REACH = 16  # signs to each side of an odd one that may belong to its word
_CUT = re.compile(r"[\s<>]")
_SENTENCE = re.compile(r"[\"“”„«».:;!?()\[\]…]")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text in one hand: a paragraph, a cell, a line."""

    text: str
    font: str = ""  # the name of its font, where it is known


@dataclass(frozen=True, slots=True)
class Reading:
    """A block as it was meant."""

    text: str
    encoding: str | None = None  # what it was written in; None: it is as it was


def from_legacy(text: str, font: str = "") -> tuple[str, tuple[str, ...]]:
    """The text with its legacy parts in Unicode, and what was done; each line is judged beside the others.

    Give it the text of a page, a document or a sheet as a whole, with a line for each paragraph or cell, because
    short lines are told by what stands around them. U+00AD has to be still in it: it is a letter of TCVN3.
    """
    if not is_suspected(text):
        return text, ()
    readings = read_blocks([Block(line, font) for line in text.split("\n")])
    return "\n".join(reading.text for reading in readings), names_of(readings)


def names_of(readings: Iterable[Reading]) -> tuple[str, ...]:
    """What was done, in words, each once."""
    return tuple(dict.fromkeys(repair_name(one.encoding) for one in readings if one.encoding))


def repair_name(encoding: str) -> str:
    return f"{encoding} to Unicode"


def is_suspected(text: str) -> bool:
    """Whether a closer look is worth its time; on ordinary pages this is all that is done."""
    return bool(_suspects(text))


def read_blocks(blocks: Sequence[Block]) -> list[Reading]:
    """Each block as it was meant; a short block is told by its neighbours."""
    suspects = _suspects("\n".join(block.text for block in blocks))
    if not suspects:
        return [Reading(block.text) for block in blocks]
    looks = [[_look(block, encoding) for encoding in suspects] for block in blocks]
    known = _known(looks)
    chosen = _carried([_best(row, known) for row in looks], looks)
    return [
        Reading(_read(block, look), look.encoding.name) if look else Reading(block.text)
        for block, look in zip(blocks, chosen, strict=True)
    ]


def _suspects(text: str) -> list[Encoding]:
    """The encodings in which words of the text would be Vietnamese that are none as they stand."""
    pieces = set()
    for number, match in enumerate(_ODD.finditer(text)):
        start, end = match.span()
        before = _CUT.split(text[max(0, start - _REACH) : start])[-1]
        pieces.add(before + _CUT.split(text[start : end + _REACH])[0])
        if number > _SAMPLE:
            break
    if not pieces:
        return []
    gains = {
        encoding: len({word for piece in pieces for word in encoding.word.findall(piece) if _gains(encoding, word)})
        for encoding in ENCODINGS
    }
    most = max(gains.values())
    return [encoding for encoding, count in gains.items() if count and count >= 0.2 * most]


class _Kind(Enum):
    GAIN = "Vietnamese only when read"
    LOSS = "Vietnamese only as it stands"
    EITHER = "possible both ways"
    NEITHER = "possible no way, though reading changes it"
    UNICODE = "Vietnamese that the encoding cannot write"
    PLAIN = "the same either way"
    FOREIGN = "no Vietnamese, and reading does not change it"


_MODERN = frozenset({_Kind.UNICODE, _Kind.LOSS})


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    kind: _Kind
    text: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words in a row that may all be in one encoding."""

    words: tuple[_Word, ...]
    whole: bool  # nothing else stands in the block

    def count(self, kind: _Kind) -> int:
        return sum(word.kind is kind for word in self.words)

    @property
    def gains(self) -> int:
        """Different words that reading makes Vietnamese."""
        return len({word.text for word in self.words if word.kind is _Kind.GAIN})

    def is_spoken(self, *, known: bool = False) -> bool:
        """Whether it reads as Vietnamese, and not as a language that has a few such words by chance.

        Where the encoding is `known` to be there, a "Fax" or "Email" in a short line does not count as much.
        """
        good = self.count(_Kind.GAIN) + self.count(_Kind.EITHER)
        odd, foreign = self.count(_Kind.NEITHER), self.count(_Kind.FOREIGN)
        if known:
            return 2 * odd <= good and foreign <= good + self.count(_Kind.PLAIN)
        return 4 * odd <= good and 5 * foreign <= 2 * (good + self.count(_Kind.PLAIN))


@dataclass(frozen=True, slots=True)
class _Look:
    """A block under the assumption of one encoding."""

    encoding: Encoding
    stretches: tuple[_Stretch, ...]
    hinted: bool  # its font was made for the encoding

    @property
    def gains(self) -> int:
        """Words that reading makes Vietnamese, less those that it changes into nothing."""
        return sum(stretch.count(_Kind.GAIN) - stretch.count(_Kind.NEITHER) for stretch in self.stretches)

    @property
    def is_sure(self) -> bool:
        return any(stretch.gains >= _SURE and stretch.is_spoken() for stretch in self.stretches)

    @property
    def is_possible(self) -> bool:
        """Whether it may follow its neighbours: all of it can be read so, and some of it would change."""
        return (
            len(self.stretches) == 1
            and self.stretches[0].whole
            and self.stretches[0].is_spoken(known=True)
            and any(word.kind is _Kind.EITHER for word in self.stretches[0].words)
        )

    def accepted(self, *, known: bool) -> tuple[_Stretch, ...]:
        """The parts with enough evidence; `known`: the page or document has this encoding elsewhere."""
        told = known or self.hinted
        return tuple(
            stretch
            for stretch in self.stretches
            if stretch.is_spoken(known=told)
            and stretch.gains >= ((1 if told else 2) if stretch.whole else (2 if told else 3))
        )


_SURE = 4  # different words, after which there is no doubt


def _look(block: Block, encoding: Encoding) -> _Look:
    words = [
        _Word(match.start(), match.end(), _kind_of(encoding, match[0].replace(JOINER, "")), match[0])
        for match in encoding.word.finditer(block.text)
        if match[0] != JOINER
    ]
    runs = [list(run) for modern, run in groupby(words, key=lambda word: word.kind in _MODERN) if not modern]
    hinted = bool(encoding.font and encoding.font.match(block.font.strip("\"' ")))
    if len(runs) == 1 and len(runs[0]) == len(words):
        return _Look(encoding, (_Stretch(tuple(runs[0]), whole=True),), hinted)
    quoted = (_quoted(block.text, run, first=run[0] is words[0], last=run[-1] is words[-1]) for run in runs)
    return _Look(encoding, tuple(_Stretch(run, whole=False) for run in quoted if run), hinted)


def _quoted(text: str, run: list[_Word], *, first: bool, last: bool) -> tuple[_Word, ...]:
    """The part of a run that is in the encoding, where modern text goes before or comes after it.

    From a word that tells, it reaches to the next mark of punctuation: in `nói: "bé ®éi ta"` nobody knows of `nói`.
    """
    telling = [place for place, word in enumerate(run) if word.kind is _Kind.GAIN]
    if not telling:
        return ()
    begin, end = telling[0], telling[-1]
    while begin > 0 and (first or not _SENTENCE.search(text, run[begin - 1].end, run[begin].start)):
        begin -= 1
    while end + 1 < len(run) and (last or not _SENTENCE.search(text, run[end].end, run[end + 1].start)):
        end += 1
    return tuple(run[begin : end + 1])


def _known(looks: list[list[_Look]]) -> Counter[str]:
    """The encodings that blocks without a doubt are in, with the weight of their evidence."""
    weights: Counter[str] = Counter()
    for row in looks:
        sure = sorted(((look.gains, look.encoding.name) for look in row if look.is_sure), reverse=True)
        if sure and (len(sure) == 1 or sure[0][0] > sure[1][0]):
            weights[sure[0][1]] += sure[0][0]
    return weights


def _best(row: list[_Look], known: Counter[str]) -> _Look | None:
    """The reading with the most evidence; None where there is not enough, or as much for another."""
    found = []
    heaviest = max(known.values(), default=0)
    for look in row:
        weight = known[look.encoding.name]
        stretches = look.accepted(known=weight > 0)
        if stretches:
            accepted = replace(look, stretches=stretches)
            usual = weight > 0 and 4 * weight > heaviest
            found.append(((accepted.gains * (1.5 if usual else 1.0), weight), accepted))
    found.sort(key=lambda one: one[0], reverse=True)
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    return found[0][1]


def _carried(chosen: list[_Look | None], looks: list[list[_Look]]) -> list[_Look | None]:
    """Blocks that may be either follow their neighbours, where those before and after agree."""
    before: list[str | None] = []
    last = None
    for look in chosen:
        last = look.encoding.name if look else last
        before.append(last)
    following = None
    carried = list(chosen)
    for place in reversed(range(len(chosen))):
        look = chosen[place]
        if look is not None:
            following = look.encoding.name
        elif before[place] is not None and following in {None, before[place]}:
            carried[place] = next(
                (one for one in looks[place] if one.encoding.name == before[place] and one.is_possible), None
            )
    return carried


def _read(block: Block, look: _Look) -> str:
    text, encoding = block.text, look.encoding
    if look.stretches[0].whole:
        return _recased(_read_words(encoding, text), encoding, block)
    pieces, place = [], 0
    for stretch in look.stretches:
        start, end = stretch.words[0].start, stretch.words[-1].end
        pieces += [text[place:start], _recased(_read_words(encoding, text[start:end]), encoding, block)]
        place = end
    return "".join((*pieces, text[place:]))


def _read_words(encoding: Encoding, text: str) -> str:
    return encoding.word.sub(lambda match: _meaning(encoding, match[0]), text)


@lru_cache(maxsize=32768)
def _meaning(encoding: Encoding, word: str) -> str:
    """A word as it was meant. Quotation marks and dashes at its edges may be letters (VISCII `B“` is BỘ) or themselves."""
    meant = encoding.read(word)
    core = word.strip(_EDGES)
    if not core:
        return word
    if core == word or _is_spoken(meant):
        return meant
    begin = word.index(core)
    return word[:begin] + encoding.read(core) + word[begin + len(core) :]


# Signs of windows-1252 and control characters, which are letters too in VISCII, VPS and UTF-8 read as Western.
_EDGES = "‚„…†‡•–—“”‘’‹›" + "".join(map(chr, range(1, 0x20)))


def _recased(text: str, encoding: Encoding, block: Block) -> str:
    """The line is in capitals, `HOµ B×NH`, or its font draws them: its short words are too."""
    if encoding.name != "TCVN3":
        return text
    letters = [sign for sign in text if sign.isascii() and sign.isalpha()]
    if is_capital_font(block.font) or (len(letters) > 1 and all(map(str.isupper, letters))):
        return text.upper()
    return text


def is_capital_font(font: str) -> bool:
    """`.VnTimeH` and its like draw every letter as a capital."""
    return _CAPITAL_FONT.match(font.strip("\"' ")) is not None


_CAPITAL_FONT = re.compile(r"\.?Vn[A-Za-z ]*H$")


# Tº, m², Microsoft®, µm: signs that every language has.
_MEASURE = re.compile(r"[A-Za-z]+[ª°²³¹º®©]+|µ[A-Za-z]{1,2}")


@lru_cache(maxsize=32768)
def _kind_of(encoding: Encoding, word: str) -> _Kind:
    if not encoding.touched.search(word):
        return _kind_untouched(encoding, word)
    meant = _meaning(encoding, word)
    now, then = _is_spoken(word), _is_spoken(meant)
    if len(meant) == 1 or _MEASURE.fullmatch(word):  # "ë" may be "ở", "®" may be "đ", or both just what they are
        return _Kind.EITHER if then or len(meant) == 1 else _Kind.NEITHER
    if then:
        return _Kind.EITHER if now else _Kind.GAIN
    if now:
        return _Kind.LOSS
    return _Kind.EITHER if _is_short_form(meant) else _Kind.NEITHER


def _kind_untouched(encoding: Encoding, word: str) -> _Kind:
    spoken = _is_spoken(word)
    if word.isascii() or encoding.shared.issuperset(sign for sign in word if sign > "\x7f"):
        return _Kind.PLAIN if spoken or len(word) == 1 or _is_short_form(word) else _Kind.FOREIGN
    return _Kind.UNICODE if spoken or _is_short_form(word) else _Kind.FOREIGN


def _is_spoken(word: str) -> bool:
    word = unicodedata.normalize("NFC", word.replace(JOINER, "")).strip(_EDGES)
    parts = _LETTERS.findall(word)
    return "".join(parts) == word and all(map(is_syllable, parts)) if parts else False


def _is_short_form(word: str) -> bool:
    """UBND, QĐ, TTg: no evidence for anything."""
    return len(word) <= 8 and sum(sign.isupper() for sign in word) > len(word) / 2


def _gains(encoding: Encoding, word: str) -> bool:
    return _kind_of(encoding, word) is _Kind.GAIN
