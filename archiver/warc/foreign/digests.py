"""The digests that records name: any algorithm that we know, in base32, base16 or base64."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

_ALGORITHMS = ("sha1", "sha256", "sha512", "md5", "sha384", "sha224")


@dataclass(frozen=True, slots=True)
class Named:
    """A digest as a record names it."""

    algorithm: str
    encoding: str
    value: bytes

    @property
    def kind(self) -> str:
        return f"{self.algorithm} in {self.encoding}"

    @property
    def text(self) -> str:
        """The digest as we write it, the same for any spelling."""
        return f"{self.algorithm}:{self.value.hex()}"

    def fits(self, bodies: Iterable[bytes]) -> bool:
        """Whether one of these has the digest."""
        return any(hashlib.new(self.algorithm, body, usedforsecurity=False).digest() == self.value for body in bodies)


def read_digest(text: str | None) -> Named | None:
    """`sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ`; None where it is absent or of no kind that we know."""
    algorithm, _, value = (text or "").strip().partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in _ALGORITHMS or not value.isascii():
        return None
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    for encoding, decode in (("base16", bytes.fromhex), ("base32", _base32), ("base64", _base64)):
        try:
            decoded = decode(value)
        except (ValueError, binascii.Error):
            continue
        if len(decoded) == size:
            return Named(algorithm, encoding, decoded)
    return None


def _base32(text: str) -> bytes:
    return base64.b32decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 8), casefold=True)


def _base64(text: str) -> bytes:
    return base64.b64decode(text, altchars=b"-_" if set(text) & set("-_") else None, validate=True)
