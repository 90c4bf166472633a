"""What a compound file's summary says of its document ([MS-OLEPS]): only what is asked for, and each property within the stream.

olefile reads all properties, and counts as far as a damaged one says: four thousand million steps for one byte.
"""

from __future__ import annotations

import struct
from collections.abc import Container
from contextlib import suppress
from datetime import UTC, datetime, timedelta

CODEPAGE, TITLE, AUTHOR, CREATED, PAGES = 1, 2, 4, 12, 14
_SECTION_PLACE = 44
_SHORT, _LONG, _LETTERS, _WIDE_LETTERS, _TIME = 2, 3, 30, 31, 64
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

Value = int | str | bytes | datetime


def properties(stream: bytes, wanted: Container[int]) -> dict[int, Value]:
    """The wanted properties by their numbers; letters of one byte as they stand, since their code page is a property too."""
    found: dict[int, Value] = {}
    with suppress(struct.error):  # what stands outside of the stream is not there
        section = stream[struct.unpack_from("<I", stream, _SECTION_PLACE)[0] :]
        count = struct.unpack_from("<I", section, 4)[0]
        for place in range(8, min(8 + 8 * count, len(section)), 8):
            number, start = struct.unpack_from("<II", section, place)
            if number in wanted:
                with suppress(struct.error, OverflowError):
                    value = _value(section, start)
                    if value is not None:
                        found[number] = value
    return found


def _value(section: bytes, start: int) -> Value | None:
    kind, first = struct.unpack_from("<II", section, start)
    letters = start + 8
    if kind == _SHORT:
        return int(struct.unpack_from("<h", section, start + 4)[0])
    if kind == _LONG:
        return int(struct.unpack_from("<i", section, start + 4)[0])
    if kind == _LETTERS:
        return section[letters : letters + first]
    if kind == _WIDE_LETTERS:
        return section[letters : letters + 2 * first].decode("utf-16-le", errors="replace")
    if kind == _TIME:
        return _EPOCH + timedelta(microseconds=struct.unpack_from("<Q", section, start + 4)[0] // 10)
    return None
