"""A large CDXJ as players fetch it over a network: blocks of lines, each gzipped by itself, and a list of the blocks.

The list is small enough to be had whole; of the blocks a player fetches the one in which an address must stand. The format
is that of pywb, py-wacz and ReplayWeb.page (`cdxj-gzip-1.0`).
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice

BLOCK = 1024  # lines


class Blocks:
    """The blocks of a sorted index, one after the other; when all were taken, `listed` names them."""

    def __init__(self, lines: Iterable[str], filename: str) -> None:
        self._lines = iter(lines)
        self._filename = filename
        self.listed = f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': filename})}\n"

    def __iter__(self) -> Iterator[bytes]:
        offset = 0
        while block := list(islice(self._lines, BLOCK)):
            data = gzip.compress("".join(block).encode(), mtime=0)
            key, stamp, _ = block[0].split(" ", 2)
            place = {"offset": offset, "length": len(data), "digest": f"sha256:{hashlib.sha256(data).hexdigest()}"}
            self.listed += f"{key} {stamp} {json.dumps({**place, 'filename': self._filename})}\n"
            offset += len(data)
            yield data
