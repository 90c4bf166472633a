"""The CDXJ of a foreign file, sorted in portions: a file may hold more captures than memory does lines."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from archiver.errors import WarcError
from archiver.layout import cdxj_of, name_under_warc
from archiver.warc.cdxj import line_of
from archiver.warc.foreign.exchanges import read_exchanges
from archiver.warc.foreign.region import regions
from archiver.warc.reader import Exchange

_PORTION = 100_000  # lines


def write_foreign_index(path: Path) -> Path:
    """Make the index of a file of others anew, as when it was taken in: what cannot be read has no line."""
    index = ForeignIndex(path)
    with suppress(WarcError):
        for region in regions(path, name_under_warc(path)):
            for found in read_exchanges(region):
                if isinstance(found, Exchange):
                    index(found)
    return index.write()


class ForeignIndex:
    """Takes the captures of a file in any order; `write` puts their lines beside it.

    A record that shares its gzip member with others cannot be found by a player, so it has no line.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = name_under_warc(path)
        self._lines: list[str] = []
        self._portions: list[IO[str]] = []
        self._opened = ExitStack()

    def __call__(self, exchange: Exchange) -> None:
        if exchange.capture.place.within is not None or exchange.conversion:
            return
        self._lines.append(line_of(exchange, self._file))
        if len(self._lines) >= _PORTION:
            self._spill()

    def write(self) -> Path:
        """The index, whole or not there."""
        target = cdxj_of(self._path)
        unfinished = target.with_name(f"{target.name}.new")
        with self._opened, unfinished.open("w", encoding="utf-8") as out:
            self._spill()
            out.writelines(_each_once(heapq.merge(*self._portions)))
        unfinished.replace(target)
        return target

    def _spill(self) -> None:
        portion = TemporaryFile("w+", encoding="utf-8", dir=self._path.parent)  # noqa: SIM115 `write` closes all
        self._opened.push(portion)
        portion.writelines(sorted(self._lines))
        portion.seek(0)
        self._lines.clear()
        self._portions.append(portion)


def _each_once(lines: Iterator[str]) -> Iterator[str]:
    before = ""
    for line in lines:
        if line != before:
            yield line
        before = line
