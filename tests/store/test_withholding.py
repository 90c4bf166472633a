"""What rules withhold of an index: articles under all their addresses, with their captures and with files that are theirs alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from archiver.store.access import hidden_among, hidden_from_search, ruling_on_article, ruling_on_capture, withheld
from archiver.store.database import open_archive
from archiver.store.words import take_word

SITE = "https://so-vi-du.example"
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def capture(number: str, path: str, **more: Any) -> dict[str, Any]:
    row = {"id": number, "url": f"{SITE}{path}", "url_key": f"{SITE}{path}", "method": "GET", "status": 200, "size": 1}
    row |= {"fetched_at": "2026-01-01T00:00:00Z", "digest": f"sha256:{number}", "warc_file": "x", "warc_offset": 0}
    return row | {"warc_length": 1, "section": None, "role": "item"} | more


def article(number: int, path: str, **more: Any) -> dict[str, Any]:
    row = {"id": number, "url": f"{SITE}{path}", "title": f"Bài {number}", "text": f"bài số {number}", "html": ""}
    row |= {"markdown": "", "kind": "article", "status": "live", "first_seen": "2026-01-01", "last_seen": "2026-01-01"}
    return row | {"version_count": 1, "word_count": 3, "capture_id": f"c{number}", "stage": "x"} | more


def attachment(number: int, of: int, path: str, capture_id: str, sha256: str) -> dict[str, Any]:
    row = {
        "id": number,
        "article_id": of,
        "position": number,
        "url": f"{SITE}{path}",
        "filename": "x",
        "kind": "document",
    }
    return row | {"capture_id": capture_id, "sha256": sha256, "first_seen": "2026-01-01", "last_seen": "2026-01-01"}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_archive(tmp_path / "archive.db")) as opened:
        opened["captures"].insert_all(
            [
                capture("c1", "/1", section="noi-bo"),
                capture("c1-moved", "/moved/1"),
                capture("c1-gone", "/1", status=404),
                capture("c2", "/2"),
                capture("c3", "/search", method="POST", url_key=f"{SITE}/search POST x"),
                capture("list", "/noi-bo", section="noi-bo", role="listing"),
                capture("own", "/own.pdf", role="file", section="noi-bo"),
                capture("logo", "/logo.png", role="image", section="noi-bo"),
                capture("copy", "/copy.pdf", role="file"),
            ]
        )
        opened["articles"].insert_all(
            [article(1, "/1", section="noi-bo", published="2020-05-01"), article(2, "/2"), article(3, "/search")],
            alter=False,
        )
        urls = ((1, "/1"), (1, "/moved/1"), (2, "/2"))  # no address leads to what a form was posted for
        opened["article_urls"].insert_all(
            {"url": f"{SITE}{path}", "article_id": of, "first_seen": "2026-01-01"} for of, path in urls
        )
        opened["attachments"].insert_all(
            [
                attachment(1, 1, "/own.pdf", "own", "aa"),
                attachment(2, 1, "/logo.png", "logo", "bb"),
                attachment(3, 2, "/logo.png", "logo", "bb"),
                attachment(4, 2, "/copy.pdf", "copy", "cc"),
                attachment(5, 2, "/own.pdf?again", "copy", "cc"),
            ]
        )
        yield opened


def forbid(db: Database, **facts: str) -> None:
    rule = {
        "action": "takedown",
        "reason": "vì",
        "person": "Lan",
        "decided_at": "2026-01-01T00:00:00Z",
        "software": "x",
    }
    take_word(db, "access-rule", "r1", {**rule, **facts})


@pytest.mark.parametrize(
    ("facts", "articles", "captures", "files"),
    [
        ({"url": f"{SITE}/moved/1"}, {1}, {"c1", "c1-moved", "c1-gone", "own"}, {"/own.pdf"}),
        ({"section": "noi-bo"}, {1}, {"c1", "c1-moved", "c1-gone", "own", "list"}, {"/own.pdf"}),
        ({"published_to": "2020"}, {1}, {"c1", "c1-moved", "c1-gone", "own"}, {"/own.pdf"}),
        ({"url": f"{SITE}/search"}, {3}, {"c3"}, set()),
        ({"url": f"{SITE}/copy.pdf"}, set(), {"copy"}, {"/copy.pdf", "/own.pdf?again"}),
        ({"url": f"{SITE}/logo.png"}, set(), {"logo"}, {"/logo.png"}),
        ({"url": f"{SITE}/nothing"}, set(), set(), set()),
    ],
)
def test_what_a_rule_withholds(db, facts, articles, captures, files):
    forbid(db, **facts)
    found = withheld(db, NOW)
    assert set(found.articles) == articles
    assert set(found.captures) == captures
    assert {url.removeprefix(SITE) for url in found.files} == files
    assert {number for number in (1, 2, 3) if ruling_on_article(db, number, NOW)} == articles
    assert all(ruling_on_capture(db, number, NOW) for number in captures)
    assert hidden_among(db, [1, 2, 3]).articles == articles == hidden_from_search(db).articles
    for number in (1, 2, 3):  # asked one by one, and of all
        alone, whole = hidden_among(db, [number]), hidden_from_search(db)
        assert number in articles or (number in alone.files_of) == (number in whole.files_of)


def test_a_rule_that_was_lifted_withholds_nothing_whatever_came_first(db):
    withdrawal = {"said": "r1", "reason": None, "person": "Minh", "said_at": "2026-02-01T00:00:00Z", "software": "x"}
    take_word(db, "withdrawal", "w1", withdrawal)  # as a rebuild may read them
    forbid(db, url=f"{SITE}/1")
    assert not withheld(db, NOW)


def test_the_same_record_twice_is_one_rule(db):
    forbid(db, url=f"{SITE}/1")
    forbid(db, url=f"{SITE}/2")
    assert set(withheld(db, NOW).articles) == {1}
    assert db.execute("SELECT count(*) FROM events WHERE type = 'access'").fetchone() == (1,)
