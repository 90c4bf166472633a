"""Letters: those of the language, and those of a text that are beyond ASCII, which most questions about old encodings look at alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

TONES = "\u0300\u0301\u0303\u0309\u0323"  # the marks, where they stand apart from their letter: grave, acute, tilde, hook, dot
VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")  # letters that hardly another language is written with
_ASCII = bytes(range(0x80))


def beyond_ascii(text: str) -> frozenset[str]:
    """Each of them once. Half a surrogate pair is one too."""
    encoded = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    return frozenset(encoded.decode("utf-8", "surrogatepass"))


def places_of(signs: Iterable[str], text: str) -> list[int]:
    """Where they stand, in order. One sign after the other is found ten times as fast as a class of signs is by a pattern."""
    places = []
    for sign in signs:
        place = text.find(sign)
        while place >= 0:
            places.append(place)
            place = text.find(sign, place + 1)
    return sorted(places)
