"""What words say for or against one of the old encodings.

Under the right encoding words that were none become Vietnamese syllables; under a wrong one, or in another language,
they do not.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import groupby

from archiver.vietnamese.syllables import is_syllable
from archiver.vietnamese.tables import EDGES, JOINER, Encoding

_SENTENCE = re.compile(r"[\"“”„«».:;!?()\[\]…]")
_LETTERS = re.compile(r"[^\W\d_]+")
_SURE = 4  # different words, after which there is no doubt
# Addresses are in no language: "vtthuong@most.gov.vn" behind three words made a line of TCVN3 look like a foreign one.
_MAY_BE_ADDRESS = re.compile(r"@|://|www\.")
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+")
# Tº, m², Microsoft®, µm: signs that every language has.
_MEASURE = re.compile(r"[A-Za-z]+[ª°²³¹º®©]+|µ[A-Za-z]{1,2}")


class Kind(Enum):
    GAIN = "Vietnamese only when read"
    LOSS = "Vietnamese only as it stands"
    EITHER = "possible both ways"
    NEITHER = "possible no way, though reading changes it"
    UNICODE = "Vietnamese that the encoding cannot write"
    PLAIN = "the same either way"
    FOREIGN = "no Vietnamese, and reading does not change it"


_MODERN = frozenset({Kind.UNICODE, Kind.LOSS})


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a row that may all be in one encoding."""

    words: tuple[Word, ...]
    whole: bool  # nothing else stands in the block

    def count(self, kind: Kind) -> int:
        return sum(word.kind is kind for word in self.words)

    @property
    def gains(self) -> int:
        """Different words that reading makes Vietnamese."""
        return len({word.text for word in self.words if word.kind is Kind.GAIN})

    def is_spoken(self, *, known: bool = False) -> bool:
        """Whether it reads as Vietnamese, and not as a language that has a few such words by chance.

        Where the encoding is `known` to be there, a "Fax" or "Email" in a short line does not count as much.
        """
        good = self.count(Kind.GAIN) + self.count(Kind.EITHER)
        odd, foreign = self.count(Kind.NEITHER), self.count(Kind.FOREIGN)
        if known:
            return 2 * odd <= good and foreign <= good + self.count(Kind.PLAIN)
        return 4 * odd <= good and 5 * foreign <= 2 * (good + self.count(Kind.PLAIN))


@dataclass(frozen=True, slots=True)
class Look:
    """A block under the assumption of one encoding."""

    encoding: Encoding
    stretches: tuple[Stretch, ...]
    hinted: bool  # its font was made for the encoding
    is_modern: bool  # some of it is Vietnamese in Unicode

    @property
    def gains(self) -> int:
        """Words that reading makes Vietnamese, less those that it changes into nothing."""
        return sum(stretch.count(Kind.GAIN) - stretch.count(Kind.NEITHER) for stretch in self.stretches)

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
            and any(word.kind is Kind.EITHER for word in self.stretches[0].words)
        )

    def accepted(self, *, known: bool) -> tuple[Stretch, ...]:
        """The parts with enough evidence; `known`: the page or document has this encoding elsewhere."""
        told = known or self.hinted
        return tuple(
            stretch
            for stretch in self.stretches
            if stretch.is_spoken(known=told)
            and stretch.gains >= ((1 if told else 2) if stretch.whole else (2 if told else 3))
        )


def look_at(text: str, font: str, encoding: Encoding) -> Look:
    """A block of text in a font, as it looks if it is in this encoding."""
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if _MAY_BE_ADDRESS.search(text) else []
    words = [
        Word(match.start(), match.end(), kind_of(encoding, match[0].replace(JOINER, "")), match[0])
        for match in encoding.word.finditer(text)
        if match[0] != JOINER and not any(start <= match.start() < end for start, end in addresses)
    ]
    runs = [list(run) for modern, run in groupby(words, key=lambda word: word.kind in _MODERN) if not modern]
    hinted = bool(encoding.font and encoding.font.match(font.strip("\"' ")))
    if len(runs) == 1 and len(runs[0]) == len(words):
        return Look(encoding, (Stretch(tuple(runs[0]), whole=True),), hinted, is_modern=False)
    quoted = (_quoted(text, run, first=run[0] is words[0], last=run[-1] is words[-1]) for run in runs)
    stretches = tuple(Stretch(run, whole=False) for run in quoted if run)
    return Look(encoding, stretches, hinted, is_modern=bool(words))


def _quoted(text: str, run: list[Word], *, first: bool, last: bool) -> tuple[Word, ...]:
    """The part of a run that is in the encoding, where modern text goes before or comes after it.

    From a word that tells, it reaches to the next mark of punctuation: in `nói: "bé ®éi ta"` nobody knows of `nói`.
    """
    telling = [place for place, word in enumerate(run) if word.kind is Kind.GAIN]
    if not telling:
        return ()
    begin, end = telling[0], telling[-1]
    while begin > 0 and (first or not _SENTENCE.search(text, run[begin - 1].end, run[begin].start)):
        begin -= 1
    while end + 1 < len(run) and (last or not _SENTENCE.search(text, run[end].end, run[end + 1].start)):
        end += 1
    return tuple(run[begin : end + 1])


def read_words(encoding: Encoding, text: str) -> str:
    """A text that is in the encoding, as it was meant."""
    return encoding.word.sub(lambda match: meaning_of(encoding, match[0]), text)


@lru_cache(maxsize=32768)
def meaning_of(encoding: Encoding, word: str) -> str:
    """A word as it was meant. Quotation marks and dashes at its edges may be letters (VISCII `B“` is BỘ) or themselves."""
    meant = encoding.read(word)
    core = word.strip(encoding.edges)
    if not core:
        return word
    if core == word or _is_spoken(meant):
        return meant
    begin = word.index(core)
    return word[:begin] + encoding.read(core) + word[begin + len(core) :]


@lru_cache(maxsize=32768)
def kind_of(encoding: Encoding, word: str) -> Kind:
    """What a word says for or against the encoding."""
    if not encoding.touched.search(word):
        return _kind_untouched(encoding, word)
    meant = meaning_of(encoding, word)
    now, then = _is_spoken(word), _is_spoken(meant)
    if len(meant) == 1 or _MEASURE.fullmatch(word):  # "ë" may be "ở", "®" may be "đ", or both just what they are
        return Kind.EITHER if then or len(meant) == 1 else Kind.NEITHER
    if then:  # Ð for Đ is typed in Unicode too, and mended there
        return Kind.EITHER if now or _is_spoken(word.replace("\u00d0", "Đ")) else Kind.GAIN
    if now:
        return Kind.LOSS
    return Kind.EITHER if _is_short_form(meant) else Kind.NEITHER


def _kind_untouched(encoding: Encoding, word: str) -> Kind:
    spoken = _is_spoken(word)
    if word.isascii() or encoding.shared.issuperset(sign for sign in word if sign > "\x7f"):
        return Kind.PLAIN if spoken or len(word) == 1 or _is_short_form(word) else Kind.FOREIGN
    return Kind.UNICODE if spoken or _is_short_form(word) else Kind.FOREIGN


def _is_spoken(word: str) -> bool:
    word = unicodedata.normalize("NFC", word.replace(JOINER, "")).strip(EDGES)
    parts = _LETTERS.findall(word)
    return "".join(parts) == word and all(map(is_syllable, parts)) if parts else False


def _is_short_form(word: str) -> bool:
    """UBND, QĐ, TTg: no evidence for anything."""
    return len(word) <= 8 and sum(sign.isupper() for sign in word) > len(word) / 2


def gains_by(encoding: Encoding, word: str) -> bool:
    """Whether the word is Vietnamese only when it is read in this encoding."""
    return kind_of(encoding, word) is Kind.GAIN
