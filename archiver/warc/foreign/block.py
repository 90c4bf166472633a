"""A record's block: held whole as far as memory allows; of what is larger, the beginning and the payload's digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from archiver.warc.http import parse

_BEGINNING = 1 << 16  # of a block that is too large: its HTTP head, and the first bytes of a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What was read of a block."""

    data: bytes  # all of it, or its beginning
    size: int  # bytes of the whole
    payload_size: int = 0  # where it is not held whole: of the payload
    payload_digest: str = ""  # and its digest, transfer coding and all

    @property
    def whole(self) -> bool:
        return len(self.data) == self.size


def collect(pieces: Iterable[bytes], limit: int, *, is_http: bool) -> Block:
    """The block that these pieces are."""
    held: list[bytes] = []
    size = 0
    rest = iter(pieces)
    for piece in rest:
        held.append(piece)
        size += len(piece)
        if size > limit:
            return _too_large(b"".join(held), rest, is_http=is_http)
    return Block(data=b"".join(held), size=size)


def _too_large(begun: bytes, rest: Iterable[bytes], *, is_http: bool) -> Block:
    head = parse(begun[:_BEGINNING]).head_length if is_http else 0
    digest = hashlib.sha256(memoryview(begun)[head:])
    size = len(begun)
    begun = begun[:_BEGINNING]
    for piece in rest:
        digest.update(piece)
        size += len(piece)
    return Block(data=begun, size=size, payload_size=size - head, payload_digest=f"sha256:{digest.hexdigest()}")
