"""A set of strings that is asked often and written to disk never: eight bytes of digest for each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from hashlib import blake2b

_FIRST_SLOTS = 1024
_FULL = 0.7  # of all slots; beyond, those that are asked for lie far from where they are looked for


def digest_of(text: str) -> int:
    """64 bits, never 0: among five million texts the chance that any two share them is one in a million."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") or 1


def stored_digest(text: str) -> int:
    """A digest as SQLite holds it: its integers have a sign."""
    return signed(digest_of(text))


def signed(digest: int) -> int:
    """As SQLite holds it."""
    return digest - 2**64 if digest >= 2**63 else digest


def unsigned(stored: int) -> int:
    """As it was before SQLite held it."""
    return stored % 2**64


class DigestSet:
    """Digests in one table with open addressing: five million take 64 MB, where a `set` of them takes 400.

    On disk, a table of digests is written all over with each page of a crawl, and five million are a third slower than
    ten thousand.
    """

    def __init__(self, digests: Iterable[int] = ()) -> None:
        self._slots = array("Q", bytes(8 * _FIRST_SLOTS))
        self._count = 0
        for digest in digests:
            self.add(digest)

    def __len__(self) -> int:
        return self._count

    def __contains__(self, digest: int) -> bool:
        return self._slots[self._place(digest)] == digest

    def add(self, digest: int) -> bool:
        """False where it was there."""
        place = self._place(digest)
        if self._slots[place] == digest:
            return False
        self._slots[place] = digest
        self._count += 1
        if self._count > _FULL * len(self._slots):
            self._grow()
        return True

    def clear(self) -> None:
        self._slots, self._count = array("Q", bytes(8 * _FIRST_SLOTS)), 0

    def _place(self, digest: int) -> int:
        slots, last = self._slots, len(self._slots) - 1
        place = digest & last
        while (found := slots[place]) and found != digest:
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        before = self._slots
        self._slots = array("Q", bytes(16 * len(before)))
        for digest in before:
            if digest:
                self._slots[self._place(digest)] = digest
