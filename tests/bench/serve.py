"""How long readers of a large archive wait: `python -m tests.bench.serve [ARTICLES] [FOLDER]`.

Ten readers at once who rest half a second between two pages, ten who do not rest at all (which is a measure of what
the server can do, for no person reads so), and one alone; for the first row each time on another server that has met
none of the questions, and has been left alone since it was opened till it had read ahead. Beside the reading room, in the same run on the same index: what plain Datasette answers to the same words from
its table page, and what the search index takes for the twenty best with snippets, with nothing round it. A FOLDER is
used if an archive is there, and else made there.
"""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from archiver.layout import ArchiveFolder
from archiver.store.terms import terms_of
from archiver.vietnamese.folding import fold
from tests.bench.clients import Waited, ask, free_port, memory, spent, until_open
from tests.bench.reading_room import ARTICLES, SECTIONS, build

CLIENTS = 10
EACH = 60  # questions of each kind
PEER = 20  # of these, what Datasette itself is asked, which takes long
PAUSE = 0.5  # seconds
_READERS = ((CLIENTS, PAUSE), (CLIENTS, 0.0), (1, 0.0))
_RESTING = 0.05  # seconds of processor in a second
ROUNDS = 3  # of all of them, for the memory
_COMMON = ("của", "nhân dân", "phát triển", "hội nghị", "cán bộ", "Chi bộ", "the", "tỉnh", "năm", "báo cáo", "người")
_BIN = Path(sys.executable).parent
_ROOM, _PLAIN = "/-/read/bench", "/archive/articles.json"
_BARE = """
SELECT rowid, snippet(search, -1, '<', '>', '…', 32) FROM search WHERE search MATCH ? ORDER BY rank LIMIT 20
"""
_SOME = """
SELECT id, title, text, document_number FROM articles WHERE id >= ? AND (? = 0 OR document_number IS NOT NULL)
ORDER BY id LIMIT 1
"""

Questions = dict[str, list[dict[str, object]]]  # by kind, as the parameters of the search page


def questions(db: sqlite3.Connection) -> Questions:
    """What people ask: words of the archive itself, as they stand in it and as they are typed."""
    dice = random.Random(20)
    rare = [_run(dice, _some(db, dice)[1], 2) for _ in range(4 * EACH)]
    common = [" ".join(dice.sample(_COMMON, 1 + number % 2)) for number in range(EACH)]
    mixed = [dice.choice(pair) for pair in zip(common, rare[:EACH], strict=True)]
    narrowed = [
        {"year": dice.randint(2008, 2024)} if number % 2 else {"section": dice.choice(list(SECTIONS))}
        for number in range(EACH)
    ]
    asked: Questions = {
        "common words": [{"q": one} for one in common],
        "rare words": [{"q": one} for one in rare[:EACH]],
        "without accents": [{"q": fold(one)} for one in rare[EACH : 2 * EACH]],
        "phrases": [{"q": f'"{_run(dice, _some(db, dice)[2], 4)}"'} for _ in range(EACH)],
        "document numbers": [{"q": _some(db, dice, numbered=1)[3]} for _ in range(EACH)],
        "narrowed": [{"q": one, **choice} for one, choice in zip(mixed, narrowed, strict=True)],
        "later pages": [{"q": one, "page": dice.randint(2, 12)} for one in mixed],
        "newest first": [{"q": one, "sort": "newest"} for one in mixed],
    }
    return asked


def _some(db: sqlite3.Connection, dice: random.Random, numbered: int = 0) -> tuple[int, str, str, str]:
    found: tuple[int, str, str, str] = db.execute(_SOME, (dice.randrange(2**53 - 2**46), numbered)).fetchone()
    return found


def _run(dice: random.Random, text: str, count: int) -> str:
    """So many words that stand one after the other."""
    words = re.findall(r"\w+", text)
    begin = dice.randrange(max(1, len(words) - count))
    return " ".join(words[begin : begin + count])


@contextmanager
def served(command: list[str]) -> Iterator[tuple[int, int]]:
    """A server on a free port, as (process, port)."""
    port = free_port()
    with subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until_open(port)
            yield process.pid, port
        finally:
            process.terminate()


def _until_it_rests(process: int) -> float:
    """Wait until the server does nothing for itself any more; the seconds of processor that it took till then."""
    begun = before = spent(process)
    while True:
        time.sleep(1)
        if (now := spent(process)) - before < _RESTING:
            return now - begun
        before = now


def of_room(folder: ArchiveFolder, pages: dict[str, list[str]]) -> dict[str, tuple[Waited, ...]]:
    """Of each kind of page, how long ten who pause, ten who do not, and one alone wait; the memory is printed."""
    dice, command = random.Random(1), [str(_BIN / "archiver"), "serve", str(folder.root)]
    searches = [path for kind, paths in pages.items() if kind not in ("article", "home") for path in paths]
    dice.shuffle(searches)
    anew = []
    for clients, pause in _READERS:
        with served(command) as (process, port):
            begun = time.perf_counter()
            ask(process, port, [_ROOM, f"{_ROOM}/search?q=zzz"], 1)
            opened = 1000 * (time.perf_counter() - begun)
            read_ahead = _until_it_rests(process)
            anew.append(ask(process, port, searches, clients, pause))
    sys.stdout.write(f"first page and first search after the start: {opened:.0f} ms\n")
    sys.stdout.write(f"then it read ahead, while nobody asked: {read_ahead:.1f} s of processor\n")
    with served(command) as (process, port):
        everything = [path for paths in pages.values() for path in paths]
        held = []
        for _ in range(ROUNDS):
            ask(process, port, dice.sample(everything, len(everything)), CLIENTS)
            held.append(memory(process))
        waited = {
            kind: tuple(ask(process, port, paths, clients, pause) for clients, pause in _READERS)
            for kind, paths in pages.items()
        }
        held.append(memory(process))
    told = ", ".join(f"{one:.0f}" for one in held)
    sys.stdout.write(f"memory of the server after each round of {len(everything):,} pages: {told} MB\n")
    return {"search, each new": tuple(anew), **waited}


def of_plain(folder: ArchiveFolder, asked: Questions) -> dict[str, Waited]:
    """The same words asked of Datasette itself, by one alone."""
    command = [str(_BIN / "datasette"), "serve", str(folder.archive_db), "--setting", "sql_time_limit_ms", "10000"]
    plain = [("_fts_table", "search"), ("_fts_pk", "id"), ("_size", 20), ("_nofacet", 1), ("_nosuggest", 1)]
    plain += [("_col", name) for name in ("title", "published", "section")]
    waited = {}
    with served(command) as (process, port):
        for kind, some in asked.items():
            paths = [f"{_PLAIN}?{urlencode([('_search', _plainly(one)), *plain])}" for one in some[:PEER]]
            waited[kind] = ask(process, port, paths, 1)
    return waited


def _plainly(question: dict[str, object]) -> str:
    return " ".join(term.folded for term in terms_of(str(question["q"])))


def of_index(folder: ArchiveFolder, asked: Questions) -> dict[str, Waited]:
    """The same words asked of the search index, one after the other in this process."""
    waited = {}
    with closing(sqlite3.connect(f"{folder.archive_db.resolve().as_uri()}?mode=ro", uri=True)) as db:
        for kind, some in asked.items():
            waits = []
            for one in some:
                match = " AND ".join(f'"{term.folded}"' for term in terms_of(str(one["q"])))
                begun = time.perf_counter()
                db.execute(_BARE, [match]).fetchall()
                waits.append(1000 * (time.perf_counter() - begun))
            waited[kind] = Waited(tuple(waits), 0.0)
    return waited


def _pages(asked: Questions, folder: ArchiveFolder) -> dict[str, list[str]]:
    dice = random.Random(7)
    with closing(sqlite3.connect(folder.archive_db)) as db:
        articles = [_some(db, dice)[0] for _ in range(5 * EACH)]
    pages = {kind: [f"{_ROOM}/search?{urlencode(one)}" for one in some] for kind, some in asked.items()}
    return {**pages, "article": [f"{_ROOM}/article/{number}" for number in articles], "home": [_ROOM] * (2 * EACH)}


def measure(folder: ArchiveFolder) -> None:
    """Ask, and print."""
    with closing(sqlite3.connect(folder.archive_db)) as db:
        asked = questions(db)
    room = of_room(folder, _pages(asked, folder))
    plain, bare = of_plain(folder, asked), of_index(folder, asked)
    sys.stdout.write(f"{'':<20}{'ten who pause':>16}{'ten who do not':>16}{'one alone':>16}{'processor':>11}")
    sys.stdout.write("   medians, one alone, as parts of those of\n")
    sys.stdout.write(f"{'ms':<20}{'p50     p95'.rjust(16) * 3}{'each':>11}   plain Datasette   the bare index\n")
    for kind, waits in room.items():
        line = f"{kind:<20}" + "".join(f"{one.median:8.1f}{one.nearly_all:8.1f}" for one in waits)
        line += f"{waits[-1].processor:11.1f}"
        if kind in plain:
            median = waits[-1].median
            line += f"   {median / plain[kind].median:15.2f}   {median / bare[kind].median:14.2f}"
        sys.stdout.write(f"{line}\n")


def main(articles: int, folder: ArchiveFolder) -> None:
    if not folder.archive_db.exists():
        begun = time.perf_counter()
        build(folder, articles)
        sys.stdout.write(f"{articles:,} articles made in {time.perf_counter() - begun:.0f} s\n")
    measure(folder)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    if len(sys.argv) > 2:
        main(wanted, ArchiveFolder(Path(sys.argv[2])))
    else:
        with tempfile.TemporaryDirectory() as place:
            main(wanted, ArchiveFolder(Path(place) / "bench"))
