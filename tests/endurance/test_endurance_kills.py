"""A seeded part of the kill campaign; `make endurance` runs all of it."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from kills import campaign, checkpointed, forget

KILLS = 10
SEED = 2008


def test_killed_commands_and_power_cuts_lose_nothing(tmp_path: Path) -> None:
    life = campaign(tmp_path, KILLS, SEED)
    assert life.failures == []
    assert sum(life.killed.values()) == KILLS
    assert life.power_cuts > 0
    assert life.acknowledged


INDEXES = {  # what a kill during a checkpoint leaves of the journal's index
    "as it is": lambda index: index,
    "cleared": lambda index: bytes(len(index)),
    "too short": lambda index: index[:3],
    "begun for the next journal": lambda index: index[:32] + bytes(8) + index[40:128] + bytes(4) + index[132:],
}


@pytest.mark.parametrize("left", [*INDEXES, "nothing"])
@pytest.mark.parametrize("seed", range(8))
def test_the_campaign_forgets_no_frame_that_a_checkpoint_has_synced(tmp_path: Path, seed: int, left: str) -> None:
    """SQLite may have copied it into the database: without it, newer pages would stand among older ones."""
    aside = tmp_path / "aside"
    aside.mkdir()
    with closing(sqlite3.connect(tmp_path / "a.db")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)")
        for n in range(31):
            with db:
                db.execute("INSERT INTO t VALUES (?, hex(randomblob(900)))", [n])
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        for name in ("a.db", "a.db-wal", "a.db-shm"):  # as a kill leaves them
            (aside / name).write_bytes((tmp_path / name).read_bytes())
    journal, index = aside / "a.db-wal", aside / "a.db-shm"
    if left == "nothing":
        index.unlink()
    else:
        index.write_bytes(INDEXES[left](index.read_bytes()))
    forget(journal, random.Random(seed), synced=False, safe=checkpointed(index, journal))
    index.unlink(missing_ok=True)
    with closing(sqlite3.connect(aside / "a.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM t").fetchone() == (31,)
