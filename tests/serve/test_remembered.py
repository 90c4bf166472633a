from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from archiver.serve.remembered import Latest, Remembered


class Index:
    """A file that is open, as Datasette's databases are."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self.is_mutable = True
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("CREATE TABLE t (n INTEGER)")

    def write(self) -> None:
        with closing(sqlite3.connect(self.path)) as db, db:
            db.execute("INSERT INTO t VALUES (1)")

    def ask(self, remembered: Remembered[int]) -> int:
        with closing(sqlite3.connect(self.path)) as db:
            return remembered.of(self, db)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "archive.db")


def test_an_answer_is_good_until_the_index_changes(index):
    looks = []

    def count(db: sqlite3.Connection) -> int:
        looks.append(1)
        return int(db.execute("SELECT count(*) FROM t").fetchone()[0])

    remembered = Remembered(count)
    assert [index.ask(remembered) for _ in range(3)] == [0, 0, 0]
    assert len(looks) == 1
    index.write()
    assert [index.ask(remembered) for _ in range(3)] == [1, 1, 1]
    assert len(looks) == 2


def test_what_takes_long_is_not_read_at_each_change_but_at_once_from_another_file(index, tmp_path):
    def count(db: sqlite3.Connection) -> int:
        time.sleep(0.3)
        return int(db.execute("SELECT count(*) FROM t").fetchone()[0])

    remembered = Remembered(count)
    assert index.ask(remembered) == 0
    index.write()
    assert index.ask(remembered) == 0  # a running crawl would have it read all day
    index.path = str(tmp_path / "without-what-is-withheld.db")
    Path(index.path).write_bytes((tmp_path / "archive.db").read_bytes())
    assert index.ask(remembered) == 1


def test_the_old_answer_serves_until_the_new_one_is_read(index):
    go_on = Event()
    go_on.set()

    def count(db: sqlite3.Connection) -> int:
        time.sleep(0.3)
        assert go_on.wait(60)
        return int(db.execute("SELECT count(*) FROM t").fetchone()[0])

    remembered = Remembered(count, share=0)
    assert index.ask(remembered) == 0
    index.write()
    go_on.clear()
    assert [index.ask(remembered) for _ in range(5)] == [0] * 5  # and none of them waits
    go_on.set()
    until = time.monotonic() + 60
    while index.ask(remembered) == 0 and time.monotonic() < until:
        time.sleep(0.05)
    assert index.ask(remembered) == 1


def test_what_was_read_ahead_is_not_read_again_and_who_comes_meanwhile_waits(index):
    begun, go_on, looks = Event(), Event(), []

    def count(db: sqlite3.Connection) -> int:
        looks.append(1)
        begun.set()
        assert go_on.wait(60)
        return int(db.execute("SELECT count(*) FROM t").fetchone()[0])

    remembered = Remembered(count)
    with ThreadPoolExecutor(2) as threads:
        ahead = threads.submit(remembered.prepare, index, Path(index.path))
        assert begun.wait(60)
        asked = threads.submit(index.ask, remembered)
        assert not asked.done()
        go_on.set()
        assert asked.result(60) == 0
        ahead.result(60)
    assert len(looks) == 1


def test_who_waited_while_the_file_was_exchanged_tells_nothing_of_the_former_as_of_the_new(index, tmp_path):
    """What was withheld meanwhile is in the former file only."""
    remembered = Remembered(lambda db: int(db.execute("SELECT count(*) FROM t").fetchone()[0]))
    with closing(sqlite3.connect(index.path)) as former:
        other = tmp_path / "without-what-is-withheld.db"
        other.write_bytes(Path(index.path).read_bytes())
        index.write()
        index.path = str(other)
        assert remembered.of(index, former) == 1
    assert index.ask(remembered) == 0


def test_the_oldest_answers_make_room():
    latest: Latest[str, str] = Latest(10)
    latest.put("a", "A", 4)
    latest.put("b", "B", 4)
    assert latest.get("a") == "A"
    latest.put("c", "C", 4)
    assert (latest.get("a"), latest.get("b"), latest.get("c")) == ("A", None, "C")
    latest.put("a", "A again", 6)
    assert (latest.get("a"), latest.get("c")) == ("A again", "C")
    latest.put("huge", "X", 100)
    assert all(latest.get(key) is None for key in ("a", "c", "huge"))
