"""How fast the frontier is when it holds little and when it holds much: `python -m tests.bench.frontier [MANY] [FEW]`.

Both frontiers do what the crawl of one page asks of them: look up the links that it names, take in those that are new,
hand out requests, count what the page said, and commit in groups with the file synced. In turns, so that a machine that
is shared slows both.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from archiver.model import Place, Written
from archiver.store.frontier import Wanted
from archiver.store.ledger import Ledger

HOST = "portal.example"
KNOWN = 20  # links a page that lead to any page of the site; what stands on each page never gets as far as here
NEW = 3  # links a page to what nobody has named before
GROUP = 64  # pages between two commits
PAGES = 3_200  # a turn
TURNS = 5
_FILLED_AT_ONCE = 50_000


class Crawl:
    """A frontier of `size` addresses, a third of them still to be fetched, and the crawl that works on it."""

    def __init__(self, folder: Path, size: int) -> None:
        self.ledger = Ledger(folder / f"{size}.db")
        self._dice = random.Random(size)
        self._size = 0
        while self._size < size:
            self.ledger.frontier.want(self._new(min(_FILLED_AT_ONCE, size - self._size)))
            self.ledger.commit()

    def turn(self, pages: int) -> float:
        """Seconds that the frontier takes for so many pages."""
        frontier = self.ledger.frontier
        began = time.perf_counter()
        for page in range(pages):
            (task,) = frontier.due(HOST, time.time(), 1, ())
            written = _written(task.id)
            frontier.captured(task.id, written, written.fetched_at)
            other = [_wanted(self._dice.randrange(self._size)) for _ in range(KNOWN)]
            frontier.want(frontier.news([*other, *self._new(NEW)]))
            frontier.saw((f"{HOST}/Pages/news.aspx?CatId=0",), f"page {task.id}")
            frontier.done(task.id)
            if page % GROUP == GROUP - 1:
                self.ledger.commit()
        return time.perf_counter() - began

    def _new(self, count: int) -> Iterator[Wanted]:
        for number in range(self._size, self._size + count):
            yield _wanted(number)
        self._size += count


def _wanted(number: int) -> Wanted:
    skip = "out of scope: in no section" if number % 3 else None
    return Wanted(key=_url(number), url=_url(number), role="page", priority=40, skip=skip, via=_url(0))


def _url(number: int) -> str:
    return f"http://{HOST}/Pages/newsdetail.aspx?CatId={number % 97}&NewsId={number}"


def _written(number: int) -> Written:
    place = Place(file="portal-20260101000000-00001.warc.gz", offset=number * 9000, length=9000)
    return Written(
        capture_id=str(number),
        place=place,
        end=place.offset + place.length,
        digest=f"sha256:{number}",
        payload_digest=f"sha256:{number}",
        fetched_at="2026-01-01T00:00:00Z",
        revisit_of=None,
        status=200,
        size=40_000,
    )


def main(many: int, few: int) -> None:
    """Fill both, then work on them in turns."""
    with tempfile.TemporaryDirectory() as folder:
        crawls = {size: Crawl(Path(folder), size) for size in (few, many)}
        for crawl in crawls.values():
            crawl.turn(PAGES)  # the caches fill
        seconds: dict[int, list[float]] = {few: [], many: []}
        for _ in range(TURNS):
            for size, crawl in crawls.items():
                seconds[size].append(crawl.turn(PAGES))
    rates = {size: PAGES / median(taken) for size, taken in seconds.items()}
    for size, rate in rates.items():
        sys.stdout.write(f"{size:>9,} addresses  {rate:7.0f} pages/s  {1000 / rate:6.3f} ms a page\n")
    sys.stdout.write(f"ratio {rates[many] / rates[few]:.2f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
