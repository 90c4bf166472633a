"""Finds text in the 8-bit encodings of before Unicode, and reads it as it was meant.

Content decides, block by block: under the right encoding words that were none become Vietnamese syllables, under a
wrong one, or in another language, they do not. The name of a font is a hint at most: `.VnTime` often stands round
plain Unicode. What cannot be told for sure stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from archiver.vietnamese.evidence import Look, gains_by, look_at, read_words
from archiver.vietnamese.letters import beyond_ascii, places_of
from archiver.vietnamese.tables import ENCODINGS, JOINER, Encoding

__all__ = ["JOINER", "Block", "Reading", "from_legacy", "is_suspected", "read_blocks", "repair_name", "suspected"]

# Signs that Vietnamese in Unicode does not have, beside a letter: every legacy text of a few words has some.
_ODD_SIGNS = frozenset((*map(chr, range(0xA1, 0xC0)), *"×÷ÄÅÆÇËÎÏÐÑÖÛÜÞßäåæçëîïðñöøûüþÿØ"))
_BESIDE_A_LETTER = re.compile("(?<=[A-Za-zÀ-ÿ]).|.(?=[a-zÀ-ÿ])", re.DOTALL)
_SAMPLE = 400  # odd places, spread over the text, that are looked at
_REACH = 16  # signs to each side of an odd one that may belong to its word
_CUT = re.compile(r"[\s<>]")
_CAPITAL_FONT = re.compile(r"\.?Vn[A-Za-z ]*H$")


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


def suspected(text: str) -> tuple[str, ...]:
    """The encodings that words of the text may be in, the likeliest first."""
    return tuple(encoding.name for encoding in _suspects(text))


def read_blocks(blocks: Sequence[Block]) -> list[Reading]:
    """Each block as it was meant; a short block is told by its neighbours."""
    suspects = _suspects("\n".join(block.text for block in blocks))
    if not suspects:
        return [Reading(block.text) for block in blocks]
    looks = [[look_at(block.text, block.font, encoding) for encoding in suspects] for block in blocks]
    known = _known(looks)
    chosen = _carried([_best(row, known) for row in looks], looks)
    return [
        Reading(_read(block, look), look.encoding.name) if look else Reading(block.text)
        for block, look in zip(blocks, chosen, strict=True)
    ]


def _suspects(text: str) -> list[Encoding]:
    """The encodings in which words of the text would be Vietnamese that are none as they stand."""
    odd = places_of(beyond_ascii(text) & _ODD_SIGNS, text)
    places = [place for place in odd if _BESIDE_A_LETTER.match(text, place)]
    if not places:
        return []
    pieces = {_round(text, place) for place in places[:: len(places) // _SAMPLE + 1]}
    gains = {
        encoding: len({word for piece in pieces for word in encoding.word.findall(piece) if gains_by(encoding, word)})
        for encoding in ENCODINGS
    }
    most = max(gains.values())
    likely = [encoding for encoding, count in gains.items() if count and 10 * count >= most]
    return sorted(likely, key=lambda encoding: gains[encoding], reverse=True)


def _round(text: str, place: int) -> str:
    """The word round an odd sign, with a bit of what stands beside it."""
    before = _CUT.split(text[max(0, place - _REACH) : place])[-1]
    return before + _CUT.split(text[place : place + _REACH])[0]


def _known(looks: list[list[Look]]) -> Counter[str]:
    """The encodings that blocks without a doubt are in, with the weight of their evidence."""
    weights: Counter[str] = Counter()
    for row in looks:
        sure = sorted(((look.gains, look.encoding.name) for look in row if look.is_sure), reverse=True)
        if sure and (len(sure) == 1 or sure[0][0] > sure[1][0]):
            weights[sure[0][1]] += sure[0][0]
    return weights


def _best(row: list[Look], known: Counter[str]) -> Look | None:
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


def _carried(chosen: list[Look | None], looks: list[list[Look]]) -> list[Look | None]:
    """Blocks that may be either follow their neighbours, where those before and after agree."""
    told = [_told(look, row) for look, row in zip(chosen, looks, strict=True)]
    before = list(accumulate(told, _nearest))
    after = list(accumulate(reversed(told), _nearest))[::-1]
    carried = list(chosen)
    for place, row in enumerate(looks):
        around = {before[place], after[place]} - {None}
        if told[place] is None and len(around) == 1:
            carried[place] = next((one for one in row if one.encoding.name in around and one.is_possible), None)
    return carried


def _told(look: Look | None, row: list[Look]) -> str | None:
    """What a block says by itself: an encoding, "" for Unicode, or nothing."""
    if look is not None and look.stretches[0].whole:
        return look.encoding.name
    return "" if look is not None or all(one.is_modern for one in row) else None


def _nearest(last: str | None, present: str | None) -> str | None:
    return last if present is None else present


def _read(block: Block, look: Look) -> str:
    text, encoding = block.text, look.encoding
    if look.stretches[0].whole:
        return _recased(read_words(encoding, text), encoding, block)
    pieces, place = [], 0
    for stretch in look.stretches:
        start, end = stretch.words[0].start, stretch.words[-1].end
        pieces += [text[place:start], _recased(read_words(encoding, text[start:end]), encoding, block)]
        place = end
    return "".join((*pieces, text[place:]))


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
