"""The whole life of the simulated portal in one run: `python -m tests.portal.campaign [SIZE]`.

Each epoch is crawled as an archivist would (the last two twice, because gone takes two crawls), then the archive and the
portal's own counters are held against the truth. The scores are printed; the exit code is 1 where one falls short.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from archiver.demo.judge import address_key, judge
from archiver.demo.manifest import Truth, manifest
from archiver.demo.pagers import pages_of
from archiver.demo.reach import listed
from archiver.demo.server import Portal
from archiver.demo.world import World, world
from tests.portal.judge_changes import Changes, judge_changes

sys.path.insert(0, str(Path(__file__).parent.parent))
from command import run_archiver, write_profile

SEED = 2008
SITE = "dang-bo-khoi"
EPOCHS = (0, 1, 2, 3, 3, 4, 5, 5)
REQUESTS = 1.6  # at most, for each address of the truth
TRAP = 20  # requests at most into each kind of trap in one crawl
AT_ONCE = 4  # as the tests' profile says


@dataclass(slots=True)
class Score:
    """What one crawl came to: facts for a reader, and what falls short."""

    facts: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)

    def expect(self, name: str, wrong: Iterable[object]) -> None:
        """Something of which there must be none."""
        found = list(wrong)
        self.facts.append(f"{name}: {len(found)}")
        if found:
            self.short.append(f"{name}: {len(found)}, such as {', '.join(map(str, found[:5]))}")

    def at_most(self, name: str, value: float, limit: float) -> None:
        self.facts.append(f"{name}: {value:.4g} (at most {limit:g})")
        if value > limit:
            self.short.append(self.facts[-1])


class Campaign:
    """One archive of one portal through its epochs."""

    def __init__(self, size: str, cwd: Path, portal: Portal) -> None:
        self._size, self._cwd, self._portal = size, cwd, portal
        self._profile = write_profile(cwd, SITE, portal.base)
        self._index = cwd / "output" / SITE / "archive.db"

    def crawl(self, epoch: int, *, again: bool) -> Score:
        """Crawl an epoch and judge what the archive says of it."""
        portal, score = self._portal, Score()
        portal.epoch = epoch
        before = Counter(portal.counters.traps), portal.counters.requests
        done = run_archiver("crawl", self._profile, cwd=self._cwd, patience=3600)
        if done.returncode not in {0, 1}:  # 1: the portal has lost a section, and the report says so
            score.short.append(f"exit code {done.returncode}: {done.stderr[-500:]}")
            return score
        truths = manifest(SEED, self._size, epoch, portal.base)
        self._completeness(score, [truth for truth in truths if truth.status == 200])
        self._identity(score, truths)
        self._changes(score, truths, again=again)
        if epoch < 5:  # the successor is another site, with pages of its own
            ratio = (portal.counters.requests - before[1]) / addresses(world(SEED, self._size, epoch), truths)
            score.at_most("requests for each address", ratio, REQUESTS)
        for trap, count in (Counter(portal.counters.traps) - before[0]).items():
            score.at_most(f"requests into the trap {trap}", count, TRAP)
        score.at_most("content forms sent", portal.counters.forms_submitted, 0)
        score.at_most("robots violations", portal.counters.robots_violations, 0)
        score.at_most("requests at once", portal.counters.peak_parallel, AT_ONCE)
        return score

    def _completeness(self, score: Score, truths: list[Truth]) -> None:
        verdict = judge(self._index, truths)
        for way, share in verdict.reach.items():
            score.facts.append(f"reachable by {way}: {share.found} of {share.expected}")
        score.expect("entries missing", verdict.missing)
        score.expect("files missing", verdict.missing_files)
        score.expect("wrong titles", (one.id for one in verdict.wrong_titles))
        score.expect("wrong or invented dates", (one.id for one in verdict.wrong_dates))
        score.facts.append(f"dates not found: {len(verdict.missing_dates)}")
        score.at_most("wrong words in a thousand, of old encodings", verdict.encoding_errors, 1)
        for layout, likeness in verdict.bodies.items():
            score.facts.append(f"layout {layout}: recall {likeness.recall:.4f}, precision {likeness.precision:.4f}")

    def _identity(self, score: Score, truths: list[Truth]) -> None:
        with closing(sqlite3.connect(self._index)) as db:
            rows = {address_key(url): row for url, row in db.execute("SELECT url, article_id FROM article_urls")}
        shown: dict[int, set[str]] = defaultdict(set)
        for truth in truths:
            for url in (*truth.urls, *truth.old_urls):
                if (row := rows.get(address_key(url))) is not None:
                    shown[row].add(truth.id)
        score.expect("wrongly merged", (ids for ids in shown.values() if len(ids) > 1))

    def _changes(self, score: Score, truths: list[Truth], *, again: bool) -> None:
        with closing(sqlite3.connect(self._index)) as db:
            crawls = [started for (started,) in db.execute("SELECT started_at FROM crawls ORDER BY started_at")]
        if len(crawls) == 1:
            return
        changes: Changes = judge_changes(self._index, truths, crawls[-2 if again else -1])
        names = ("edited", "new", "moved", "gone" if again else "absent")
        for name in names:
            found = getattr(changes, name)
            score.facts.append(f"{name}: {len(found.right)} right")
            score.expect(f"{name}, missed", found.missed)
            score.expect(f"{name}, false", found.false)


def addresses(now: World, truths: list[Truth]) -> int:
    """The addresses of the truth: items, files, item pages of galleries, and pages of lists."""
    items = {truth.urls[0] for truth in truths} | {
        file.url for truth in truths for file in (*truth.pictures, *truth.attachments)
    }
    item_pages = sum(len(gallery.pictures) for gallery in now.galleries)
    return len(items) + item_pages + sum(_list_pages(now))


def _list_pages(now: World) -> Iterator[int]:
    for category in now.categories:
        one_page = category.pager in {"archive", "script", "newest"}
        yield 1 if one_page else pages_of(len(listed(now, category)))
    yield pages_of(len(now.documents))
    yield pages_of(len(now.galleries), now.size.galleries_a_page)


def main(size: str) -> int:
    short = 0
    with tempfile.TemporaryDirectory() as folder, Portal(SEED, size, faults=True, slow=1.0) as portal:
        campaign = Campaign(size, Path(folder), portal)
        for number, epoch in enumerate(EPOCHS):
            score = campaign.crawl(epoch, again=number > 0 and EPOCHS[number - 1] == epoch)
            short += len(score.short)
            sys.stdout.write(f"E{epoch}\n" + "".join(f"  {fact}\n" for fact in score.facts))
            sys.stdout.write("".join(f"  SHORT {json.dumps(one, ensure_ascii=False)}\n" for one in score.short))
            sys.stdout.flush()
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "small"))
