"""`kill -9` at any moment, then the same command again: nothing lost, nothing twice."""

from __future__ import annotations

import random
import sqlite3
import time
from collections import Counter
from pathlib import Path

from command import run_archiver, start_archiver, write_profile

from archiver.demo.judge import judge
from archiver.demo.manifest import manifest
from archiver.demo.server import Portal
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump
from archiver.store.ledger import Ledger
from archiver.warc.reader import Exchange, read_capture, scan

KILLS = 10


def committed(folder: ArchiveFolder) -> dict[str, str]:
    """Capture id -> address, as the ledger acknowledges them."""
    if not folder.crawl_db.exists():
        return {}
    with sqlite3.connect(f"file:{folder.crawl_db}?mode=ro", uri=True, timeout=30) as db:
        try:
            return dict(db.execute("SELECT id, url FROM captures"))
        except sqlite3.OperationalError:  # killed before the first table was there
            return {}


def kill_at(profile: Path, cwd: Path, folder: ArchiveFolder, wanted: int, pause: float) -> dict[str, str]:
    """Crawl until so many captures are committed and a little longer, then SIGKILL; what was acknowledged by then."""
    process = start_archiver("crawl", profile, cwd=cwd)
    deadline = time.monotonic() + 60
    while process.poll() is None and len(committed(folder)) < wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(pause)
    acknowledged = committed(folder)
    process.kill()
    process.communicate()
    return acknowledged


def test_ten_kills_lose_nothing_and_store_nothing_twice(tmp_path: Path) -> None:
    chance = random.Random(2008)
    with Portal(size="tiny") as portal:
        profile = write_profile(tmp_path, "dang-bo-khoi", portal.base)
        profile.write_text(profile.read_text("utf-8").replace("delay = 0", "delay = 0.05"), "utf-8")
        folder = ArchiveFolder(tmp_path / "output" / "dang-bo-khoi")
        acknowledged: dict[str, str] = {}
        for wanted in sorted(chance.sample(range(100), KILLS)):
            acknowledged |= kill_at(profile, tmp_path, folder, wanted, chance.uniform(0, 0.4))
        done = run_archiver("crawl", profile, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        judgement = judge(folder.archive_db, manifest(2008, "tiny", 0, portal.base))
        assert judgement.complete, judgement
    exchanges = [found for path in folder.warc_files() for found in scan(path) if isinstance(found, Exchange)]
    kept = Counter(found.capture.id for found in exchanges)
    assert set(acknowledged) <= set(kept)
    assert max(kept.values()) == 1
    asked = Counter((found.capture.method, found.capture.url, found.key) for found in exchanges)
    assert [twice for twice, times in asked.items() if times > 1] == []
    assert verify(folder).whole
    with Ledger(folder.crawl_db, readonly=True) as ledger:
        places = ledger.committed(limit=10_000)
    assert len(places) == len(exchanges)
    assert all(read_capture(folder.warc, place) for _, place in places)
    live = b"".join(canonical_dump(folder.archive_db))
    assert run_archiver("rebuild", "--archive", folder.root, cwd=tmp_path).returncode == 0
    assert b"".join(canonical_dump(folder.archive_db)) == live
