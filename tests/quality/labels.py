"""Which blocks of a page its gold text holds: what the model of blocks learns from."""

from __future__ import annotations

from collections import Counter, defaultdict

from tests.quality.score import words_of

_SIZE = 4
_HALF = 0.5


def label(texts: list[str], gold: str) -> list[bool]:
    """A truth for each block. Long blocks share their 4-grams with the gold text; short ones have to join on to a neighbour."""
    blocks = [words_of(text) for text in texts]
    wanted = Counter(_grams(words_of(gold)))
    truths = [len(words) >= _SIZE and _share(words, wanted) >= _HALF for words in blocks]
    for position, words in enumerate(blocks):
        if 0 < len(words) < _SIZE:
            truths[position] = _joins(blocks, truths, position, wanted)
    _settle_repetitions(blocks, truths, wanted)
    return truths


def _grams(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[i:] for i in range(_SIZE)), strict=False))


def _share(words: list[str], wanted: Counter[tuple[str, ...]]) -> float:
    grams = _grams(words)
    return sum(1 for gram in grams if gram in wanted) / len(grams)


def _joins(blocks: list[list[str]], truths: list[bool], position: int, wanted: Counter[tuple[str, ...]]) -> bool:
    words = blocks[position]
    before = next((blocks[i] for i in range(position - 1, max(-1, position - 12), -1) if truths[i]), [])
    after = next((blocks[i] for i in range(position + 1, min(len(blocks), position + 12)) if truths[i]), [])
    reach = _SIZE - len(words)
    return tuple(before[-reach:] + words) in wanted or tuple(words + after[:reach]) in wanted


def _settle_repetitions(blocks: list[list[str]], truths: list[bool], wanted: Counter[tuple[str, ...]]) -> None:
    """A teaser repeats a sentence of the text: as many are true as the gold text holds, those nearest to its middle."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, words in enumerate(blocks):
        if truths[position] and len(words) >= _SIZE:
            places[tuple(words)].append(position)
    single = sorted(positions[0] for positions in places.values() if len(positions) == 1)
    middle = single[len(single) // 2] if single else 0
    for words, positions in places.items():
        allowed = max(1, wanted[words[:_SIZE]])
        if len(positions) > allowed:
            for position in sorted(positions, key=lambda one: abs(one - middle))[allowed:]:
                truths[position] = False
