"""The lock of a workbook whose structure is protected: Excel encrypts it all under a password that it knows itself.

Whoever opens such a file is asked for nothing, so it is no secret ([MS-OFFCRYPTO] 2.3.5-2.3.6; [MS-XLS] 2.2.10). Under a
password of its owner a workbook stays as it is.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator
from itertools import islice

_EXCELS_OWN = "VelvetSweatshop".encode("utf-16-le")
_LOCK = 0x002F
_NO_RECORD = 0x00FF  # what stands where the lock stood: readers pass over it
_PLAIN = frozenset((0x0809, _LOCK, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138))  # records that are never encrypted
_SHEET, _SHEET_PLACE = 0x0085, 4  # of a sheet's record the place of the sheet stands open
_FIRST_RECORDS = 8  # the lock stands behind the first or the second
_BLOCK = 1024  # bytes of the stream under one key
_RC4, _STANDARD, _CRYPTO_API = 1, 1, (2, 3, 4)

_Key = Callable[[int], bytes]  # the key of each block


def unlocked(stream: bytes) -> bytes:
    """The workbook's records without Excel's own lock; as they are where there is none or another."""
    first = islice(_records(stream), _FIRST_RECORDS)
    lock = next(((start, end) for kind, start, end in first if kind == _LOCK), None)
    key = _key(stream[slice(*lock)]) if lock else None
    if lock is None or key is None:
        return stream
    plain = bytearray(_deciphered(stream, key))
    for kind, start, end in _records(stream):
        open_to = end if kind in _PLAIN else min(end, start + _SHEET_PLACE) if kind == _SHEET else start
        plain[start - 4 : open_to] = stream[start - 4 : open_to]
    struct.pack_into("<H", plain, lock[0] - 4, _NO_RECORD)
    return bytes(plain)


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Each record's kind, and where its content begins and ends."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        end = min(place + 4 + size, len(stream))
        yield kind, place + 4, end
        place = end


def _key(lock: bytes) -> _Key | None:
    """The key of each block, where the lock opens with Excel's own password."""
    if len(lock) < 54:
        return None
    kind, version = struct.unpack_from("<HH", lock)
    if kind != _RC4 or version not in (_STANDARD, *_CRYPTO_API):
        return None
    key, verifier, digest, size = _standard(lock) if version == _STANDARD else _crypto_api(lock)
    opened = _rc4(key(0), verifier + digest)
    hashed = hashlib.md5 if version == _STANDARD else hashlib.sha1
    return key if hashed(opened[:16], usedforsecurity=False).digest() == opened[16 : 16 + size] else None


def _standard(lock: bytes) -> tuple[_Key, bytes, bytes, int]:
    salt, verifier, digest = lock[6:22], lock[22:38], lock[38:54]
    secret = _md5((_md5(_EXCELS_OWN)[:5] + salt) * 16)[:5]
    return (lambda block: _md5(secret + struct.pack("<I", block))), verifier, digest, 16


def _crypto_api(lock: bytes) -> tuple[_Key, bytes, bytes, int]:
    head = struct.unpack_from("<I", lock, 10)[0]
    bits = struct.unpack_from("<I", lock, 14 + 16)[0] or 40
    place = 14 + head + 4
    salt, verifier, digest = lock[place : place + 16], lock[place + 16 : place + 32], lock[place + 36 : place + 56]
    secret = _sha1(salt + _EXCELS_OWN)

    def key(block: int) -> bytes:
        made = _sha1(secret + struct.pack("<I", block))[: bits // 8]
        return made.ljust(16, b"\0") if bits == 40 else made

    return key, verifier, digest, 20


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()


def _sha1(content: bytes) -> bytes:
    return hashlib.sha1(content, usedforsecurity=False).digest()


def _deciphered(stream: bytes, key: _Key) -> bytes:
    blocks = range(0, len(stream), _BLOCK)
    return b"".join(_rc4(key(start // _BLOCK), stream[start : start + _BLOCK]) for start in blocks)


def _rc4(key: bytes, content: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) & 0xFF
        box[i], box[j] = box[j], box[i]
    out = bytearray(len(content))
    i = j = 0
    for place, byte in enumerate(content):
        i = (i + 1) & 0xFF
        j = (j + box[i]) & 0xFF
        box[i], box[j] = box[j], box[i]
        out[place] = byte ^ box[(box[i] + box[j]) & 0xFF]
    return bytes(out)
