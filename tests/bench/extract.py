"""What extraction costs beside bare parsing and other extractors: `python -m tests.bench.extract [PAGES] [SEED]`.

CPU time of one process, text and metadata together, no HTML and no Markdown. All run on the same page in turns, page after page,
so that a machine that is shared slows all of them; the best of two or three runs counts. The pages are drawn from all
sets that ARCHIVER_TEST_DATA names; without it, from the simulated portal. Peers that are not installed are left out.

Even the slow ones run twice: trafilatura loads what it searches dates with on the first page that needs it, which takes seconds and made a third of its
time on a hundred pages. The lot is large, for pages differ, and the page in the middle is told beside the sum.
"""

from __future__ import annotations

import gc
import importlib
import os
import random
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from statistics import median
from time import process_time

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from archiver.extract.stages import extract
from archiver.model import Page
from tests.quality import portal
from tests.quality.data import names, read_set
from tests.quality.peers import peers
from tests.quality.score import say

_TIMES, _TIMES_SLOW = 3, 2
_PAGES = 400
_SLOW = frozenset(("trafilatura", "readability-lxml"))

Run = Callable[[str, str], object]  # html, url


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _PAGES
    pages = _pages(count, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    runs = _runs()
    for run in runs.values():
        run(*pages[0])  # what is loaded at the first page is no cost of a page
    gc.freeze()  # nor is looking through all that the others have loaded
    spent: dict[str, list[float]] = {name: [] for name in runs}
    for html, url in pages:
        for name, run in runs.items():
            spent[name].append(min(_timed(run, html, url) for _ in range(_TIMES_SLOW if name in _SLOW else _TIMES)))
    slow = spent.get("trafilatura")
    for name, seconds in sorted(spent.items(), key=lambda item: sum(item[1])):
        parses = sum(seconds) / sum(spent["lexbor parse"])
        against = f"  {_faster(seconds, slow)} trafilatura's speed" if slow else ""
        say(f"{name:18s} {1000 * sum(seconds) / len(pages):7.2f} ms a page  {parses:6.1f} parses{against}")


def _faster(seconds: list[float], slow: list[float]) -> str:
    """In all, and on the page in the middle."""
    middle = median(theirs / ours for theirs, ours in zip(slow, seconds, strict=True))
    return f"{sum(slow) / sum(seconds):5.1f} x (on the page in the middle {middle:5.1f} x)"


def _pages(count: int, seed: int) -> list[tuple[str, str]]:
    if not os.environ.get("ARCHIVER_TEST_DATA"):
        return [(page.html, page.url) for page in islice(portal.pages(), count)]
    every = [(page.html, page.url) for name in names() for page in read_set(name)]
    return random.Random(seed).sample(every, count)


def _runs() -> dict[str, Run]:
    return {
        "lexbor parse": lambda html, url: LexborHTMLParser(html),
        "lxml parse": _lxml,
        "archiver": lambda html, url: extract(Page(url=url, html=html), rendered=False),
        **dict(_installed()),
    }


def _installed() -> Iterator[tuple[str, Run]]:
    for name, run in peers().items():
        if name in {"resiliparse", "turbohtml", "readability-lxml"}:
            yield name, run
        elif name == "trafilatura":
            yield name, _trafilatura_as_it_comes


def _trafilatura_as_it_comes(html: str, url: str) -> object:
    """With comments, and with its extensive search for a date."""
    module = importlib.import_module("trafilatura")
    return module.bare_extraction(html, url=url or None, with_metadata=True)


def _lxml(html: str, url: str) -> object:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _timed(run: Run, html: str, url: str) -> float:
    start = process_time()
    run(html, url)
    return process_time() - start


if __name__ == "__main__":
    main()
