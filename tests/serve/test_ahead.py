"""What is asked of the index before anybody asks changes no answer."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from archiver.serve.ahead import ask_ahead
from archiver.serve.catalogue import Catalogue, read_catalogue
from archiver.serve.finding import Question, find
from archiver.store.articles import replace_articles
from archiver.store.database import open_archive
from tests.serve.test_catalogue import QUERIES, article_of


@pytest.fixture
def index(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    dice = random.Random(4)
    with closing(open_archive(tmp_path / "archive.db")) as db:
        with db.atomic():
            replace_articles(db, [], [(article_of(number, dice), "live", None) for number in range(300)])
        yield db.conn


def asked(index: sqlite3.Connection, deed: Callable[[], object]) -> list[str]:
    """Of what the search index is asked meanwhile where it stands."""
    said: list[str] = []
    index.set_trace_callback(said.append)
    deed()
    index.set_trace_callback(None)
    return [one for one in said if "MATCH" in one and "bm25" not in one]


def test_who_asks_for_common_words_does_not_wait_for_the_index(index):
    read_ahead, plain = read_catalogue(index), read_catalogue(index)
    ask_ahead(index, read_ahead)
    question = Question(text="hội")
    assert asked(index, lambda: find(index, plain, question))
    assert not asked(index, lambda: find(index, read_ahead, question))


@pytest.mark.parametrize("text", QUERIES)
def test_the_answers_are_the_same(index, text):
    read_ahead, plain = read_catalogue(index), read_catalogue(index)
    ask_ahead(index, read_ahead)
    assert find(index, read_ahead, Question(text=text)) == find(index, plain, Question(text=text))


def test_while_somebody_asks_nothing_is_asked_ahead(index, tmp_path):
    catalogue = read_catalogue(index)
    catalogue.asked_at = time.monotonic() + 3600

    def look() -> list[str]:
        with closing(sqlite3.connect(tmp_path / "archive.db", check_same_thread=False)) as connection:
            return asked(connection, lambda: ask_ahead(connection, catalogue))

    with ThreadPoolExecutor(1) as threads:
        ahead = threads.submit(look)
        time.sleep(0.3)
        assert not ahead.done()
        catalogue.asked_at = 0.0
        assert ahead.result(60)


def test_it_ends_where_there_is_no_room(index):
    catalogue: Catalogue = read_catalogue(index)
    catalogue._ahead = 1
    assert len(asked(index, lambda: ask_ahead(index, catalogue))) == 1


def test_an_empty_archive_is_asked_for_nothing(tmp_path):
    with closing(open_archive(tmp_path / "archive.db")) as db:
        assert asked(db.conn, lambda: ask_ahead(db.conn, read_catalogue(db.conn))) == []
